#!/bin/sh
# SPDX-License-Identifier: MIT
# The station's inbox: exports become history, once, whatever happens to the
# run. Environment: KILLS, how many runs are killed (default 12).
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
ex=$top/share/examples
intake=$top/scripts/intake
export SETTLE=0 # nobody is copying, but where it is said
no_leak_check
[ -z "$asan" ] || : "${KILLS:=4}"
export SETTLE=0 # seconds that a new file is watched
for tool in zstd flock setsid; do
	command -v "$tool" >/dev/null || {
		ok 0 "intake # SKIP no $tool"
		done_
		exit
	}
done

station() { # name: a folder with exports in its inbox
	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1/inbox"
	cp "$ex"/接处警导出_2024073*.csv "$ex"/接处警导出_2024083*.csv \
	    "$ex/patrols.csv" "$ex/outcomes.csv" "$work/$1/inbox"
	cp "$ex/roster.json" "$work/$1"
	echo 'ROSTER=roster.json' >"$work/$1/station.conf"
}
history() { # name: every record there is, without what a rerun may tell anew
	find "$work/$1/history" "$work/$1/patrols" -name '[!.]*.zst' |
	    LC_ALL=C sort | xargs zstd -dcq | sed 's/,"route_why":.*//'
}
state() { # name: bytes of everything that stays
	(cd "$work/$1" && find history patrols rejects "done" ledger -type f |
	    LC_ALL=C sort | xargs cksum)
}

station a
check "exports are taken in" "$intake" -q "$work/a"
history a >"$work/whole"
(for f in "$ex"/接处警导出_2024073*.csv "$ex"/接处警导出_2024083*.csv; do
	ingest-incidents -q "$f"
done) | wc -l >"$work/want"
grep -c '"kind":"incident"' "$work/whole" >"$work/got"
same "every incident is in the history" "$work/want" "$work/got"
ls "$work/a/inbox" >"$work/left"
check "the inbox is empty" [ ! -s "$work/left" ]
check "one line is logged" [ "$(wc -l <"$work/a/log/station.log")" = 1 ]
check "cases were opened" grep -q '"event":"opened"' "$work/a/ledger/ledger.jsonl"
check "results of mediation were recorded" \
    grep -q '"event":"mediated"' "$work/a/ledger/ledger.jsonl"
for f in "$work"/a/history/2024/*.zst; do
	day=$(basename "$f" .jsonl.zst)
	zstd -dcq "$f" | grep -v "\"reported_at\":\"$day" && break
done >"$work/strays"
check "a file holds its day and no other" [ ! -s "$work/strays" ]

state a >"$work/before"
cp "$ex"/接处警导出_2024083*.csv "$work/a/inbox"
check "the same export again" "$intake" -q "$work/a"
state a >"$work/after"
same "changes nothing" "$work/before" "$work/after"

# A later export with a corrected row and a new one.
station b
"$intake" -q "$work/b"
ingest-incidents -q "$ex"/接处警导出_2024083*.csv | sed -n '1p' >"$work/first"
id=$(sed 's/.*"id":"\([^"]*\)".*/\1/' "$work/first")
iconv -f GB18030 -t UTF-8 "$ex"/接处警导出_2024083*.csv 2>/dev/null |
    grep -v '^$' >"$work/utf8.csv"
if grep -q "$id" "$work/utf8.csv"; then
	{ grep -m 1 '警情编号\|接警单编号\|报警编号' "$work/utf8.csv"
	  grep "$id" "$work/utf8.csv"; } >"$work/b/inbox/later.csv"
	"$intake" -q "$work/b"
	history b | grep -c "\"id\":\"$id\"" >"$work/got"
	echo 1 >"$work/want"
	same "a later version takes the place of the earlier" "$work/want" "$work/got"
else
	ok 0 "a later version # SKIP the example has another encoding"
fi

# Not exports, damaged ones, and rows refused.
station c
rm "$work"/c/inbox/*
: >"$work/c/inbox/half.csv.part"
printf 'PK\003\004not a table' >"$work/c/inbox/broken.csv"
"$intake" -q "$work/c" 2>"$work/err"
[ $? = 2 ]
ok $? "trouble with one export is exit 2"
check "it stays in the inbox" [ -f "$work/c/inbox/broken.csv" ]
check "what is half written waits" [ -f "$work/c/inbox/half.csv.part" ]

# A ledger whose last writer was killed in the middle of an event.
station f
cp -r "$work/a/ledger" "$work/f/"
tail -c 300 "$work/a/ledger/ledger.jsonl" | head -c 150 >>"$work/f/ledger/ledger.jsonl"
check "a torn end of the ledger is moved aside" "$intake" -q "$work/f"
check "and the ledger holds" check-ledger -q "$work/f/ledger"
station f
cp -r "$work/a/ledger" "$work/f/"
sed -i '5s/"event":"[a-z]/"event":"z/' "$work/f/ledger/ledger.jsonl"
"$intake" -q "$work/f" 2>"$work/err"
[ $? = 2 ] && [ -n "$(ls "$work/f/inbox")" ]
ok $? "a broken ledger takes nothing in"

# Rows refused of two exports of one name.
station g
rm "$work"/g/inbox/*
for n in 1 2; do
	printf '接警单编号,报警时间,报警人,简要警情\nG%s,2024-08-31 14:05,张三,吵架\nG%s,bad,"a"b,c\n' \
	    $n $n >"$work/g/inbox/export.csv"
	"$intake" "$work/g" 2>"$work/err"
done
cat "$work"/g/rejects/* | grep -c '^G[12],bad' >"$work/got"
echo 2 >"$work/want"
same "no export takes the place of another's refused rows" "$work/want" "$work/got"
check "one row is counted as one" grep -q 'rejected 1,' "$work/err"

# A file that somebody is still copying.
station h
rm "$work"/h/inbox/*
utf8=$work/utf8-export.csv
iconv -f GB18030 -t UTF-8 "$ex"/接处警导出_20240831.csv >"$utf8" 2>/dev/null ||
    cp "$ex"/接处警导出_20240831.csv "$utf8"
head -n 20 "$utf8" >"$work/h/inbox/slow.csv"
: >"$work/copying"
(
	n=21
	while [ -e "$work/copying" ]; do
		sed -n "${n}p" "$utf8"
		n=$((n + 1))
		sleep 0.1
	done
	tail -n "+$n" "$utf8"
) >>"$work/h/inbox/slow.csv" &
writer=$!
SETTLE=2 "$intake" -q "$work/h" 2>"$work/err"
check "a file that grows waits" [ -f "$work/h/inbox/slow.csv" ]
check "and it is said" grep -q 'grew just now' "$work/err"
rm "$work/copying"
wait $writer
"$intake" -q "$work/h"
history h | wc -l >"$work/got"
ingest-incidents -q --reject "$work/rej" "$utf8" | wc -l >"$work/want"
same "the next run takes all of it" "$work/want" "$work/got"

# A profile of the station's own is for exports of its kind.
station i
echo '{"format":1,"name":"own","kind":"incident","extends":"standard",
"columns":{"narrative":["事情经过"]}}' >"$work/i/own.json"
echo 'PROFILE=own.json' >>"$work/i/station.conf"
check "exports beside a profile of the station" "$intake" -q "$work/i"
history i >"$work/got"
same "patrols and outcomes are still known for what they are" "$work/whole" "$work/got"

# A workbook of two sheets, of which one is read (Excel 2003 XML).
station m
rm "$work"/m/inbox/*
{
	echo '<?xml version="1.0"?><Workbook'
	echo ' xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
	echo ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
	for month in 7月 8月; do
		echo "<Worksheet ss:Name=\"$month\"><Table>"
		for row in 接警单编号,报警时间,简要警情 "$month,2024-08-30 14:05,吵架"; do
			echo "<Row><Cell><Data ss:Type=\"String\">$row" |
			    sed 's/,/<\/Data><\/Cell><Cell><Data ss:Type="String">/g'
			echo '</Data></Cell></Row>'
		done
		echo '</Table></Worksheet>'
	done
	echo '</Workbook>'
} >"$work/m/inbox/book.xls"
"$intake" -q "$work/m" 2>"$work/err"
check "the sheets that are not read are told" grep -q "sheet '7月'.*8月" "$work/err"
[ "$(wc -l <"$work/err")" = 1 ]
ok $? "and nothing else is"

# A time that was corrected.
station j
rm "$work"/j/inbox/*
for day in 30 31; do
	printf '接警单编号,报警时间,报警人,简要警情\nJ51011820240830000001,2024-08-%s 14:05,张三,吵架\nN1,2024-08-30 14:05,李四,吵架\nJ51011820240830000002,2024-08-30 14:05,李四,吵架\n' \
	    $day >"$work/j/inbox/export.csv"
	"$intake" -q "$work/j" 2>/dev/null
done
history j | sed 's/.*"id":"\([^"]*\)","reported_at":"\([^T]*\).*/\1 \2/' >"$work/got"
printf '%s\n' "J51011820240830000002 2024-08-30" "N1 2024-08-30" \
    "J51011820240830000001 2024-08-31" >"$work/want"
same "an incident lies under its corrected day alone" "$work/want" "$work/got"

# Numbers that begin anew in every log.
station l
rm "$work"/l/inbox/*
for team in 一队 二队; do
	printf '编号,日期,开始时间,结束时间,队伍,人数,巡逻区域\n1,2024-08-30,19:00,21:00,%s,3,学源路\n' \
	    $team >"$work/l/inbox/$team.csv"
done
"$intake" -q "$work/l"
history l | wc -l >"$work/got"
echo 2 >"$work/want"
same "two teams that both number from 1 have two patrols" "$work/want" "$work/got"

# A full disk, at every size until the run fits: nothing leaves the inbox
# unread. Only root can mount one, and not everywhere.
mkdir "$work/small"
if mount -t tmpfs -o size=400k none "$work/small" 2>/dev/null; then
	for size in 400 800 1200; do
		mount -o "remount,size=${size}k" "$work/small"
		find "$work/small" -mindepth 1 -delete
		mkdir "$work/small/inbox"
		cp "$utf8" "$work/small/inbox/a.csv"
		"$intake" -q "$work/small" 2>"$work/err"
		[ $? = 2 ] || [ -n "$(ls "$work/small/history")" ] ||
		    echo "$size: nothing taken, no trouble"
		mount -o remount,size=20m "$work/small"
		"$intake" -q "$work/small" 2>&1
		find "$work/small/history" -name '[!.]*.zst' \
		    -exec zstd -dcq {} + | wc -l
	done >"$work/got"
	umount -l "$work/small"
	ingest-incidents -q "$utf8" | wc -l | sed 'p;p' >"$work/want"
	same "a full disk loses nothing" "$work/want" "$work/got"
else
	ok 0 "a full disk # SKIP cannot mount one"
fi

# Two at once.
station d
"$intake" -q "$work/d" &
"$intake" -q "$work/d"
wait
history d >"$work/got"
same "two runs at once are as one" "$work/whole" "$work/got"

# Killed at any moment, again and again.
station e
n=0
while [ $n -lt "${KILLS:-12}" ]; do
	setsid "$intake" -q "$work/e" 2>/dev/null &
	pid=$!
	sleep "0.$(printf '%03d' $((($$ * 31 + n * 97) % 900 + 10)))"
	kill -9 -- "-$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	find "$work/e/history" "$work/e/patrols" -name '[!.]*.zst' 2>/dev/null |
	    while read -r f; do
		zstd -tq "$f" 2>/dev/null || echo "$f"
	done >"$work/torn"
	[ -s "$work/torn" ] && break
	# More work for the next run.
	[ -n "$(ls "$work/e/inbox")" ] || station e
	n=$((n + 1))
done
check "no torn file under a final name" [ ! -s "$work/torn" ]
check "a run after the kills" "$intake" -q "$work/e"
history e >"$work/got"
same "leaves the history as if nothing had happened" "$work/whole" "$work/got"
find "$work/e" -name '*.part' >"$work/left"
check "and nothing half done" [ ! -s "$work/left" ]
done_
