#!/bin/sh
# SPDX-License-Identifier: MIT
# The figures of fraud-stats and patrol-report against the same computed by
# plain Python over the same random records; threads, partials, locales.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2
oracle() {
	python3 "$here/stats_oracle.py" "$@"
}

no_leak_check
rows=$((4000 / (${asan:-0} + 1)))
for seed in 1 2 3; do
	oracle fraud-records $rows "$seed" >"in.$seed"
done
cat in.1 in.2 >both

compare() { # name input options...
	title=$1 input=$2
	shift 2
	fraud-stats -q -f jsonl "$@" "$input" >got
	check "fraud-stats $title" oracle fraud "$input" got "$@"
}

for seed in 1 2 3; do
	compare "month, type (seed $seed)" "in.$seed" --by month,type
done
compare "month" in.1 --by month
compare "quarter, community" in.1 --by quarter,community
compare "year" both --by year
compare "week from Monday, over the year's end" in.1 --by week
compare "week from Friday" in.2 --by week --week-start 5
compare "week from Sunday, sex" in.2 --by week,sex --week-start 7
compare "day" in.3 --by day
compare "age, sex" in.1 --by age,sex
compare "hour, weekday" in.1 --by hour,weekday
compare "place_type, job, channel, unit" in.1 --by place_type,job,channel,unit
compare "type, month the other way round" in.1 --by type,month
compare "since and until a month" in.1 --by month --since 2023-03 --until 2023-11
compare "since and until within months" in.1 --by month,type --since 2023-03-10 --until 2023-11-20
compare "since before and until after the data" in.1 --by month --since 2022 --until 2024
compare "one kind" in.2 --by month --type task
compare "no period key, since" in.2 --by type --since 2023-06 --until 2023-06

# Threads, locale, standard input, compression: the same bytes.
fraud-stats -q --by month,type both >want
for j in 2 3 8; do
	fraud-stats -q -j "$j" --by month,type both >got
	same "-j $j gives the same table" want got
done
fraud-stats -q --by month,type <both >got
same "standard input gives the same table" want got
gzip -c both >both.gz
fraud-stats -q --by month,type both.gz >got
same "gzip gives the same table" want got
for l in C C.UTF-8 POSIX; do
	LC_ALL=$l fraud-stats -q --by month,type both >got
	same "locale $l gives the same table" want got
done
tac both >reversed
fraud-stats -q --by month,type reversed >got
same "the order of records does not matter" want got

# Partials: any split, any order, merged in steps, give the same bytes.
for n in 1 2 7; do
	rm -f part.*
	split -n "r/$n" both part.
	: >merged.list
	for p in part.*; do
		fraud-stats -q --by month,type --partial -o "$p.partial" "$p"
	done
	# shellcheck disable=SC2012,SC2046
	fraud-stats -q --merge $(ls -r part.*.partial) >got
	same "$n partials merged in reverse" want got
	cat part.*.partial | fraud-stats -q --merge --partial >step
	fraud-stats -q --merge step >got
	same "$n partials merged twice over" want got
	for f in csv jsonl md; do
		fraud-stats -q --by month,type -f $f both >want.$f
		fraud-stats -q --merge -f $f step >got
		same "$n partials, $f" want.$f got
	done
done
head -c -60 step >torn
status_is "a torn partial is refused" 2 fraud-stats -q --merge torn
head -n -3 step >short
status_is "a partial with groups missing is refused" 2 fraud-stats -q --merge short
cat short step >after
status_is "also when another follows" 2 fraud-stats -q --merge after
fraud-stats -q --by month --partial both >other
status_is "partials of different questions are refused" 2 \
    fraud-stats -q --merge step other
status_is "records are no partials" 2 fraud-stats -q --merge both
status_is "--merge takes no question of its own" 2 \
    fraud-stats -q --merge --by month step
status_is "nothing to merge" 2 fraud-stats -q --merge /dev/null
echo kept >old
fraud-stats -q --merge -o old torn 2>err
[ "$(cat old)" = kept ]
ok $? "a failed merge leaves the output file as it was"

# Sums of parts are the whole.
check "units add up to the whole; a week is the sum of its days" \
    oracle sums both "$B/bin/fraud-stats"

status_is "no fraud is an honest negative" 1 fraud-stats -q /dev/null
grep '"category":"dispute' both >none
status_is "also among other incidents" 1 fraud-stats -q none
status_is "--partial of nothing is done" 0 fraud-stats -q --partial none
status_is "unknown key" 2 fraud-stats -q --by month,moon both
status_is "two periods" 2 fraud-stats -q --by month,week both
status_is "a key twice" 2 fraud-stats -q --by type,type both
status_is "since after until" 2 fraud-stats -q --since 2024-02 --until 2024-01 both
status_is "no date" 2 fraud-stats -q --since yesterday both

seeds='1 2 3'
[ -z "$asan" ] || seeds=1
for seed in $seeds; do
	oracle patrol-records 800 "$seed" >"p.$seed"
	for when in "--week 2024-W35" "--week 2024-W01" "--month 2024-08" \
	    "--year 2024" "--day 2024-08-30" \
	    "--since 2024-08-10 --until 2024-09-05" ""; do
		# shellcheck disable=SC2086
		patrol-report -q -f jsonl $when "p.$seed" >got
		# shellcheck disable=SC2086
		check "patrol-report $when (seed $seed)" \
		    oracle patrol "p.$seed" got $when
	done
done
patrol-report -q --month 2024-08 p.1 >want
for j in 2 5; do
	patrol-report -q -j "$j" --month 2024-08 p.1 >got
	same "patrol-report -j $j" want got
done
patrol-report -q --month 2024-08 <p.1 >got
same "patrol-report reads records from a file as standard input" want got
# shellcheck disable=SC2002
cat p.1 | patrol-report -q --month 2024-08 >got
same "patrol-report reads records from a pipe" want got
shuf --random-source=in.1 p.1 >shuffled
patrol-report -q --month 2024-08 shuffled >got
same "patrol-report: the order of records does not matter" want got
status_is "patrol-report: no patrol is an honest negative" 1 \
    patrol-report -q --month 1999-01 p.1
done_
