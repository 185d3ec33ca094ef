# SPDX-License-Identifier: MIT
# Two hosts with an sshd each: network namespaces, or without the right to make
# them two addresses of loopback. Sourced after lib.sh; sets $one, $two, $kind,
# $me and the environment that with-parallel takes.
# shellcheck shell=sh
# shellcheck disable=SC2154 # of lib.sh
for c in parallel sshd ssh ssh-keygen rsync setsid; do
	PATH=$PATH:/usr/sbin command -v $c >/dev/null || skip_all "$c is not here"
done
sshd=$(PATH=$PATH:/usr/sbin command -v sshd)
me=$(id -un)
net=precinct$$
HOME=$work/home # known_hosts and the directories of --workdir
export HOME
mkdir -m 700 home keys
ssh-keygen -q -t ed25519 -N '' -f keys/host && ssh-keygen -q -t ed25519 -N '' \
    -f keys/user && cp keys/user.pub keys/authorized || exit 2
CLUSTER_SSH_OPTIONS="-p 2222 -i $work/keys/user -o IdentitiesOnly=yes \
-o UserKnownHostsFile=$work/keys/known -o StrictHostKeyChecking=accept-new \
-o LogLevel=ERROR"
export CLUSTER_SSH_OPTIONS

serve() { # address [command to run it in...]
	_address=$1
	shift
	cat >"sshd.$_address" <<-C
	ListenAddress $_address:2222
	HostKey $work/keys/host
	AuthorizedKeysFile $work/keys/authorized
	PidFile none
	StrictModes no
	UsePAM no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	PermitRootLogin yes
	MaxStartups 100
	SetEnv HOME=$work/home
	C
	setsid "$@" "$sshd" -D -e -f "$work/sshd.$_address" 2>"log.$_address" &
	started="$started $!"
}

with_namespaces() {
	[ "${CLUSTER_HOSTS:-}" != loopback ] || return 1
	# sshd's directory of its own privileges, as its service makes it
	mkdir -p /run/sshd 2>/dev/null
	ip netns add $net.1 2>/dev/null || return 1
	ip netns add $net.2 || return 1
	for i in 1 2; do
		ip link add "v$$.$i" type veth peer name eth0 \
		    netns $net.$i &&
		    ip addr add 10.213.$i.1/24 dev "v$$.$i" &&
		    ip link set "v$$.$i" up &&
		    ip netns exec $net.$i ip addr add 10.213.$i.2/24 dev eth0 &&
		    ip netns exec $net.$i ip link set eth0 up || return 1
		serve 10.213.$i.2 ip netns exec $net.$i
	done
}

end_namespaces() {
	for i in 1 2; do
		ip netns pids $net.$i 2>/dev/null | xargs -r kill -9
		ip netns del $net.$i 2>/dev/null
		ip link del "v$$.$i" 2>/dev/null
	done
}
trap 'stop_all; end_namespaces; rm -rf "$work"' EXIT

# The host is gone: no process, no answer.
lose() { # 1 or 2
	if [ "$kind" = namespaces ]; then
		ip link set "v$$.$1" down
		ip netns pids $net."$1" | xargs -r kill -9
	else
		# shellcheck disable=SC2046,SC2086
		set -- $(echo $started | cut -d ' ' -f "$1")
		pgrep -P "$1" | while read -r p; do pkill -9 -P "$p"; done
		pkill -9 -P "$1"
		kill -9 "-$1"
	fi
}

reach() { # address
	_tries=0
	# shellcheck disable=SC2086
	until ssh -n -o BatchMode=yes $CLUSTER_SSH_OPTIONS "$me@$1" true; do
		_tries=$((_tries + 1))
		[ $_tries -lt 20 ] || return 1
		sleep 0.2
	done 2>/dev/null
}

start_hosts() {
	kind=namespaces
	one=10.213.1.2 two=10.213.2.2
	if ! with_namespaces; then
		end_namespaces
		kind='loopback addresses'
		one=127.0.0.2 two=127.0.0.3
		serve $one
		serve $two
	fi
	echo "# two hosts as $kind, $(parallel --version | head -n 1)"
	check "the first host answers" reach $one
	check "the second host answers" reach $two
}
