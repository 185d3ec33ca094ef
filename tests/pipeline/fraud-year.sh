#!/bin/sh
# SPDX-License-Identifier: MIT
# fraud-stats and fraud-digest on a year with planted differences: figures
# against SQL, texts through partials, new stories found, each group its own
# theme, memory of what was sent, no person's data in what goes out.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2
py() {
	python3 "$here/fraud_year.py" "$@"
}

py a-year 1 >year
py groups >groups.json
cat >people.json <<'END'
{"format": 1, "key": "community", "people": {"柳河苑": 5200, "学源社区": 3333}}
END

# --- figures -----------------------------------------------------------------

check "every figure is that of SQL" \
    python3 "$here/fraud_sql.py" year "$B/bin/fraud-stats" people.json
py a-year 2 >second
check "also of another year" \
    python3 "$here/fraud_sql.py" second "$B/bin/fraud-stats" people.json

ask="--by type,victim --since 2024-12"
texts="--variants --cases 3"
# shellcheck disable=SC2086
fraud-stats -q $ask $texts year >want
for j in 2 5; do
	# shellcheck disable=SC2086
	fraud-stats -q -j $j $ask $texts year >got
	same "texts: -j $j" want got
done
tac year >reversed
# shellcheck disable=SC2086
fraud-stats -q $ask $texts reversed >got
same "texts: the order of records does not matter" want got
for n in 2 5; do
	rm -f part.*
	split -n "r/$n" year part.
	for p in part.*; do
		# shellcheck disable=SC2086
		fraud-stats -q $ask $texts --partial -o "$p.partial" "$p"
	done
	# shellcheck disable=SC2012,SC2046,SC2086
	fraud-stats -q --merge $texts $(ls -r part.*.partial) >got
	same "texts: $n partials merged in reverse" want got
	cat part.*.partial | fraud-stats -q --merge --partial >step
	# shellcheck disable=SC2086
	fraud-stats -q --merge $texts step >got
	same "texts: $n partials merged twice over" want got
done
head -n -2 step >short
status_is "texts of a partial missing" 2 fraud-stats -q --merge short
fraud-stats -q --by type --partial year >bare
status_is "a partial without texts has none to tell" 2 \
    fraud-stats -q --merge --cases 2 bare
status_is "variants need a period" 2 fraud-stats -q --variants year
status_is "texts are no CSV" 2 fraud-stats -q --cases 2 -f csv year

# --- on a terminal -----------------------------------------------------------

draw="fraud-stats -q --by type --chart year"
# shellcheck disable=SC2086
check "a terminal gets colours, and no more than its width" \
    env TERM=xterm-256color python3 "$here/fraud_year.py" terminal colour $draw
# shellcheck disable=SC2086
check "not with NO_COLOR" env TERM=xterm-256color NO_COLOR=1 \
    python3 "$here/fraud_year.py" terminal plain $draw
# shellcheck disable=SC2086
check "an empty NO_COLOR is none" env TERM=xterm-256color NO_COLOR= \
    python3 "$here/fraud_year.py" terminal colour $draw
# shellcheck disable=SC2086
check "not where it cannot" env TERM=dumb \
    python3 "$here/fraud_year.py" terminal plain $draw
$draw >got
grep -q "$(printf '\033')" got
[ $? = 1 ]
ok $? "a file gets none"

# --- runs --------------------------------------------------------------------

falls() { # cases of each month
	m=0
	for n in "$@"; do
		m=$((m + 1))
		i=0
		while [ $i -lt "$n" ]; do
			i=$((i + 1))
			printf '{"format":1,"kind":"incident","id":"%d-%d",' $m $i
			printf '"reported_at":"2024-%02d-%02dT09:00:00+08:00",' $m $i
			printf '"category":"fraud.task","caller_job":"学生"}\n'
		done
	done
}
falls 20 18 15 12 11 9 >falling
fraud-stats -q --by month,victim --since 2024-01 --until 2024-06 falling >got
check "five falls in a row are found, of a group too" \
    grep -q '2024-06 在校学生.*降5' got
falls 20 18 15 15 11 9 >level
fraud-stats -q --by month --since 2024-01 --until 2024-06 level >got
check "not where one month is level" grep -q '连续2个月下降' got

# --- new stories -------------------------------------------------------------

found=0
silent=0
months='1 2 3 4 5 6 7 8 9 10' most=9 all=10
[ -z "$asan" ] || months='1 2' most=2 all=2 # slow; the share is the others'
for s in $months; do
	py a-month "$s" 8 >month
	fraud-stats -q --by type --since 2024-07 --variants -f jsonl month >got
	py variant got 8 && found=$((found + 1))
	py a-month $((s + 100)) 0 >month
	fraud-stats -q --by type --since 2024-07 --variants -f jsonl month >got
	py variant got 0 && silent=$((silent + 1))
done
[ $found -ge $most ]
ok $? "8 of 2,000 are among the first three in $most of $all months ($found)"
[ $silent = $all ]
ok $? "months without a new story tell of none ($silent of $all)"

# --- groups ------------------------------------------------------------------

for y in year second; do
	fraud-digest -q -g groups.json -f jsonl $y >digest.$y.jsonl
	check "each group has its own theme ($y)" py targets digest.$y.jsonl
done
fraud-digest -q -g groups.json -j 4 -f jsonl reversed >got
same "digest: threads and order do not matter" digest.year.jsonl got
grep -o '"caller_name": "[^"]*"' year | cut -d'"' -f4 |
    sort -u >year.names
fraud-digest -q -g groups.json --why year >digest
fraud-stats -q --by type --cases 20 year >cases
check "no person's data in digests and cases" \
    py scan year.names digest digest.year.jsonl cases
shared=${PRECINCT_SHARED_DATA:-$top/../shared/data}
for set in fraud-texts dispute-texts; do
	if [ ! -f "$shared/labelled/$set.jsonl" ]; then
		echo "# SKIP $set is not here"
		continue
	fi
	py texts "$shared/labelled/$set.jsonl" >real
	fraud-stats -q --by type --cases 60 real >cases
	fraud-stats -q --by type --cases 60 -f jsonl real >cases.jsonl
	fraud-digest -q -g groups.json real >digest
	[ "$(wc -l <cases)" -gt 60 ] && py scan cases cases.jsonl digest
	ok $? "no person's data in cases and digests of $set"
done

# --- memory ------------------------------------------------------------------

send() { # day [option...]
	day=$1
	shift
	fraud-digest -q -g groups.json -s sent.json --on "$day" -f jsonl \
	    --group 东校区学生群 "$@" year
}
send 2025-01-01 >one
cp sent.json after.one
send 2025-01-02 --preview >two
same "a preview is not remembered" after.one sent.json
check "a surging theme is told again" \
    grep -q '"themes":\["fraud.service' two
send 2025-01-02 >two
status_is "no third message in a week" 1 send 2025-01-03
# Two runs at once with one memory: the second waits, and knows of the first.
for n in 1 2; do
	fraud-digest -q -g groups.json -s after.json year >"after.$n"
done
# (The first one's input ends when the second has said that it waits.)
: >both.json.lock
mkfifo rest
cat year rest | fraud-digest -q -g groups.json -s both.json >both.1 &
exec 8>rest
wait_until ! flock -n both.json.lock true
fraud-digest -g groups.json -s both.json year >both.2 2>said 8>&- &
wait_until grep -q 'waiting for another run' said
exec 8>&-
wait
check "a second run waits for the first" grep -q 'waiting for another run' said
same "and sends what a later one would" after.2 both.2
same "and both are remembered" after.json both.json
check "and it is said why" sh -c 'fraud-digest -g groups.json -s sent.json \
    --on 2025-01-03 year | grep -q "近7天已推送2条"'
check "what was not surging is not told twice" py repeats one two
printf '{"format": 1, "groups": {"东校区学生群": [' >bad.json
status_is "a damaged state is no empty one" 2 \
    fraud-digest -q -g groups.json -s bad.json year
check "where it is damaged is said" sh -c \
    'fraud-digest -q -g groups.json -s bad.json year 2>&1 | grep -q bad.json:1:'
mkdir shut
status_is "an unwritable state file" 2 \
    fraud-digest -q -g groups.json -s shut/none/sent.json year
fraud-digest -q -g groups.json -s shut/none/sent.json year >got 2>/dev/null
[ ! -s got ]
ok $? "then nothing is written to be sent"
fraud-digest -q -g groups.json -s sent.json -o /dev/full year 2>/dev/null
[ $? = 2 ]
ok $? "output that failed is trouble"
cp sent.json kept
fraud-digest -q -g groups.json -s sent.json -o /dev/full year 2>/dev/null
same "and is not remembered as sent" kept sent.json

# --- faults ------------------------------------------------------------------

digest="fraud-digest -q -g groups.json"
$digest year >/dev/full 2>err
[ $? = 2 ] && grep -q 'cannot write: No space left' err
ok $? "full disk"
{ $digest year; echo $? >rc; } 2>err | head -c 1 >/dev/null
case $(cat rc) in 0|141) true ;; *) false ;; esac && [ ! -s err ]
ok $? "a closed pipe is silent"
$digest no/such/file >got 2>err
[ $? = 2 ] && grep -q 'no/such/file: cannot open' err
ok $? "missing file"
{ head -5 year; echo '{"id":'; } >torn
$digest torn >got 2>err
[ $? = 2 ] && grep -q 'torn:6:' err
ok $? "a bad line is located"
cp sent.json kept
fraud-digest -q -g groups.json -s sent.json torn >got 2>err
same "and nothing is remembered" kept sent.json
$digest --reject rej torn >got 2>err
grep -q '^{"id":$' rej
ok $? "a bad line is kept with --reject"
for l in C POSIX C.UTF-8; do
	LC_ALL=$l $digest year >got
	LC_ALL=C $digest <year >want
	same "locale $l, standard input" want got
done

# --- little and nothing ------------------------------------------------------

status_is "no incidents: no message" 1 fraud-digest -q -g groups.json /dev/null
grep -m1 fraud year >single
status_is "one single case: no message" 1 fraud-digest -q -g groups.json single
cat >low.json <<'END'
{"format": 1, "least": 1, "days": 60, "groups": [{"name": "a", "audience": "all"}]}
END
for n in 1 2 3; do
	grep -m$n fraud.task year >few
	fraud-digest -q -g low.json few >got.$n
done
[ "$(grep -c '[0-9]起' got.1)" = 0 ] && [ "$(grep -c '[0-9]起' got.2)" = 0 ]
ok $? "one and two cases are never told as figures"
check "three are" grep -q '3起' got.3
status_is "a period long before: no message" 1 \
    fraud-digest -q -g groups.json --on 2020-01-01 year
check "a single case has its place in statistics" \
    fraud-stats -q --by victim,platform --cases 3 single
status_is "no groups file" 2 fraud-digest -q year
status_is "no such group" 2 fraud-digest -q -g groups.json --group 无 year
cp -r "$top/share/digest" words
printf '{{nobody}}\n' >>words/zh.txt
fraud-digest -q -g groups.json --words words year 2>err
check "an unknown placeholder has its place" \
    grep -q 'words/zh.txt:[0-9]*:1: unknown placeholder "nobody"' err
printf '{{place}}短' >words/zh.txt
fraud-digest -g groups.json --words words year >/dev/null 2>err
check "a template without 96110 is warned of" grep -q 'does not name 96110' err
echo '{"format": 1, "groups": [{"name": "a", "audience": "all", "max_chars": 60}]}' >tight.json
status_is "a message that cannot fit" 2 fraud-digest -q -g tight.json year
done_
