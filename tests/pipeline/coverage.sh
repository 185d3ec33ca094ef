#!/bin/sh
# SPDX-License-Identifier: MIT
# Patrols beside incidents, and hours of service, against SQL over the same
# records; threads and the order of records change nothing.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2

make-log --patrol -n 900 --seed 4 | ingest-incidents -q - >patrols
# What patrols are not like: too long, one who is at two places at once.
sed -n '/2024-05-1/s/"minutes":[0-9]*/"minutes":1021/p' patrols | head -n 3 \
    >odd
sed -n 's/T19:30/T20:10/p' patrols | head -n 40 >>odd
cat odd >>patrols
make-log -n 9000 --seed 5 --chance --form platform | ingest-incidents -q - |
    classify-risk -q >incidents
report() {
	patrol-report -q --incidents incidents \
	    --roster "$PRECINCT_DATADIR/examples/volunteers.json" \
	    --plan "$PRECINCT_DATADIR/examples/patrol-plan.json" "$@"
}
for month in 01 05 11; do
	report --month "2024-$month" -f jsonl patrols >got
	next=$(printf %02d $((${month#0} + 1)))
	check "month $month by SQL" python3 "$here/coverage_oracle.py" patrols \
	    incidents "2024-$month-01" "2024-$next-01" got
done
report --month 2024-05 patrols >want
for j in 2 5; do
	report -j "$j" --month 2024-05 patrols >got
	same "-j $j gives the same page" want got
done
sort -r patrols >reversed
report --month 2024-05 reversed >got
same "the order of patrols does not matter" want got
sort -r incidents >reversed
patrol-report -q --month 2024-05 --incidents reversed -f csv -t places \
    patrols >got
report --month 2024-05 -f csv -t places patrols >want
same "the order of incidents does not matter" want got
patrol-report -q --month 2024-05 -f csv patrols >want
report --month 2024-05 -f csv patrols >got
same "what it is set beside changes no figure of patrols" want got
done_
