#!/bin/sh
# SPDX-License-Identifier: MIT
# GNU parallel over two hosts: network namespaces with an sshd each (without
# the right to make them, two addresses of loopback); one goes away half-way.
# shellcheck source=tests/cluster/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cluster/hosts.sh
. "$here/hosts.sh"
make_work
start_hosts
printf '%s\n' "$me@$one" "$me@$two" >hosts

plan all
check "two hosts" "$tools/with-parallel" all hosts
proven all "two hosts"
hosts_used() { # joblog: how many hosts ended parts well
	awk 'NR > 1 && $7 == 0 { print $2 }' "$1" | sort -u | wc -l
}
[ "$(hosts_used all/joblog)" = 2 ]
ok $? "both worked"

plan copied
check "two hosts that share nothing" "$tools/with-parallel" -c copied hosts
proven copied "two hosts that share nothing"
[ -z "$(find home copied -name '*.tar' -o -name '*.csv')" ]
ok $? "nothing of it stays there"

plan lost
"$tools/with-parallel" lost hosts >log 2>&1 &
run=$!
wait_for lost 12
lose 2
before=$(find lost -name '*.done' | wc -l)
wait $run
status=$?
[ $status = 0 ] || sed 's/^/# /' log
ok $status "one host goes away half-way"
[ "$before" -lt 44 ]
ok $? "($before of 44 parts were done)"
proven lost "one host goes away half-way"

status_is "run again: nothing is left to do" 0 "$tools/with-parallel" lost hosts
"$tools/plan-work" dead conf in/2024-03-0[12].csv
echo "$me@$two" >hosts.dead
status_is "no host at all is trouble" 2 "$tools/with-parallel" dead hosts.dead
status_is "and no report" 2 "$tools/merge-parts" dead
done_
