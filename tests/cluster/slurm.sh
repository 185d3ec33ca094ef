#!/bin/sh
# SPDX-License-Identifier: MIT
# Slurm: a controller and two nodes on this machine; a job array of which a
# task is requeued half-way. Where Slurm cannot be started, the script of the
# tasks runs with the variables that Slurm would set.
# shellcheck source=tests/cluster/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
make_work

echo "# the variables of an array set by hand"
plan by_hand
for task in 3 1 2; do
	SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=3 \
	    "$tools/slurm-task" by_hand "$tools/do-part" >told.$task 2>&1 &
done
wait
cat told.* | sort | uniq -d >twice
[ "$(cat told.* | wc -l)" = 44 ] && [ ! -s twice ]
ok $? "three tasks share the parts"
proven by_hand "three tasks"
status_is "no array" 2 env -u SLURM_ARRAY_TASK_ID "$tools/slurm-task" \
    by_hand "$tools/do-part"

finish() { # reason: the rest cannot be tested here
	echo "# SKIP Slurm itself: $1"
	done_
	exit
}
for c in slurmctld slurmd sbatch munged setsid; do
	command -v $c >/dev/null || finish "$c is not here"
done
[ "$(id -u)" = 0 ] || finish "its daemons need root"
if pgrep -x slurmctld >/dev/null || pgrep -x munged >/dev/null; then
	finish "one is running here"
fi

# Everything in $work: keys, state, sockets.
install -d -o munge -g munge -m 755 munge munge.run || finish "no user munge"
dd if=/dev/urandom of=munge/key bs=128 count=1 2>/dev/null
chown munge munge/key && chmod 400 munge/key
setsid setpriv --reuid munge --regid munge --clear-groups munged -F \
    --key-file="$work/munge/key" --socket="$work/munge.run/socket" \
    --pid-file="$work/munge/pid" --log-file="$work/munge/log" \
    --seed-file="$work/munge/seed" >log.munge 2>&1 &
started="$started $!"
host=$(hostname -s)
mkdir state spool.n1 spool.n2
cat >slurm.conf <<C
ClusterName=precinct
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
AuthType=auth/munge
AuthInfo=socket=$work/munge.run/socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/ctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
SlurmctldLogFile=$work/log.ctld
SlurmdLogFile=$work/log.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
ReturnToService=2
SlurmdTimeout=20
SchedulerParameters=batch_sched_delay=0,sched_interval=2,requeue_delay=1
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=16818 CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=16819 CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
C
SLURM_CONF=$work/slurm.conf
export SLURM_CONF
sleep 1
setsid slurmctld -D >log.c 2>&1 &
started="$started $!"
for n in n1 n2; do
	setsid slurmd -D -N $n >log.d.$n 2>&1 &
	started="$started $!"
done
ready() {
	[ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" = 2 ]
}
n=0
until ready; do
	n=$((n + 1))
	if [ $n = 120 ]; then
		tail -n 5 log.c log.d.n1 log.ctld 2>/dev/null | sed 's/^/# /'
		finish "its daemons do not come up here"
	fi
	sleep 0.5
done
sinfo --version | sed 's/^/# /'

plan all
check "an array of two nodes" "$tools/with-slurm" all
proven all "an array"

plan lost
"$tools/with-slurm" lost 4 >log 2>&1 &
run=$!
wait_for lost 8
job=$(squeue -h -t R -o %A | head -n 1)
scontrol requeue "$job"
ok $? "a task is killed half-way, and requeued"
before=$(find lost -name '*.done' | wc -l)
wait $run
status=$?
[ $status = 0 ] || sed 's/^/# /' log
ok $status "the job ends well"
[ "$before" -lt 44 ]
ok $? "($before of 44 parts were done)"
proven lost "a task that is requeued"

mkdir bad
cp in/2024-03-02.csv bad/
printf 'a,"b\n' >>bad/2024-03-02.csv
"$tools/plan-work" bad.out conf in/2024-03-01.csv bad/*.csv
status_is "a bad row is trouble" 2 "$tools/with-slurm" bad.out
status_is "and no report" 2 "$tools/merge-parts" bad.out
done_
