#!/bin/sh
# SPDX-License-Identifier: MIT
# The front door: its list is what is there, the folder that it lays out works
# at once, and the first steps that it prints can be pasted.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2

# One table, three places: programs, man pages, the list.
precinct list --lang en | sed 's/  */	/' >tools.tsv
for bin in "$B"/bin/*; do
	case $bin in *.d | */precinct) continue ;; esac
	name=${bin##*/}
	printf '%s\t%s\n' "$name" "$(sed -n 's/^\.Nd //p' "$top/man/$name.1")"
done | sort >programs
sort tools.tsv >sorted
same "the list is that of the programs and of their man pages" programs sorted
precinct | cut -d ' ' -f 1 >names
cut -f 1 tools.tsv >names.en
same "both languages list the same tools" names names.en
check "a line of the list fits the terminal" awk 'length > 96 { exit 1 }' tools.tsv
precinct help fraud-stats </dev/null >said 2>&1
ok $? "help TOOL succeeds"
check "and tells of the tool" grep -q -e --population said
PATH=$B/bin precinct help index-cases >said 2>&1
ok $? "help without man succeeds"
check "and is the tool's --help" grep -q '^usage: index-cases' said

# As on the first day, with a folder whose name has blanks and a quote.
dir="the station's folder"
precinct init "$dir" >steps 2>notes
ok $? "init succeeds"
check "every file of the folder explains itself" sh -c "cd \"\$1\" &&
	for f in \$(find . -type f ! -name README.md); do
		grep -qE '^#|\"_' \"\$f\" || { echo \$f; exit 1; }; done" - "$dir"
precinct check --today 2024-09-01 "$dir" >checked 2>findings
ok $? "a new folder has no findings"
grep '^[^#]' steps >pasted
# (In a year of which the example calendar does not know yet check says so.)
sed 's/^precinct check /&--today 2024-09-01 /' pasted >dated
check "the first steps, pasted" sh -ec ". ./dated"
check "the README shows the same steps" sh -c "sed -n 's/^    //p' \"\$1/README.md\" |
	grep -Fxf pasted | tail -n +2 | cmp - pasted" - "$dir"
check "the report is there" test -s "$dir/reports/2024/2024-W35.html"
check "the history answers" sh -c "grep-cases -c 纠纷 \"\$1/history\" | grep -qE '[0-9]'" - "$dir"
check "disputes are assigned" sh -c "grep -q '\"assignee\":\"M0' \"\$1/ledger/ledger.jsonl\"" - "$dir"
precinct check --today 2024-09-01 "$dir" >checked 2>findings
ok $? "no findings after the first steps"
[ -s findings ] && sed 's/^/# /' findings
check "files were looked at" grep -qE '^[34][0-9] files, 0 findings' checked
DAY=2024-08-31 check "the line of the crontab runs" sh -c "
	eval \"\$(sed -n '/^[A-Z]*=/{s/=\(.*\)/=\"\1\"/;p}' \"\$1/crontab\")\"
	eval \"\$(sed -n 's/^30 5[ *]*//p' \"\$1/crontab\")\"" - "$dir"

# Run again it touches nothing, not even what it made.
echo mine >>"$dir/station.conf"
find "$dir" -type f -exec cksum {} + | sort >before
precinct -q init "$dir" >/dev/null
ok $? "init of a folder in use succeeds"
find "$dir" -type f -exec cksum {} + | sort >after
same "and changes nothing" before after
mkdir half && echo '{"mine": true}' >half/roster.json && precinct init half >/dev/null 2>notes
check "it tells what it left" grep -q 'left as they were: roster.json' notes
check "and left it" grep -q mine half/roster.json

# Twice at once: each file is of one of them, whole.
rm -rf twice && mkdir twice
precinct -q init twice >/dev/null & precinct -q init twice >/dev/null &
wait
check "two at once" precinct check --today 2024-09-01 twice

chmod 000 half/station.conf
if [ "$(id -u)" = 0 ]; then
	ok 0 "an unreadable file # SKIP root reads everything"
else
	status_is "an unreadable file" 1 precinct check half
fi
status_is "standard output that cannot be written" 2 sh -c "precinct >/dev/full"
done_
