#!/bin/sh
# SPDX-License-Identifier: MIT
# The station's inbox: exports become history, once, whatever happens to the
# run. Environment: KILLS, how many runs are killed (default 12).
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
ex=$top/share/examples
intake=$top/scripts/intake
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
