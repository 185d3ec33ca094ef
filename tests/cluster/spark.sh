#!/bin/sh
# SPDX-License-Identifier: MIT
# Spark standalone: one master and two workers on loopback; one is killed
# half-way. PYSPARK: the python3 that has pyspark (default: python3).
# shellcheck source=tests/cluster/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cluster/standalone.sh
. "$here/standalone.sh"
make_work
start_master
work_for_it one
work_for_it two
two=$worker
check "a worker" wait_log log.one 'Successfully registered'
check "another" wait_log log.two 'Successfully registered'
"$PYSPARK" -c 'import pyspark; print("# Spark", pyspark.__version__)'

plan all
check "the plan by two workers" spark plan all
proven all "two workers"
for one in one two; do
	[ -n "$(find "worker.$one" -name stderr)" ]
	ok $? "worker $one had an executor"
done

# Records through the pipe, split as Spark likes.
spark count "$work/all/*.jsonl" fraud-stats --by month,type >got 2>log
same "fraud-stats as partial and merge" want.fraud got
spark count "$work/want.jsonl" incident-stats >got 2>log
same "incident-stats as partial and merge, one file in pieces" \
    want.incident got
status_is "a command that fails is trouble" 2 \
    spark count "$work/want.jsonl" fraud-stats --by nonsense

plan lost
spark plan lost >log 2>&1 &
run=$!
wait_for lost 12
kill -9 "-$two"
before=$(find lost -name '*.done' | wc -l)
wait $run
status=$?
[ $status = 0 ] || tail -n 20 log | sed 's/^/# /'
ok $status "a worker is killed half-way"
[ "$before" -lt 44 ]
ok $? "($before of 44 parts were done)"
wait_log log.master 'Removing worker\|worker.*DEAD\|Received unregister\|got disassociated'
ok $? "the master missed it"
proven lost "a worker is killed half-way"

mkdir bad
cp in/2024-03-02.csv bad/
printf 'a,"b\n' >>bad/2024-03-02.csv
"$tools/plan-work" bad.out conf in/2024-03-01.csv bad/*.csv
status_is "a bad row is trouble, after four tries" 2 spark plan bad.out
status_is "and no report" 2 "$tools/merge-parts" bad.out
done_
