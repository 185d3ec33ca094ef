#!/bin/sh
# SPDX-License-Identifier: MIT
# A year of disputes, day by day, with closings and leave: nobody is given a
# case while another of the same community and speciality has fewer; and the
# same input gives the same people. See assign_year.py.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 2
if ! command -v python3 >/dev/null; then
	echo '1..0 # SKIP no python3'
	exit 0
fi
mkdir one two
no_leak_check
check "a year is assigned fairly" python3 "$here/assign_year.py" one -j 3
sed 's/^/# /' "$work/.log"
if [ -z "$asan" ]; then
	check "and once more with one thread" python3 "$here/assign_year.py" two -j 1
	same "the same input gives the same assignment" \
	    one/assigned two/assigned
fi
done_
