#!/bin/sh
# SPDX-License-Identifier: MIT
# The report of a station: its figures are those of the stats commands, in
# every form; nothing depends on threads; both languages are whole.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
ex=$top/share/examples
cd "$work" || exit 2

(for f in "$ex"/接处警导出_*.csv "$ex/patrols.csv"; do
	ingest-incidents -q --reject /dev/null "$f"
done) | classify-risk -q | route-dispute -q --ledger . \
    --roster "$ex/roster.json" >records
record-outcome -q --ledger . --reject bad "$ex/outcomes.csv" >/dev/null
report() { station-report -q --ledger . --today 2024-09-02 "$@" records; }

for period in 2024-W35 2024-08; do
	report --period $period -f jsonl >"$period.jsonl"
	ok $? "report of $period"
	unit=week
	[ $period = 2024-08 ] && unit=month
	incident-stats -q --by $unit,category --since $period --until $period \
	    -f jsonl records >incidents
	fraud-stats -q --by $unit,type --since $period --until $period \
	    -f jsonl records >fraud
	dispute-stats -q --by $unit --since $period --until $period \
	    --today 2024-09-02 -f jsonl . >disputes
	patrol-report -q --$unit $period -f jsonl records >patrols
	check "$period: every figure is that of the stats commands" \
	    python3 "$top/tests/pipeline/station_figures.py" "$period.jsonl"
	report --period $period -j 3 -f html -o three.html
	report --period $period -f html -o one.html
	same "$period: -j3 gives the bytes of -j1" one.html three.html
	report --period $period -f xlsx -o book.xlsx
	check "$period: the workbook holds the figures" \
	    python3 "$top/tests/pipeline/station_book.py" book.xlsx \
	    "$period.jsonl"
done

report --period 2024-W35 --format csv --table types >types.csv
head -n 1 types.csv | grep -q '^category,' && [ "$(wc -l <types.csv)" -gt 5 ]
ok $? "a table as CSV"
report --period 2024-W35 --format csv --table none 2>err
[ $? = 2 ] && grep -q "no table 'none' in this report; it has: types" err
ok $? "a table that is not there is named, and those that are"

# Records without a Han character: what is left of them in English is ours.
python3 -c '
import json, sys
for line in sys.stdin:
    r = json.loads(line)
    r.pop("extra", None)
    for k in ("community", "address", "narrative", "unit", "feedback",
              "team", "area", "outcome", "officer", "place_type"):
        if k in r:
            r[k] = k
    print(json.dumps(r))' <records >plain
cat >plan.json <<'P'
{"format": 1, "title": "Report", "title_en": "The {period} report",
 "unit": "Station", "signatures_en": ["Checked by"]}
P
for form in text md html jsonl; do
	station-report -q --period 2024-08 --ledger . --today 2024-09-02 \
	    --plan plan.json --lang en --format $form plain >en.$form
	# Names of fonts stay as they are.
	if LC_ALL=C.UTF-8 grep -nP '\p{Han}' en.$form >han; then
		sed 's/^/# /' han | head -5
		ok 1 "English $form holds no Chinese"
	else
		ok 0 "English $form holds no Chinese"
	fi
done

report --period 2019-W10 >empty
[ $? = 1 ] && grep -q '未接报警情' empty && grep -q '待填写' empty
ok $? "an empty week has a proper report, and exit status 1"
: >nothing
station-report -q --period 2024-08 nothing >empty
[ $? = 1 ] && grep -q '一、警情概况' empty
ok $? "so has a history that is empty"

# The plan: sections, their order and headings; faults have their place.
cat >plan.json <<'P'
{"format": 1, "title": "某某所{period}", "sections": ["advice", "fraud"],
 "headings": {"fraud": "反诈"}, "signatures": []}
P
report --period 2024-08 --plan plan.json >planned
[ "$(LC_ALL=C grep '^一、\|^二、\|^三、' planned | tr '\n' ' ')" = "一、工作建议 二、反诈 " ]
ok $? "sections stand in the order of the plan"
printf '{"format": 1, "title": "x",\n "sections": ["fraud", "weather"]}\n' >bad.json
report --period 2024-08 --plan bad.json 2>err >/dev/null
[ $? = 2 ] && grep -q '^station-report: bad.json:2:2[0-9]: ' err
ok $? "a section that is none is refused with its place"

# Nobody is named: every name, phone and ID of the incidents told is gone.
python3 - <<'P' >names
import json
for line in open("records", encoding="utf-8"):
    r = json.loads(line)
    for k in ("caller_name", "caller_phone", "caller_id"):
        if len(r.get(k, "")) >= 3:
            print(r[k])
P
sort -u names >secret
report --period 2024-08 -f html >page.html
LC_ALL=C grep -F -c -f secret page.html >hits
[ "$(cat hits)" = 0 ]
ok $? "no name, phone or ID number of a caller is in the report"
done_
