#!/bin/sh
# SPDX-License-Identifier: MIT
# The same records from the same rows: any number of threads, file or pipe,
# compressed or not, any locale and encoding.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2

ingest() { # arguments: to ./out, ./err and ./rejects
	ingest-incidents --reject rejects "$@" >out 2>err
}

# Some 6 MB: several blocks, with dirt, broken rows and totals among them.
make-log -n 9000 --dirt 60 -s 3 >a.csv
{
	head -n 4000 a.csv
	echo 'J1,2024-08-31,"never closed'
	head -n 1 a.csv
	tail -n +4001 a.csv
	echo '合计,9000,,,,,,,,,,,,,,,,,,'
	echo 'J2,2024-08-31'
} >log.csv
ingest log.csv
cp out want
cp rejects want-rejects
cp err want-err
[ "$(grep -c '^#reject ' rejects)" -ge 2 ] && [ "$(wc -l <out)" -gt 8000 ]
ok $? "a log with broken rows is read"

for j in 2 3 7; do
	ingest -j "$j" log.csv
	same "-j$j: records" want out
	same "-j$j: rejects" want-rejects rejects
	same "-j$j: notes" want-err err
	ingest -j "$j" --dedupe log.csv
	cp out "dedupe-$j"
done
ingest --dedupe log.csv
same "-j2: records without duplicates" dedupe-2 out
same "-j7: records without duplicates" dedupe-7 out

for locale in C C.UTF-8 de_DE.UTF-8 zh_CN.GB18030; do
	LC_ALL=$locale ingest log.csv
	same "LC_ALL=$locale" want out
done

sed 's/log\.csv/<stdin>/' want >want-stdin
ingest - <log.csv
same "standard input" want-stdin out
# shellcheck disable=SC2002 # a pipe is what is tested
cat log.csv | ingest
same "pipe" want-stdin out
{ head -c 1000 log.csv; sleep 0.1; tail -c +1001 log.csv; } | ingest -j 2
same "slow pipe" want-stdin out
gzip -c log.csv >log.gz && mv log.gz packed.csv
ingest packed.csv
sed 's/packed\.csv/log.csv/' out >renamed
same "gzip" want renamed
if command -v zstd >/dev/null; then
	zstd -q -c log.csv >packed.csv
	ingest packed.csv
	sed 's/packed\.csv/log.csv/' out >renamed
	same "zstd" want renamed
fi

sed 's/$/\r/' a.csv >crlf.csv
ingest a.csv
grep -v '\\n' out >want # a line feed in a cell has become CR LF as well
ingest crlf.csv
sed 's/crlf\.csv/a.csv/' out | grep -v '\\[rn]' >renamed
same "CR LF" want renamed
ingest a.csv
cp out want
for e in utf-8-bom gb18030 utf-16; do
	make-log -n 9000 --dirt 60 -s 3 -e $e >other.csv
	ingest other.csv
	sed 's/other\.csv/a.csv/' out >renamed
	same "encoding $e" want renamed
	ingest -j 7 other.csv
	sed 's/other\.csv/a.csv/' out >renamed
	same "encoding $e, -j7" want renamed
done

# Of two halves that were read apart.
half=$(grep -n '^J510118' a.csv | sed -n '4500s/:.*//p')
head -n $((half - 1)) a.csv >one.csv
{ head -n 1 a.csv; tail -n +"$half" a.csv; } >two.csv
strip() { sed 's/,"src":"[^"]*"//' "$1"; }
ingest one.csv two.csv
strip out >both
strip want >whole
same "a file cut in two" whole both
done_
