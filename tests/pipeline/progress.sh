#!/bin/sh
# SPDX-License-Identifier: MIT
# How far a long run has come, on real pseudo-terminals: widths, messages and
# data between, pipes, TERM, closed descriptors; SIGUSR1 while it waits.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2
# One that never begins to read would keep its writer waiting.
timeout 600 python3 "$top/tests/pipeline/progress.py" >tap
ok $? "every run ended"
while IFS='	' read -r status name detail; do
	ok "$status" "$name"
	[ "$status" = 0 ] || echo "# $detail"
done <tap
done_
