#!/bin/sh
# SPDX-License-Identifier: MIT
# The chain on every example export, and that its bytes do not depend on the
# number of threads, the locale, or the way the input arrives.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
ex=$top/share/examples

chain() { # jobs files... : the whole chain to standard output
	j=$1
	shift
	ingest-incidents -q -j "$j" --reject "$work/rejects" "$@" |
	    classify-risk -q -j "$j" |
	    route-dispute -q -j "$j" --roster "$ex/roster.json"
}

for f in "$ex"/接处警导出_*.csv; do
	n=$(basename "$f" .csv)
	chain 1 "$f" >"$work/$n.1"
	ok $? "chain on $n"
	[ "$(wc -l <"$work/$n.1")" -ge 390 ]
	ok $? "$n: all rows came through"
done

# One larger file for the comparisons, of several blocks.
make-log -n 12000 --dirt 60 --seed 5 -e gb18030 --crlf >"$work/a.csv"
cd "$work" || exit 2
chain 1 a.csv >one
for j in 2 7; do
	chain $j a.csv >many
	same "-j$j gives the bytes of -j1" one many
done
# A Chinese locale of our own making: none need be installed.
if mkdir locales && localedef -i zh_CN -f GB18030 locales/zh_CN.GB18030 2>/dev/null; then
	export LOCPATH="$work/locales"
fi
for l in C.UTF-8 zh_CN.GB18030; do
	if [ "$l" != C.UTF-8 ] && [ -z "${LOCPATH:-}" ]; then
		ok 0 "locale $l # SKIP localedef cannot make it here"
		continue
	fi
	LC_ALL=$l chain 2 a.csv >many
	same "locale $l gives the same bytes" one many
	LC_ALL=$l classify-risk -q one | LC_ALL=$l fraud-stats --by month,type >"st.$l"
	classify-risk -q one | fraud-stats --by month,type >st.C
	same "fraud-stats in locale $l" st.C "st.$l"
done
unset LOCPATH
gzip -k a.csv
zstd -q a.csv
mkdir packed
for p in gz zst; do
	# The name is part of each record (src), so the packed file takes it.
	mv "a.csv.$p" packed/a.csv
	(cd packed && chain 2 a.csv) >many
	same "$p input gives the same bytes" one many
done
chain 1 - <a.csv | sed 's/"src":"<stdin>:/"src":"a.csv:/' >many
same "standard input gives the same bytes but for src" one many

# Every key a record came with is in what leaves the next stage, byte for byte.
ingest-incidents -q --reject rejects a.csv >records
classify-risk -q records >classified
route-dispute -q --roster "$ex/roster.json" classified >routed
cat >kept.py <<'P'
import re, sys
# Records begin with what they came with: a stage only appends.
for before, after in zip(open(sys.argv[1], encoding="utf-8"), open(sys.argv[2], encoding="utf-8")):
    if not after.startswith(before.rstrip("\n")[:-1]):
        sys.exit("not kept: " + before[:200] + "\n" + after[:200])
n = [sum(1 for _ in open(f, "rb")) for f in sys.argv[1:]]
sys.exit(0 if n[0] == n[1] > 0 else f"line counts {n}")
P
check "classify-risk keeps every byte of what came" python3 kept.py records classified
check "route-dispute keeps every byte of what came" python3 kept.py classified routed
classify-risk -q classified >twice
same "classify-risk twice is classify-risk once" classified twice
route-dispute -q --roster "$ex/roster.json" routed >twice
same "route-dispute twice is once" routed twice
sed 's/^{/{"_mine":[1.10,{"a":null}],/; s/}$/,"other":"\\u4e2d\\\/x"}/' classified >foreign
classify-risk -q foreign >kept
cat >foreign.py <<'P'
import sys
head, tail = '{"_mine":[1.10,{"a":null}],', ',"other":"\\u4e2d\\/x"'
for line in open(sys.argv[1], encoding="utf-8"):
    if not line.startswith(head) or tail not in line:
        sys.exit(line)
P
check "unknown keys pass byte for byte" python3 foreign.py kept

# Five months of falling fraud, as the examples were made.
ingest-incidents -q --reject rejects "$ex"/接处警导出_*.csv | classify-risk -q |
    fraud-stats -q --by month >fraud
check "five months falling are found" grep -q '连续5个月下降' fraud
done_
