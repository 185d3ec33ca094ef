#!/bin/sh
# SPDX-License-Identifier: MIT
# mask-identities over a synthetic year with planted identities, and over
# sentences written by hand: what is gone, and what is touched that must stay.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
if ! command -v python3 >/dev/null; then
	echo '1..0 # SKIP no python3'
	exit 0
fi
plant() { python3 "$top/tests/pipeline/plant.py" "$@"; }
cd "$work" || exit 2

make-log -n 6000 >log.csv 2>/dev/null
ingest-incidents -q log.csv 2>/dev/null >year.jsonl
check "identities are planted" plant year.jsonl planted.jsonl truth.jsonl
classify-risk -q --extract planted.jsonl >told.jsonl
mask-identities --make-key key
for form in class partial pseudonym; do
	set -- --as "$form"
	[ "$form" = pseudonym ] && set -- "$@" --key key
	mask-identities "$@" told.jsonl >"$form.jsonl"
	plant count "$form.jsonl" truth.jsonl
	ok $? "$form: 99.5 % of numbers and 95 % of names gone, 0.5 % touched"
	mask-identities "$@" -j 4 told.jsonl | cmp -s - "$form.jsonl"
	ok $? "$form: the same with four threads"
	mask-identities "$@" "$form.jsonl" | cmp -s - "$form.jsonl"
	ok $? "$form: masked twice is masked once"
	status_is "$form: nothing is left to find" 0 \
	    mask-identities --check "$form.jsonl"
done
status_is "unmasked records are found out" 1 mask-identities --check told.jsonl

# What is found there is what was planted, and no more.
cat >places.py <<'P'
import json, sys
n = 0
for a, b in zip(open("told.jsonl", encoding="utf-8"), open("class.jsonl", encoding="utf-8")):
    was, now = json.loads(a), json.loads(b)
    for key in was:
        if key == "why" or key.startswith("found_"):
            assert len(was[key]) == len(now[key])
            for x, y in zip(was[key], now[key]):
                if "+" not in x.rpartition("@")[2]:
                    assert x == y
                    continue
                field, _, place = x.rpartition("@")[2].rpartition(":")
                _, _, moved = y.rpartition("@")[2].rpartition(":")
                field = field or "narrative"
                s, l = map(int, place.split("+"))
                t, m = map(int, moved.split("+"))
                old, new = was[field][s:s + l], now[field][t:t + m]
                n += 1
                assert old == new or "[" in new, (x, y, old, new)
        elif key not in ("narrative", "feedback", "outcome", "address", "caller_name",
                "caller_phone", "caller_id", "parties", "officer", "extra", "caller_job"):
            assert was[key] == now[key], key
print("#", n, "places")
sys.exit(0 if n > 1000 else 1)
P
python3 places.py
ok $? "places in why and found_ lead to the same words"

# Numbers of the key of a person are the pseudonyms of his numbers in a text.
cat >one.jsonl <<'J'
{"caller_name":"李晓东","caller_phone":"13800001234","caller_id":"519999198503121236","narrative":"李晓东，电话138-0000-1234，身份证519999 19850312 1236"}
J
mask-identities --as pseudonym --key key one.jsonl |
    grep -o '\[[^]]*\]' | sort | uniq -c | awk '$1 != 2' >odd
[ ! -s odd ]
ok $? "one person has one pseudonym, however written"
mask-identities --make-key other
mask-identities --as pseudonym --key other one.jsonl >a
mask-identities --as pseudonym --key key one.jsonl | cmp -s - a
[ $? = 1 ]
ok $? "another key gives other pseudonyms"

check "sentences written by hand" python3 "$top/tests/pipeline/mask_table.py" \
    "$top/tests/data/identities.tsv"
python3 "$top/tests/pipeline/mask_table.py" "$top/tests/data/identities.tsv" | tail -n 1
done_
