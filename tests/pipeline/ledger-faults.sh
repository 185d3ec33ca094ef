#!/bin/sh
# SPDX-License-Identifier: MIT
# The ledger when writers are killed, disks fill up and writers meet: see
# ledger_faults.py. KILLS: how many writers are killed.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
if ! command -v python3 >/dev/null; then
	echo '1..0 # SKIP no python3'
	exit 0
fi
# Instrumented programs are slow: fewer of them. The README speaks of 1,000.
[ -z "$asan" ] || : "${KILLS:=24}"
no_leak_check
python3 "$top/tests/pipeline/ledger_faults.py" "$work" "${KILLS:-90}"
