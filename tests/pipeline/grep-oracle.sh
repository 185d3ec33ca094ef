#!/bin/sh
# SPDX-License-Identifier: MIT
# Random patterns and conditions over a history with, without, with damaged and
# with stale indexes: grep-cases answers as a slow and obvious search does.
# GREP_QUESTIONS and GREP_SEED ask more, and others.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
no_leak_check
# Half a history and a third of the questions with a sanitizer.
[ -z "$asan" ] || : "${GREP_QUESTIONS:=70}"
make-log -n "$((6000 / (${asan:-0} + 1)))" --from 2023-01-01 --to 2025-01-01 >"$work/log.csv"
ingest-incidents -q --reject "$work/rejects" "$work/log.csv" |
    classify-risk -q >"$work/records"
check "answers are those of the plain search" \
    python3 "$here/grep_oracle.py" "$B/bin" "$top/lib/fold_table.c" \
    "$work/records" "$work/history" "${GREP_QUESTIONS:-200}" "${GREP_SEED:-7}"
done_
