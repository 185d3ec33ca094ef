#!/bin/sh
# SPDX-License-Identifier: MIT
# make install puts everything where the commands find it, under a prefix or a
# staging directory, and make uninstall leaves nothing behind.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
unset PRECINCT_DATADIR
case $B in *-asan)
	echo "1..0 # SKIP it builds its own copy, once is enough"
	exit 0
	;;
esac
# In a copy, so that the build under test keeps its data directory.
mkdir "$work/tree"
for part in Makefile VERSION cmd lib man scripts share; do
	cp -r "$top/$part" "$work/tree/"
done
install_with() { # make arguments
	make -C "$work/tree" -s -j2 B=build CFLAGS=-O0 HARDEN=-fPIE "$@" >/dev/null
}
check "install under a prefix" install_with install PREFIX="$work/inst"
check "installed tools find their rules" \
    env -i PATH=/usr/bin:/bin "$work/inst/bin/classify-risk" --check-rules
check "installed tools find their profiles" sh -c \
    "env -i PATH=/usr/bin:/bin '$work/inst/bin/ingest-incidents' -q \
    '$work/inst/share/precinct/examples/接处警导出_20240831.csv' | grep -q '\"id\"'"
check "completions are there" test -s "$work/inst/share/bash-completion/completions/fraud-stats"
check "the example crontab names this prefix" grep -q \
    "^SCRIPTS=$work/inst/share/precinct/scripts$" "$work/inst/share/precinct/examples/crontab"
check "man pages are there" test -s "$work/inst/share/man/man1/classify-risk.1"
check "Chinese man pages are there" \
    test -s "$work/inst/share/man/zh_CN/man7/precinct.7"
if command -v man >/dev/null 2>&1; then
	check "man finds the Chinese page" sh -c \
	    "MANPATH='$work/inst/share/man' LC_ALL=C.UTF-8 man -L zh_CN 7 \
	    precinct | grep -q 多大"
else
	ok 0 "man finds the Chinese page # SKIP no man here"
fi
mv "$work/inst" "$work/moved"
check "a moved installation still works" \
    env -i PATH=/usr/bin:/bin "$work/moved/bin/classify-risk" --check-rules
mv "$work/moved" "$work/inst"
check "uninstall" install_with uninstall PREFIX="$work/inst"
[ -z "$(find "$work/inst" -type f 2>/dev/null)" ]
ok $? "nothing is left"
check "install into a staging directory" \
    install_with install PREFIX=/usr DESTDIR="$work/stage"
check "staged tools find their rules" \
    env -i PATH=/usr/bin:/bin "$work/stage/usr/bin/classify-risk" --check-rules
done_
