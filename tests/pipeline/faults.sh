#!/bin/sh
# SPDX-License-Identifier: MIT
# Full disk, closed pipe, unreadable file, directory, empty input, no final
# newline: the right message, the right status, no half record.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2
make-log -n 3000 >a.csv
ingest-incidents -q a.csv >a.jsonl
classify-risk -q a.jsonl >c.jsonl
make-log --patrol -n 50 --from 2024-08-01 --to 2024-09-01 >p.csv

usual_input() { # command: sets input
	case $1 in
	ingest-incidents) input=a.csv ;;
	classify-risk) input=a.jsonl ;;
	patrol-report) input=p.csv ;;
	*) input=c.jsonl ;;
	esac
}

for bin in ingest-incidents classify-risk route-dispute fraud-stats \
    incident-stats patrol-report; do
	usual_input $bin
	status_is "$bin works on its input" 0 $bin -q $input
	$bin -q $input >/dev/full 2>err
	[ $? = 2 ] && grep -q "^$bin: <stdout>: cannot write: No space left" err
	ok $? "$bin: full disk"
	$bin -q -o /dev/full/x $input >/dev/null 2>err
	[ $? = 2 ] && grep -q 'cannot create' err
	ok $? "$bin: -o where no file can be"
	{ $bin -q $input; echo $? >rc; } 2>err | head -c 1 >/dev/null
	case $(cat rc) in 0|141) true ;; *) false ;; esac && [ ! -s err ]
	ok $? "$bin: closed pipe is silent"
	$bin -q $input >&- 2>err
	[ $? = 2 ] && grep -q 'cannot write' err
	ok $? "$bin: standard output closed"
	$bin -q no/such/file >out 2>err
	[ $? = 2 ] && grep -q "^$bin: no/such/file: cannot open: No such file" err
	ok $? "$bin: missing file"
	$bin -q . >out 2>err
	[ $? = 2 ] && grep -q 'is a directory' err
	ok $? "$bin: directory as input"
	if [ "$(id -u)" != 0 ]; then
		cp $input secret && chmod 0 secret
		$bin -q secret >out 2>err
		[ $? = 2 ] && grep -q 'Permission denied' err
		ok $? "$bin: unreadable file"
		rm -f secret
	fi
	# A file beside a missing one is still read.
	$bin -q no/such/file $input >out 2>err
	[ $? = 2 ] && [ -s out ]
	ok $? "$bin: goes on after a missing file"
	head -c -1 $input >short
	# The file's name is told where the command reads the export itself.
	case $bin in
	ingest-incidents) from='"a\.csv:' to='"short:' ;;
	patrol-report) from='p\.csv:' to='short:' ;;
	*) from=nothing to=nothing ;;
	esac
	$bin -q $input | sed "s/$from/$to/g" >whole
	$bin -q short >out
	check "$bin: no newline at the end" cmp whole out
	gzip -c $input | head -c 1000 >broken.gz
	$bin -q broken.gz >out 2>err
	[ $? = 2 ] && grep -q 'gzip data end in the middle' err
	ok $? "$bin: truncated gzip"
	# Whatever was written before is whole lines.
	[ ! -s out ] || [ "$(tail -c 1 out | od -An -c | tr -d ' ')" = '\n' ]
	ok $? "$bin: no half line before the trouble"
	echo old >kept
	$bin -q -o kept broken.gz 2>/dev/null
	[ "$(cat kept)" = old ]
	ok $? "$bin: -o leaves the old file when there was trouble"
	status_is "$bin: unknown option" 2 $bin --no-such-option
	check "$bin: help is on stdout and short lines" sh -c \
	    "$bin --help | awk 'length > 80 { exit 1 }'"
	check "$bin: version is that of VERSION" sh -c \
	    "[ \"\$($bin -V | head -1)\" = '$bin (precinct) $(cat "$top/VERSION")' ]"
done

: >empty
for bin in classify-risk route-dispute; do
	status_is "$bin: empty input is no trouble" 0 $bin -q empty
done
for bin in classify-risk route-dispute fraud-stats incident-stats; do
	printf '{"id":"1","kind":"incident"}\n{"id":\n{"id":"2","kind":"incident"}\n' >bad
	$bin -q bad >out 2>err
	[ $? = 2 ] && grep -q "^$bin: bad:2:" err
	ok $? "$bin: a bad line is located"
	$bin -q --reject rej bad >out 2>err
	grep -q '^{"id":$' rej
	ok $? "$bin: a bad line is kept with --reject"
done
done_
