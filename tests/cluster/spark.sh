#!/bin/sh
# SPDX-License-Identifier: MIT
# Spark standalone: one master and two workers on loopback; one is killed
# half-way. PYSPARK: the python3 that has pyspark (default: python3).
# shellcheck source=tests/cluster/lib.sh
. "$(dirname "$0")/lib.sh"
: "${PYSPARK:=python3}"
command -v java >/dev/null || skip_all "java is not here"
home=$("$PYSPARK" -c 'import os, pyspark
print(os.path.dirname(pyspark.__file__))' 2>/dev/null) ||
    skip_all "$PYSPARK has no pyspark"
make_work
port=${SPARK_TEST_PORT:-17077}
master=spark://127.0.0.1:$port
SPARK_HOME=$home
SPARK_LOCAL_IP=127.0.0.1
SPARK_LOCAL_DIRS=$work/local
PYSPARK_PYTHON=$(command -v "$PYSPARK")
export SPARK_HOME SPARK_LOCAL_IP SPARK_LOCAL_DIRS PYSPARK_PYTHON
mkdir local

# Each in a process group of its own, so that a worker dies with its executors.
setsid "$home/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port "$port" --webui-port 0 >log.master 2>&1 &
started=$!
work_for_it() { # name: a worker of one core; its process id in $worker
	setsid "$home/bin/spark-class" org.apache.spark.deploy.worker.Worker \
	    --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
	    --work-dir "$work/worker.$1" "$master" >"log.$1" 2>&1 &
	worker=$!
	started="$started $worker"
}
wait_log() { # file words
	_tries=0
	until grep -q "$2" "$1"; do
		_tries=$((_tries + 1))
		[ $_tries -lt 600 ] || return 1
		sleep 0.1
	done
}
check "a master" wait_log log.master 'elected leader\|Starting Spark master'
work_for_it one
work_for_it two
two=$worker
check "a worker" wait_log log.one 'Successfully registered'
check "another" wait_log log.two 'Successfully registered'
spark() {
	"$PYSPARK" "$tools/with-spark" --master "$master" "$@"
}
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
