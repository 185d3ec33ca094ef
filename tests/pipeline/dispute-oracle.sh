#!/bin/sh
# SPDX-License-Identifier: MIT
# The figures of dispute-stats and route-dispute --due against the same worked
# out by SQL over the events of the ledger; with and without its snapshot.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2
if ! python3 -c 'import sqlite3' 2>/dev/null; then
	echo '1..0 # SKIP no sqlite3 in python3'
	exit 0
fi
oracle() {
	python3 "$here/dispute_oracle.py" "$@"
}

for seed in 1 2; do
	mkdir "cases$seed"
	check "two years and a half of events (seed $seed)" oracle make "cases$seed" "$seed"
	check "their chain holds and all of them can have happened" \
	    check-ledger "cases$seed"
done

compare() { # name seed options...
	title=$1 seed=$2
	shift 2
	dispute-stats -q -f jsonl --today 2024-07-10 "$@" "cases$seed" >got
	check "dispute-stats $title" oracle compare "cases$seed" got "$@"
}

for seed in 1 2; do
	compare "month (seed $seed)" "$seed" --by month
	compare "month, category (seed $seed)" "$seed" --by month,category
done
compare "day" 1 --by day
compare "week" 1 --by week
compare "week from Friday, tier" 2 --by week,tier --week-start 5
compare "quarter, community" 1 --by quarter,community
compare "year, assignee" 2 --by year,assignee
compare "category, community, tier" 1 --by category,community,tier
compare "assignee" 2 --by assignee
compare "since and until a month" 1 --by month --since 2023-03 --until 2023-11
compare "since and until within months" 2 --by month,tier --since 2023-03-10 --until 2023-11-20
compare "a span without period" 1 --by tier --since 2023-03-10 --until 2023-11-20

for by in month,assignee week,category; do
	dispute-stats -q -f jsonl --today 2024-07-10 --by $by cases1 cases2 >got
	for i in 1 2; do
		dispute-stats -q --partial --today 2024-07-10 --by $by \
		    "cases$i" >"part$i"
	done
	dispute-stats -q -f jsonl --merge part2 part1 >merged
	same "partials by $by merge to the figures of both" got merged
done
for day in 2023-02-01 2024-07-10; do
	route-dispute --due -q --ledger cases1 --today $day -f jsonl >due
	check "what is due on $day" oracle due cases1 due $day
	mv cases1/ledger.snapshot snapshot
	route-dispute --due -q --ledger cases1 --today $day -f jsonl >due.whole
	mv snapshot cases1/ledger.snapshot
	same "the same without the snapshot" due due.whole
done
dispute-stats -q -f jsonl --overrides --today 2024-07-10 cases1 >got
check "rules overruled" oracle overrides cases1 got
cat cases1/ledger.jsonl >ledger.before
route-dispute -q --ledger cases1 --due >/dev/null
dispute-stats -q cases1 >/dev/null
same "readers change nothing" ledger.before cases1/ledger.jsonl
done_
