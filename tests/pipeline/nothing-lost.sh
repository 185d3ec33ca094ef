#!/bin/sh
# SPDX-License-Identifier: MIT
# Broken exports: every row is accounted for. See nothing_lost.py.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
if ! command -v python3 >/dev/null; then
	echo '1..0 # SKIP no python3'
	exit 0
fi
no_leak_check
python3 "$top/tests/pipeline/nothing_lost.py" "$work" "${asan:+4}"
