#!/bin/sh
# SPDX-License-Identifier: MIT
# Which rules hit which text: the same as Vectorscan says, on random literals
# and bounded patterns. Skipped where the library is not installed.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
if ! pkg-config --exists libhs 2>/dev/null; then
	echo "1..0 # skip libvectorscan-dev (libhs) is not installed"
	exit 0
fi
cd "$work" || exit 2
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -D_GNU_SOURCE -O1 -o vectorscan \
    $(pkg-config --cflags libhs) "$top/tests/bench/vectorscan.c" \
    $(pkg-config --libs libhs) 2>log
ok $? "the peer is built"
sed 's/^/# /' log
seeds='1 2'
[ -z "$asan" ] || seeds=1
for seed in $seeds; do
	python3 "$top/tests/pipeline/vectorscan.py" make "$seed" . || exit 2
	./vectorscan -l patterns.txt texts.txt | sort >theirs
	classify-risk -q --no-default-rules --rules rules.json -j2 \
	    records.jsonl >out && \
	    python3 "$top/tests/pipeline/vectorscan.py" hits out | sort >ours
	# The peer has its own faults, a few in a hundred thousand.
	python3 "$top/tests/pipeline/vectorscan.py" wrong ours theirs >odd
	[ "$(wc -l <theirs)" -gt 2000 ] && [ "$(wc -l <odd)" -le 5 ] && \
	    ! grep -q '^WRONG' odd
	ok $? "the same hits, seed $seed: $(wc -l <theirs)"
	sed 's/^WRONG/# &/' odd
done
done_
