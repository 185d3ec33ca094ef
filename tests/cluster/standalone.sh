# SPDX-License-Identifier: MIT
# A standalone cluster of Spark on loopback. Sourced after lib.sh. PYSPARK: the
# python3 that has pyspark (default: python3).
# shellcheck shell=sh
# shellcheck disable=SC2154 # of lib.sh
: "${PYSPARK:=python3}"
command -v java >/dev/null || skip_all "java is not here"
home=$("$PYSPARK" -c 'import os, pyspark
print(os.path.dirname(pyspark.__file__))' 2>/dev/null) ||
    skip_all "$PYSPARK has no pyspark"
port=${SPARK_TEST_PORT:-17077}
master=spark://127.0.0.1:$port
SPARK_HOME=$home
SPARK_LOCAL_IP=127.0.0.1
SPARK_LOCAL_DIRS=$work/local
PYSPARK_PYTHON=$(command -v "$PYSPARK")
export SPARK_HOME SPARK_LOCAL_IP SPARK_LOCAL_DIRS PYSPARK_PYTHON
mkdir local

# Each in a process group of its own, so that a worker dies with its executors.
start_master() {
	setsid "$home/bin/spark-class" org.apache.spark.deploy.master.Master \
	    --host 127.0.0.1 --port "$port" --webui-port 0 >log.master 2>&1 &
	started="$started $!"
	check "a master" wait_log log.master \
	    'elected leader\|Starting Spark master'
}
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
spark() {
	"$PYSPARK" "$tools/with-spark" --master "$master" "$@"
}
