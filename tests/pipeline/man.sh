#!/bin/sh
# SPDX-License-Identifier: MIT
# Man pages say what the commands do: every example runs, every option of the
# table is in the page and no other.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
man_py=$top/tests/pipeline/man.py

# A directory laid out as share/, with example input of every kind.
cp -r "$top/share" "$work/share"
(cd "$work/share/examples" &&
    cp 接处警导出_20240831.csv export.csv &&
    ingest-incidents -q --reject rejects.csv export.csv >records.jsonl &&
    ingest-incidents -q patrols.csv >patrols.jsonl &&
    classify-risk -q records.jsonl >incidents.jsonl)
for page in "$top"/man/*.1 "$top"/man/precinct.7; do
	name=$(basename "$page")
	bin=${name%.*}
	rm -rf "$work/tree"
	mkdir "$work/tree"
	if [ "$name" = precinct.7 ]; then
		cp -r "$top/share" "$work/tree/share"
		dir=$work/tree
	else
		cp -r "$work/share" "$work/tree/share"
		dir=$work/tree/share/examples
	fi
	python3 "$man_py" examples "$page" >"$work/script"
	[ -s "$work/script" ]
	ok $? "$name has examples"
	# Status 1 is an honest answer of an example; 2 or a signal never.
	check "$name: examples run" sh -c "cd '$dir' && sh '$work/script'; [ \$? -lt 2 ]"
	[ "$name" = precinct.7 ] && continue
	"$bin" --list-options | cut -f 2 | sort >"$work/table"
	python3 "$man_py" options "$page" | sort -u >"$work/page"
	same "$name: options are those of the table" "$work/table" "$work/page"
	"$bin" --help >"$work/help"
	check "$name: --help fits one screen of 48 lines of 80 columns" \
	    python3 "$man_py" fits "$work/help" 48
	# Every option stands there by its long name, or by its letter.
	"$bin" --list-options | while IFS="$(printf '\t')" read -r letter long _; do
		grep -qE -e "--$long( |\$)|^  as in .* -${letter}[ ,]|^   .* -$letter( [A-Z]+)?(,|\$)" \
		    "$work/help" || echo "$long"
	done >"$work/lacking"
	[ ! -s "$work/lacking" ]
	ok $? "$name: --help names every option"
	check "$name: usage agrees with the synopsis" grep -q '^.Sh SYNOPSIS' "$page"
done

check "the pages are linked" python3 "$man_py" links "$top/man"
for bin in "$B"/bin/*; do
	case $bin in *.d) continue ;; esac
	[ -f "$top/man/$(basename "$bin").1" ]
	ok $? "$(basename "$bin") has a man page"
done

python3 "$man_py" literal "$top/man/precinct-rules.5" >"$work/rules.json"
check "precinct-rules(5): the example passes the check" \
    classify-risk --check-rules --no-default-rules --rules "$work/rules.json"
check "the shipped rules pass the check" classify-risk --check-rules

# The example record has the keys of the page, no other.
cat >"$work/keys.py" <<'P'
import json, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
known = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^\.(?:It )?Cm (.*)$", page, re.M))))
seen = set()
for line in open(sys.argv[2], encoding="utf-8"):
    seen |= set(json.loads(line))
sys.exit(0 if seen and seen <= known else f"not in the page: {sorted(seen - known)}")
P
cd "$work/tree/share/examples" 2>/dev/null || cd "$top/share/examples" || exit 2
ingest-incidents -q --reject "$work/rej" 接处警导出_20240731.csv | classify-risk -q |
    route-dispute -q --roster roster.json >"$work/all.jsonl"
check "precinct-record(5) names every key that is written" \
    python3 "$work/keys.py" "$top/man/precinct-record.5" "$work/all.jsonl"
ingest-incidents -q --reject "$work/rej" patrols.csv >"$work/patrols.jsonl"
check "precinct-record(5) names every key of patrols" \
    python3 "$work/keys.py" "$top/man/precinct-record.5" "$work/patrols.jsonl"
done_
