#!/bin/sh
# SPDX-License-Identifier: MIT
# The Chinese pages say what the English ones do: the same options, statuses,
# files, references and examples (which man.sh runs), and fit 80 columns.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
man_py=$top/tests/pipeline/man.py

for page in "$top"/man/zh_CN/*.[17]; do
	name=$(basename "$page")
	bin=${name%.*}
	english=$top/man/$name
	for what in examples points; do
		python3 "$man_py" "$what" "$english" >"$work/en"
		python3 "$man_py" "$what" "$page" >"$work/zh"
		[ -s "$work/zh" ]
		ok $? "zh_CN/$name has $what"
		check "zh_CN/$name: $what are those of the English page" \
		    diff -u "$work/en" "$work/zh"
	done
	if [ "$name" = "$bin.1" ]; then
		"$bin" --list-options | cut -f 2 | sort >"$work/table"
		python3 "$man_py" options "$page" | sort -u >"$work/page"
		check "zh_CN/$name: options are those of the table" \
		    diff -u "$work/table" "$work/page"
	fi
	check "zh_CN/$name fits 80 columns" python3 "$man_py" wide "$page"
done
for name in classify-risk.1 fraud-stats.1 grep-cases.1 ingest-incidents.1 \
    patrol-report.1 precinct.1 precinct.7 route-dispute.1; do
	[ -f "$top/man/zh_CN/$name" ]
	ok $? "there is a Chinese $name"
done
done_
