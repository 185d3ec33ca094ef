#!/bin/sh
# SPDX-License-Identifier: MIT
# Work split over days and stations: partials of any partition, merged in any
# order and in steps, are one run's report; the same input twice is refused.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2

# Twelve daily exports, classified day by day.
mkdir in day
all='01 02 03 04 05 06 07 08 09 10 11 12'
for d in $all; do
	make-log -n 60 -s "$d" --first "$d"001 --from "2024-03-$d" \
	    --to "2024-03-$(printf %02d $((1${d} - 99)))" >"in/$d.csv"
	ingest-incidents -q --now 2024-04-01 "in/$d.csv" |
	    classify-risk -q >"day/$d.jsonl"
done
ingest-incidents -q --now 2024-04-01 in/*.csv | classify-risk -q >whole
cat day/*.jsonl >joined
same "days one by one are the records of all" whole joined

# Twelve stations with a ledger each.
for d in day/*.jsonl; do
	s=$(basename "$d" .jsonl)
	mkdir "ledger.$s"
	route-dispute -q --ledger "ledger.$s" --today 2024-03-20 "$d" >/dev/null
done

fraud() { fraud-stats -q "$@"; }
counts() { incident-stats -q "$@"; }
dispute() { dispute-stats -q "$@"; }

ask() { # tool: its question, as options
	case $1 in
	fraud) echo --by week,type ;;
	counts) echo --category dispute ;;
	dispute) echo --by week,category --today 2024-04-01 ;;
	esac
}

parts_of() { # tool numbers: what it reads of these days
	_tool=$1
	shift
	for _n; do
		[ "$_tool" = dispute ] && echo "ledger.$_n" ||
		    echo "day/$_n.jsonl"
	done
}

for tool in fraud counts dispute; do
	rm -f part.* group.*
	# shellcheck disable=SC2046,SC2086 # names without blanks
	$tool $(ask $tool) $(parts_of $tool $all) >want
	[ -s want ]
	ok $? "$tool: there is something to tell"
	for seed in 1 2 3 4 5; do
		rm -f part.* group.*
		# A partition by chance into at most five groups.
		# shellcheck disable=SC2086
		printf '%s\n' $all | awk -v seed=$seed 'BEGIN { srand(seed) }
		    { print > ("group." int(rand() * 5)) }'
		for g in group.*; do
			# shellcheck disable=SC2046
			$tool $(ask $tool) --partial -o "part.$g" \
			    $(parts_of $tool $(cat "$g"))
		done
		$tool --merge part.* >got
		same "$tool: partition $seed" want got
		# shellcheck disable=SC2046
		$tool --merge $(ls -r part.*) >got
		same "$tool: partition $seed in reverse" want got
		set -- part.*
		first=$1
		shift
		cat "$@" | $tool --merge --partial >step
		$tool --merge step "$first" >got
		same "$tool: partition $seed in steps" want got
	done
	$tool --merge --partial step "$first" >all.one
	cat part.* | $tool --merge --partial >all.two
	same "$tool: steps leave no trace" all.one all.two

	# Twice is refused: itself, a copy, in a step, another way of counting
	# the same input.
	status_is "$tool: the same partial twice" 2 $tool --merge "$first" "$first"
	grep -q 'counted already' .log
	ok $? "$tool: and it says so"
	cp "$first" part.copy
	status_is "$tool: a copy under another name" 2 $tool --merge part.*
	rm part.copy
	status_is "$tool: one that a step holds" 2 $tool --merge all.one "$first"
	$tool --merge "$first" "$first" >out 2>/dev/null
	[ ! -s out ]
	ok $? "$tool: and nothing is told"
	sed '1s/"inputs":\[[^]]*\],//' "$first" >bare
	status_is "$tool: a partial that does not say of what" 2 \
	    $tool --merge bare
done

for j in 1 3 8; do
	cat day/*.jsonl | fraud-stats -q -j $j --by week,type --partial
done | cut -d '"' -f 2- | sort -u >heads
[ "$(grep -c '"inputs"' heads)" = 1 ]
ok $? "the fingerprint is the same for any -j"
sort -r whole | gzip >mixed.gz
fraud-stats -q --by week --partial mixed.gz >a
fraud-stats -q --by week --partial whole >b
same "and for any order and packing" a b
status_is "so that packing again does not hide it" 2 fraud-stats --merge a b
: >none
fraud-stats -q --by week --partial none >n1
status_is "days without records are no input twice" 0 \
    fraud-stats -q --merge a n1 n1
status_is "a ledger twice in one run" 2 dispute-stats --partial \
    --today 2024-04-01 ledger.01 ledger.01
dispute-stats -q --partial --today 2024-04-01 ledger.01 >x
record-outcome -q -l ledger.01 --today 2024-03-25 none >/dev/null 2>&1
route-dispute -q --ledger ledger.01 --today 2024-03-26 day/12.jsonl >/dev/null
dispute-stats -q --partial --today 2024-04-01 ledger.01 >y
status_is "a ledger before and after it grew is one" 2 dispute-stats --merge x y
mkdir empty
: >empty/ledger.jsonl
dispute-stats -q --partial --today 2024-04-01 empty >e
status_is "ledgers without events are none" 0 \
    dispute-stats -q --merge x e e
done_
