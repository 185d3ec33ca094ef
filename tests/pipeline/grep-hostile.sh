#!/bin/sh
# SPDX-License-Identifier: MIT
# What goes wrong with histories, patterns and indexes: grep-cases gives the
# right answer or says where it could not look, and searches the rest.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2
make-log -n 3000 --from 2024-01-01 --to 2024-07-01 >log.csv
ingest-incidents -q --reject rejects log.csv | classify-risk -q >all.jsonl
n=$(wc -l <all.jsonl)

count() { # name wanted command...: what -c adds up to
	_name=$1 _wanted=$2
	shift 2
	"$@" -c -I >out 2>err
	_status=$?
	_got=$(awk '{ s += $1 } END { print s + 0 }' out)
	[ "$_got" = "$_wanted" ]
	ok $? "$_name"
	[ "$_got" = "$_wanted" ] ||
	    { echo "# $_got, not $_wanted"; sed 's/^/# /' err; }
}

says() { # name text: of the last command's messages
	grep -qF -- "$2" err
	ok $? "$1"
	grep -qF -- "$2" err || sed 's/^/# /' err
}

# --- patterns ----------------------------------------------------------------
count "a pattern that is everywhere" "$n" grep-cases --in all '.' all.jsonl
count "a pattern without a word" "$n" grep-cases '[^q]' all.jsonl
count "a pattern that can be empty" "$n" grep-cases '(刷单)?' all.jsonl
count "the empty pattern" "$n" grep-cases '' all.jsonl
python3 -c "
import json
print(json.dumps({'narrative': 'a' * 5000}))
print(json.dumps({'narrative': 'aab'}))" >evil.jsonl
count "a catastrophic pattern: the rest is searched" 1 \
    grep-cases '^(a+)+b' evil.jsonl
[ "$_status" = 2 ]
ok $? "a catastrophic pattern: status 2"
says "a catastrophic pattern: where" "evil.jsonl:1: the regular expression"
status_is "a wrong pattern" 2 grep-cases 'a(' all.jsonl
status_is "a pattern with limits of its own" 2 \
    grep-cases '(*LIMIT_MATCH=9)a' all.jsonl
python3 -c "print('\n'.join('词%d语' % i for i in range(3000)))" >words
echo 报警 >>words
count "thousands of words" "$(grep -c 报警 all.jsonl)" \
    grep-cases --in all -f words all.jsonl

# --- lines -------------------------------------------------------------------
python3 -c "
import json
print(json.dumps({'id': 'A', 'narrative': '刷单'}, ensure_ascii=False))
print(json.dumps({'id': 'B', 'narrative': 'x' * 50000000 + '刷单'}, ensure_ascii=False))
print(json.dumps({'id': 'C', 'narrative': '刷单'}, ensure_ascii=False))" >long.jsonl
count "a line of 50 MB is left out" 2 grep-cases 刷单 long.jsonl
[ "$_status" = 2 ]
ok $? "a line of 50 MB: status 2"
says "a line of 50 MB: where" "long.jsonl:2: line longer than"
grep-cases -n --fields id --format csv 刷单 long.jsonl >/dev/null 2>err
status_is "-n goes with plain output alone" 2 \
    grep-cases -n --fields id 刷单 long.jsonl
grep-cases -n 刷单 long.jsonl 2>/dev/null | cut -c1-2 >got
printf '1:\n3:\n' >want
same "lines behind a long one keep their numbers" got want
count "a line of 50 MB, where it is let" 3 \
    grep-cases --max-record 64M 刷单 long.jsonl
printf '{"narrative":"刷单"\n{"narrative":"刷单"}\n{"narrative":"\377刷单"}\n{"narrative":"ok"' >bad.jsonl
count "lines that are no records: the others" 1 grep-cases 刷单 bad.jsonl
[ "$_status" = 2 ]
ok $? "lines that are no records: status 2"
says "a line that breaks off: where" "bad.jsonl:1:22: "
says "a line that is not UTF-8: where" "bad.jsonl:3:15: not UTF-8"
count "a line that cannot be an answer is passed over" 0 \
    grep-cases 无此 bad.jsonl
[ "$_status" = 1 ]
ok $? "a line that cannot be an answer: status 1"
python3 -c "
for i, line in enumerate(open('all.jsonl', encoding='utf-8')):
    print(line, end='')
    if i % 400 == 399:
        print('{\"narrative\":\"刷单' + 'x' * (i * 1500) + '\"}')
    if i % 700 == 699:
        print('刷单')
print('{\"narrative\":\"刷单\"}', end='')" >mixed.jsonl
for how in -n -c "-n -m 200" "-n -A 1"; do
	# shellcheck disable=SC2086 # options
	grep-cases $how --max-record 1M 刷单 - <mixed.jsonl >want 2>err
	sed 's/<stdin>/mixed.jsonl/' err >want.err
	for j in 1 2; do
		# shellcheck disable=SC2086
		grep-cases $how -j$j --max-record 1M 刷单 mixed.jsonl \
		    >got 2>err
		same "a file is as a pipe: $how -j$j" got want
		same "a file is as a pipe, messages: $how -j$j" err want.err
	done
done
: >empty.jsonl
count "an empty file" 0 grep-cases 刷单 empty.jsonl

# --- files -------------------------------------------------------------------
mkdir -p tree/2024
split -l 500 --additional-suffix=.jsonl all.jsonl tree/2024/f
want=$(grep-cases -c 报警 all.jsonl)
count "a folder" "$want" grep-cases 报警 tree
mv tree/2024/faa.jsonl .
zstd -q faa.jsonl
head -c 9000 faa.jsonl.zst >tree/2024/faa.jsonl.zst
gzip -c tree/2024/fab.jsonl | head -c 20000 >tree/2024/fab2.jsonl.gz
mkdir tree/2024/unread.jsonl.d tree/2024/x.jsonl
ln -s nowhere tree/2024/gone.jsonl
grep-cases 报警 tree >out 2>err
[ $? = 2 ]
ok $? "a folder with broken files: status 2"
says "a truncated zstd file" "faa.jsonl.zst: "
says "a truncated gzip file" "fab2.jsonl.gz: gzip data end in the middle"
says "a file that cannot be opened" "gone.jsonl: cannot open"
grep-cases 报警 tree/2024/fac.jsonl tree/2024/fad.jsonl >part
grep -cFxf part out >got
wc -l <part >want
same "a folder with broken files: the rest is searched" got want
status_is "a folder that is not there" 2 grep-cases 报警 nowhere
status_is "-q finds in spite of trouble" 0 grep-cases -q 报警 nowhere all.jsonl
index-cases --pack -o pack.jsonl.zst all.jsonl
size=$(wc -c <pack.jsonl.zst)
head -c $((size - 3000)) pack.jsonl.zst >cut.jsonl.zst
grep-cases 报警 cut.jsonl.zst >out 2>err
[ $? = 2 ]
ok $? "a truncated packed file: status 2"
says "a truncated packed file: said" "cut.jsonl.zst: zstd data end in the middle"
[ -s out ]
ok $? "a truncated packed file: its whole frames are searched"
{ cat pack.jsonl.zst; zstd -qc <all.jsonl; } >both.jsonl.zst
count "packed frames and others behind them" $((2 * want)) \
    grep-cases 报警 both.jsonl.zst
zstd -qdc pack.jsonl.zst | cmp -s - all.jsonl
ok $? "zstd reads what was packed"

# --- growing files -----------------------------------------------------------
cp all.jsonl grow.jsonl
index-cases grow.jsonl
cat all.jsonl >>grow.jsonl
count "a file that has grown since it was indexed" $((2 * want)) \
    grep-cases 报警 grow.jsonl
index-cases --stats grow.jsonl 2>err
says "of a grown file what is new is read" "of which 3 were known"
count "and then it is indexed" $((2 * want)) grep-cases --stats 报警 grow.jsonl
says "and the index is used" "with an index 1"
status_is "index-cases --check: valid" 0 index-cases --check grow.jsonl
echo >>grow.jsonl
status_is "index-cases --check: stale" 1 index-cases --check grow.jsonl
index-cases long.jsonl 2>err
says "a long line is not indexed" "longer than 1 MiB; not indexed"

# --- indexes -----------------------------------------------------------------
rm -rf tree
mkdir tree
split -l 300 --additional-suffix=.jsonl all.jsonl tree/f
for i in 1 2 3 4; do index-cases --anew tree & done
wait
find tree -type f ! -name '*.jsonl' ! -name '*.jsonl.caseindex' >litter
[ ! -s litter ]
ok $? "several index-cases at once leave nothing behind"
status_is "several index-cases at once leave valid indexes" 0 \
    index-cases --check tree
for i in 1 2 3 4 5 6; do
	index-cases --anew tree &
	pid=$!
	sleep 0.0$i
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
done
count "killed index-cases: the answer" "$want" grep-cases 报警 tree
[ -z "$(cat err)" ]
ok $? "killed index-cases: no complaint"
: >tree/faa.jsonl.caseindex.precinct-part
index-cases tree
stray=$(find tree -name '*.caseindex?*')
[ -z "$stray" ]
ok $? "what killed index-cases left is gone after the next$stray"
phone=$(sed -n 's/.*"caller_phone":"\([0-9]*\)".*/\1/p' all.jsonl | sed -n 77p)
grep-cases --stats --in caller_phone "$phone" tree >out 2>err
[ -s out ]
ok $? "a number is found with the index"
grep -q 'by words [1-9]' err
ok $? "and blocks are left out for it"
grep-cases --stats --since 2024-06 --where 'loss > 1亿' '' tree 2>&1 |
    grep -q 'left out by time [1-9].*by value'
ok $? "blocks are left out by time"

# --- order and memory --------------------------------------------------------
cat all.jsonl all.jsonl all.jsonl all.jsonl >big.jsonl
grep-cases -n 报警 big.jsonl >one
grep-cases -n -j4 报警 big.jsonl >four
same "any number of threads, the same bytes" one four
grep -n 报警 big.jsonl | cut -d: -f1 >lines
cut -d: -f1 one >got
grep-cases --in all -n 报警 big.jsonl | cut -d: -f1 >got
same "line numbers are those of grep" got lines
grep-cases -n -C2 -m3 盗 big.jsonl >one
grep-cases -n -C2 -m3 -j3 盗 big.jsonl >four
same "context: any number of threads" one four
grep-cases --sort=-reported --where reported --fields reported_at \
    --format csv '' big.jsonl | sed 1d >got
sort -r got >want
same "an order by time" got want
python3 -c 'import random, sys
random.seed(7)
sys.stdout.buffer.write(random.randbytes(200000))' >noise.jsonl
grep-cases 报警 noise.jsonl >/dev/null 2>&1
[ $? -lt 3 ]
ok $? "noise is survived"
for i in 1 2 3 4 5 6 7 8; do cat big.jsonl; done >huge.jsonl
cat >memory.py <<'P'
import resource, subprocess, sys
for command in (["-j8", "--sort=-loss", "", "huge.jsonl"],
                ["-j8", "报警", "huge.jsonl"],
                ["-j8", "--count-by", "id", "", "huge.jsonl"]):
    subprocess.run([sys.argv[1] + "/bin/grep-cases", *command], check=True,
                   stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("peak", peak, "KiB")
# A sanitizer has memory of its own.
sys.exit(peak > 256 * 1024 and "asan" not in sys.argv[1])
P
check "memory stays below 256 MiB" python3 memory.py "$B"
done_
