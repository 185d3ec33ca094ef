#!/bin/sh
# SPDX-License-Identifier: MIT
# incident-stats against SQL over the same records; the share of false alarms
# in quiet years and of planted bursts that are found; threads, partials.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2
oracle() {
	python3 "$here/incident_oracle.py" "$@"
}
records() { # make-log options: classified records
	make-log "$@" | ingest-incidents -q - | classify-risk -q
}
# The figure is for the reader, whether it is good enough or not.
told() { # name command...
	check "$@"
	[ "$failed" != 0 ] || sed 's/^/# /' "$work/.log"
}

# Forms with linked calls and damaged cells; and a year by chance.
records -n 5000 --seed 7 --form platform --dirt 80 >in.1
records -n 6000 --seed 8 --chance --spread 100 >in.2
for i in 1 2; do
	incident-stats -q --by month,category -f jsonl in.$i >months
	for day in 2024-12-31 2024-06-05 2024-03-17; do
		for weeks in 4 8; do
			incident-stats -q -d "$day" -w "$weeks" -f jsonl \
			    --top 100000 in.$i >rows
			check "figures by SQL: log $i, $day, $weeks weeks" \
			    oracle sql in.$i "$day" "$weeks" rows months
		done
	done
done

# Quiet years: counts by chance alone, and days that differ by more.
# (What the shares are is no question of a sanitizer: one year.)
seeds='1 2 3' spreads='0 50' bursts='0 3 6 9'
[ -z "$asan" ] || seeds=1 spreads=0 bursts=0
for spread in $spreads; do
	for seed in $seeds; do
		records -n 11000 --seed "$seed" --chance --spread "$spread" \
		    >"quiet.$spread.$seed"
		incident-stats -q --unusual -f jsonl "quiet.$spread.$seed" \
		    >"alarms.$spread.$seed"
		incident-stats -q --unusual --cross -f jsonl \
		    "quiet.$spread.$seed" >"cross.$spread.$seed"
	done
	told "quiet years, spread $spread: alarms below the level" \
	    oracle quiet alarms."$spread".*
	told "the same with categories by community" \
	    oracle quiet cross."$spread".*
done

# Bursts of twice the usual count, in copies of the quiet years.
: >truth
: >found
for seed in $seeds; do
	for k in $bursts; do
		n=$((seed + k))
		oracle plant "quiet.0.$seed" $n truth.$n |
		    incident-stats -q --unusual -f jsonl >found.$n
		sed "s/^/$n-/" truth.$n >>truth
		sed "s/\"day\":\"/&$n-/" found.$n >>found
	done
done
[ -n "$asan" ] || told "bursts of twice the usual count" oracle found truth found

# Threads, order, partials: the same bytes.
incident-stats -q in.1 >want
for j in 2 3 8; do
	incident-stats -q -j "$j" in.1 >got
	same "-j $j gives the same page" want got
done
tac in.1 | incident-stats -q >got
same "the order of records does not matter" want got
for n in 1 2 5; do
	rm -f part.*
	split -n "r/$n" in.1 part.
	for p in part.*; do
		incident-stats -q --partial -o "$p.partial" "$p"
	done
	# shellcheck disable=SC2012,SC2046
	incident-stats -q --merge $(ls -r part.*.partial) >got
	same "$n partials merged in reverse" want got
	cat part.*.partial | incident-stats -q --merge --partial >step
	incident-stats -q --merge step >got
	same "$n partials merged twice over" want got
	incident-stats -q --unusual --level 0.5 in.1 >want.u
	incident-stats -q --merge --unusual --level 0.5 step >got
	same "$n partials, what is unusual" want.u got
	incident-stats -q --by week,community in.1 >want.by
	for p in part.??; do
		incident-stats -q --by week,community --partial "$p"
	done | incident-stats -q --merge >got
	same "$n partials by keys" want.by got
done
# (sed '$d' loses the last line: a file cut short)
sed '$d' step >short
status_is "a partial cut short is refused" 2 incident-stats --merge short
incident-stats -q --by day --partial in.1 >counts
status_is "partials with and without facts do not mix" 2 \
    incident-stats --merge step counts

# A screen is a screen.
long() { # options...: no brief beyond 24 lines of 80 columns
	incident-stats -q --brief "$@" >screen
	[ "$(wc -l <screen)" -le 24 ] &&
	    python3 -c 'import sys, unicodedata as u
for line in open(sys.argv[1], encoding="utf-8"):
    w = sum(2 if u.east_asian_width(c) in "WF" else 1 for c in line.rstrip())
    assert w <= 80, line' screen
}
for lang in zh en; do
	for day in 2024-01-02 2024-05-20 2024-12-31 2025-06-01; do
		check "brief fits a screen: $lang $day" \
		    long --lang $lang -d $day in.1
		check "brief with alarms fits: $lang $day" \
		    long --lang $lang -d $day --level 0.999 in.2
	done
done
status_is "nothing is an honest negative" 1 incident-stats -q /dev/null
done_
