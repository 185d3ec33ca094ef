#!/bin/sh
# SPDX-License-Identifier: MIT
# Completions in real shells: they offer exactly the options of the program.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
bins=$(find "$B/bin" -type f -perm -u+x ! -name '*.d' | sort)
for shell in bash zsh fish; do
	# shellcheck disable=SC2086 # names without blanks
	"$top/scripts/make-completions" $shell $bins >"$work/words.$shell"
	ok $? "completions for $shell are made"
done
wanted() { # program: its long options
	"$1" --list-options | cut -f 2 | sed 's/^/--/' | LC_ALL=C sort
}
part() { # number: what was offered for that text
	awk -v n="$1" '$0 == "" { k++; next } k == n - 1' "$work/offered"
}
for shell in bash zsh; do
	if ! command -v $shell >/dev/null; then
		ok 0 "$shell # SKIP not installed"
		continue
	fi
	python3 "$top/tests/pipeline/completions.py" $shell \
	    "$work/words.$shell" "fraud-stats --" "ingest-incidents --" \
	    "grep-cases --" "fraud-stats --format " "precinct " \
	    "precinct help " >"$work/offered"
	ok $? "$shell lists words"
	n=0
	for name in fraud-stats ingest-incidents grep-cases; do
		n=$((n + 1))
		wanted $name >"$work/want"
		part $n | LC_ALL=C sort >"$work/got"
		same "$shell offers the options of $name" "$work/want" "$work/got"
	done
	part 4 | grep -xE 'table|csv|jsonl|md|excel' >"$work/got"
	printf '%s\n' csv excel jsonl md table >"$work/want"
	same "$shell offers the forms of --format" "$work/want" "$work/got"
	part 5 | grep -xE 'list|init|check|help' >"$work/got"
	printf '%s\n' check help init list >"$work/want"
	same "$shell offers the words of precinct" "$work/want" "$work/got"
	precinct | cut -d ' ' -f 1 | sort >"$work/want"
	part 6 | grep -vxE 'precinct|help' >"$work/got"
	same "$shell offers the tools to help" "$work/want" "$work/got"
done
if command -v fish >/dev/null; then
	for name in fraud-stats grep-cases; do
		wanted $name >"$work/want"
		HOME=$work fish -c "source $work/words.fish; complete -C '$name --'" |
		    cut -f 1 | LC_ALL=C sort >"$work/got"
		same "fish offers the options of $name" "$work/want" "$work/got"
	done
	for words in "" "help "; do
		HOME=$work fish -c "source $work/words.fish; complete -C 'precinct $words'" |
		    cut -f 1 | sort >"$work/got"
		precinct | cut -d ' ' -f 1 | sort >"$work/want"
		[ -n "$words" ] || printf '%s\n' check help init list >"$work/want"
		same "fish offers what follows precinct $words" "$work/want" "$work/got"
	done
else
	ok 0 "fish # SKIP not installed"
fi
done_
