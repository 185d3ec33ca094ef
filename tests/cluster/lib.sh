# SPDX-License-Identifier: MIT
# For the tests of engines: forty daily exports and four ledgers in $work, what
# one machine makes of them, and how to compare. Sourced.
# shellcheck shell=sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck disable=SC2034 # for those who source this
here=$top/tests/cluster
tools=$top/scripts/cluster
slow=${CLUSTER_SLOW:-0.3}       # a part takes so long, to be killed in it
: "${DAYS:=40}" "${ROWS:=800}"
started=
cd "$work" || exit 2
chmod 755 "$work"

# By id, only what this test started.
stop_all() {
	for _pid in $started; do
		kill -9 "-$_pid" 2>/dev/null || kill -9 "$_pid" 2>/dev/null
	done
	started=
}
trap 'stop_all; rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

skip_all() { # reason
	echo "1..0 # SKIP $1"
	exit 0
}

make_work() {
	mkdir in stations
	n=0
	while [ $n -lt "$DAYS" ]; do
		d=$(date -ud "2024-03-01 + $n days" +%F)
		make-log -n "$ROWS" -s $((n + 1)) --first $((n * ROWS + 1)) \
		    --from "$d" --to "$(date -ud "$d + 1 day" +%F)" >"in/$d.csv"
		n=$((n + 1))
	done
	ingest-incidents -q --now 2025-01-01 in/*.csv | classify-risk -q >want.jsonl
	for s in a b c d; do
		mkdir "stations/$s"
		split -n "r/$(printf %d "'$s" | awk '{ print $1 - 96 }')/4" \
		    want.jsonl | route-dispute -q --ledger "stations/$s" \
		    --today 2024-05-01 >/dev/null 2>&1
	done
	fraud-stats -q --by month,type want.jsonl >want.fraud
	incident-stats -q want.jsonl >want.incident
	dispute-stats -q --today 2025-01-01 --by month,category stations/* \
	    >want.dispute
	cat want.fraud want.incident want.dispute >want
	cat >conf <<-C
	PATH=$B/bin:$tools:\$PATH
	PRECINCT_DATADIR=$PRECINCT_DATADIR
	NOW=2025-01-01
	FRAUD='--by month,type'
	DISPUTES='--by month,category'
	sleep $slow
	C
}

plan() { # out
	"$tools/plan-work" "$1" conf in/*.csv stations/*
}

# Waits until so many parts are done, at most a minute.
wait_for() { # out parts
	_tries=0
	until [ "$(find "$1" -maxdepth 1 -name '*.done' | wc -l)" -ge "$2" ]; do
		_tries=$((_tries + 1))
		[ $_tries -lt 600 ] || return 1
		sleep 0.1
	done
}

proven() { # out title: the same bytes as one machine's
	"$tools/merge-parts" "$1" >got 2>err
	same "$2: the three reports" want got
	cat "$1"/*.csv.jsonl >got
	same "$2: the records" want.jsonl got
	[ "$(find "$1" -name '*.done' | wc -l)" = "$(wc -l <"$1/inputs")" ]
	ok $? "$2: each part is there once"
}
