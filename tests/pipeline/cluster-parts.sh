#!/bin/sh
# SPDX-License-Identifier: MIT
# The parts without an engine: a plan, workers that die, the same part twice.
DAYS=6
ROWS=80
CLUSTER_SLOW=0
# shellcheck source=tests/cluster/lib.sh
. "$(dirname "$0")/../cluster/lib.sh"
make_work

check "a plan" plan out
check "the same plan again" plan out
status_is "another plan in its place" 2 "$tools/plan-work" out conf in/*.csv
mkdir other
cp in/2024-03-01.csv other/
status_is "two of a name" 2 "$tools/plan-work" x conf in/*.csv other/2024-03-01.csv
grep -q 'two inputs are named 2024-03-01.csv' .log
ok $? "and says which"
status_is "an input that is not there" 2 "$tools/plan-work" x conf nonesuch
cp in/2024-03-01.csv "a b.csv"
status_is "a name with a blank" 2 "$tools/plan-work" x conf "a b.csv"
status_is "nothing is done yet" 2 "$tools/merge-parts" out
grep -q '10 parts are missing' .log
ok $? "and says how many"

# Three workers over the same list at once, from several places of it.
sort -R out/inputs >mixed
"$tools/do-part" out <out/inputs >told.1 &
one=$!
tac out/inputs | "$tools/do-part" out >told.2 &
two=$!
"$tools/do-part" out <mixed >told.3
wait $one $two
proven out "three workers on the same parts"
sort told.3 | cut -d ' ' -f 1 >names
xargs -n 1 basename <out/inputs | sort | cmp -s - names
ok $? "each tells what is done"

# A worker is killed at any moment; another begins again.
for after in 0.1 0.3; do
	rm -rf out
	plan out
	setsid "$tools/do-part" out <out/inputs >/dev/null 2>&1 &
	pid=$!
	sleep $after
	kill -9 "-$pid"
	wait $pid 2>/dev/null
	"$tools/do-part" out <out/inputs >/dev/null
	proven out "killed after $after s"
done

# Half a part counts for nothing.
rm -rf out
plan out
"$tools/do-part" out <out/inputs >/dev/null
rm out/2024-03-05.csv.done
status_is "a part whose end is missing" 2 "$tools/merge-parts" out
: >out/2024-03-05.csv.fraud
: >out/2024-03-05.csv.done
"$tools/merge-parts" out >got 2>/dev/null
! cmp -s want got
ok $? "(a lost partial would show)"
rm out/2024-03-05.csv.done
"$tools/do-part" out <out/inputs >/dev/null
proven out "a part done again"

# The same export under another name is the same input.
cp in/2024-03-01.csv in/2024-03-01-copy.csv
cp in/2024-03-01.csv other/copy.csv
"$tools/plan-work" twice conf in/*.csv
"$tools/do-part" twice <twice/inputs >/dev/null
"$tools/merge-parts" twice >got 2>err
cmp -s want.fraud got
[ $? = 1 ]
ok $? "a copy is told apart by its name in src"
rm in/2024-03-01-copy.csv
cat want.jsonl >h1.jsonl
sort want.jsonl | gzip >h2.jsonl.gz
"$tools/plan-work" hist conf h1.jsonl h2.jsonl.gz
"$tools/do-part" hist <hist/inputs >/dev/null
status_is "history given twice is refused" 2 "$tools/merge-parts" hist
grep -q 'counted already' .log
ok $? "and says so"

# A bad row fails the part, or is kept aside.
mkdir bad
cp in/2024-03-02.csv bad/
printf 'a,"b\n' >>bad/2024-03-02.csv
"$tools/plan-work" strict conf bad/2024-03-02.csv
status_is "a bad row fails the part" 2 "$tools/do-part" strict bad/2024-03-02.csv
[ ! -e strict/2024-03-02.csv.jsonl ]
ok $? "and leaves nothing"
[ -z "$(find strict -name '.2024*')" ]
ok $? "nor a directory of its own"
(cat conf; echo REJECTS=yes) >conf.lenient
"$tools/plan-work" lenient conf.lenient bad/2024-03-02.csv
check "or is kept aside" "$tools/do-part" lenient bad/2024-03-02.csv
[ -s lenient/2024-03-02.csv.rejects ] && [ -s lenient/2024-03-02.csv.jsonl ]
ok $? "beside the others"

# The first example of the page is true.
mkdir page page/in
cp in/2024-03-0[2-4].csv page/in/
(
	cd page || exit
	PATH=$tools:$PATH
	sed -n '/^.Sh EXAMPLES/,/^.Ed/p' "$top/man/precinct-cluster.7" |
	    sed -n '/^.Bd/,/^.Ed/{/^\./d;s/\\e/\\/g;p;}' >example
	sh -e ./example
	ingest-incidents -q --now 2025-01-01 in/*.csv | classify-risk -q >all
	fraud-stats -q --by month,type all >want
	incident-stats -q all >>want
)
same "the example of the page" page/want page/reports
done_
