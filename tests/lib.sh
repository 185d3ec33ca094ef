# SPDX-License-Identifier: MIT
# TAP for the pipeline tests: sourced, not run. Gives $top, $work (removed at
# the end), the binaries in PATH, and check NAME COMMAND...; ends with done_.
# shellcheck shell=sh
: "${B:=build}"
unset CDPATH
top=$(cd "$(dirname "$0")/../.." && pwd)
case $B in /*) ;; *) B=$top/$B ;; esac
PATH=$B/bin:$B/gen:$PATH
PRECINCT_DATADIR=$top/share
export PATH B PRECINCT_DATADIR
export TZ=UTC LC_ALL=C
# Nothing of whoever runs the tests reaches them.
unset NO_COLOR COLUMNS LINES PAGER POSIXLY_CORRECT GZIP ZSTD_CLEVEL \
    ZSTD_NBTHREADS TAR_OPTIONS GREP_COLORS LANGUAGE LOCPATH ENV BASH_ENV
exec </dev/null
# Programs with a sanitizer are several times slower: tests of many cases ask
# fewer of them ($asan is not empty then), and those that run programs by the
# thousand leave leaks to the tests that run each once.
case $B in *asan*) asan=1 ;; *) asan='' ;; esac
no_leak_check() { [ -z "$asan" ] || export ASAN_OPTIONS=detect_leaks=0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tests=0
failed=0

ok() { # status name: prints a TAP line
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $2"
	fi
}

check() { # name command...: the command must succeed
	_name=$1
	shift
	if "$@" >"$work/.log" 2>&1; then
		ok 0 "$_name"
	else
		ok 1 "$_name"
		sed 's/^/# /' "$work/.log" | head -20
	fi
}

wait_until() { # command...: until it succeeds, however slow the machine is
	_end=$(($(date +%s) + 300))
	until [ "$(date +%s)" -ge $_end ]; do
		if [ "$1" = ! ]; then
			(shift; "$@") || return 0
		else
			"$@" && return
		fi
		sleep 0.05
	done
	return 1
}

status_is() { # name wanted command...: exit status
	_name=$1 wanted=$2
	shift 2
	"$@" >"$work/.log" 2>&1
	got=$?
	[ "$got" = "$wanted" ]
	ok $? "$_name"
	[ "$got" = "$wanted" ] || {
		echo "# status $got, not $wanted"
		sed 's/^/# /' "$work/.log" | head -20
	}
}

same() { # name file file: same bytes
	check "$1" cmp "$2" "$3"
}

done_() {
	echo "1..$tests"
	[ "$failed" = 0 ]
}

# book seconds after-name: a hostile workbook ends in a message that names it,
# in time, and what comes out before is whole records.
refused_book() {
	timeout "$2" ingest-incidents -q "$1" >got 2>err
	rc=$?
	[ $rc = 2 ] && grep -q "^ingest-incidents: $1:$3" err
	good=$?
	while IFS= read -r line; do
		case $line in '{'*'}') ;; *) good=1 ;; esac
	done <got
	[ $good = 0 ] || { sed 's/^/# /' err | cut -c 1-200; echo "# status $rc"; }
	ok $good "$1 ends in a message"
}
