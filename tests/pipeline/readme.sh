#!/bin/sh
# SPDX-License-Identifier: MIT
# What README tells a newcomer to type works as it stands, in both languages.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
for readme in README.md README.zh-CN.md; do
	check "$readme: the first steps work" \
	    "$top/tests/first-steps" "$top/$readme" "$top/share/examples"
done
# The harness fails where a step does.
sed 's/^    patrol-report/    patrol-report --no-such-option/' "$top/README.md" \
    >"$work/README.md"
status_is "a step that fails is noticed" 1 \
    "$top/tests/first-steps" "$work/README.md" "$top/share/examples"
done_
