#!/bin/sh
# SPDX-License-Identifier: MIT
# Linking against planted truth: a synthetic year of 30,000 incidents with 1,500
# later reports of disputes (tests/gen/threads.h says what is dirty and what
# only looks alike), through the whole chain. The linker was made on other
# seeds than these. A link is right when both incidents are of one dispute.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2

judge() { # truth routed: precision, recall, calls found, of them as one event
	awk -F'\t' '
	NR == FNR { thread[$1] = $3; part[$1] = $4; n[$4]++; next }
	{
		id = $1; of = $2
		links++
		if (thread[id] == 0 || thread[id] != thread[of])
			next
		right++
		hit[part[id]]++
		same += part[id] == "event" && $3
		wrong_same += part[id] == "repeat" && $3
	}
	END {
		printf "%.4f %.4f %.4f %.4f\n", right / links,
		    hit["repeat"] / n["repeat"], same / n["event"],
		    wrong_same / n["repeat"]
	}' "$1" "$2"
}

links() { # id TAB of TAB 1 when the same event
	sed -n 's/.*"id":"\([^"]*\)".*"repeat_of":"\([^"]*\)","repeat_why":\[\([^]]*\)\].*/\1\t\2\t\3/p' |
	    awk -F'\t' '{ print $1 "\t" $2 "\t" (index($3, "same_event") > 0) }'
}

seeds='90 91 92'
[ -z "$asan" ] || seeds=92
for seed in $seeds; do
	make-log -n 30000 --repeats 1500 --seed "$seed" --truth truth >year.csv
	ingest-incidents -q -j 2 --reject rejects year.csv |
	    classify-risk -q -j 2 >year
	route-dispute -q -j 2 year >routed
	[ "$(cut -f 4 truth | grep -c repeat)" = 1500 ]
	ok $? "seed $seed: 1500 planted"
	links <routed >found
	judge truth found >figures
	read -r precision recall same wrong <figures
	echo "# seed $seed: precision $precision, recall $recall; of the calls" \
	    "minutes apart $same are found as one event; of the repeats" \
	    "$wrong are taken for one"
	awk -v p="$precision" 'BEGIN { exit p < 0.95 }'
	ok $? "seed $seed: precision $precision is at least 0.95"
	awk -v r="$recall" 'BEGIN { exit r < 0.95 }'
	ok $? "seed $seed: recall $recall is at least 0.95"
	awk -v s="$same" -v w="$wrong" 'BEGIN { exit s < 0.8 || w > 0.02 }'
	ok $? "seed $seed: calls about one event are told from repeats"
done

# The order of the input, the number of threads, and a run before don't matter.
route-dispute -q -j 1 year >one
same "-j1 gives the bytes of -j2" routed one
tac year | route-dispute -q -j 2 | tac >one
same "newest first: the same" routed one
shuf --random-source=year.csv year >mixed
route-dispute -q mixed | sort >one
sort routed >two
same "in no order: the same" two one
route-dispute -q routed >one
same "run again: the same" routed one

# No dispute grows past the bound.
grep -o '"case_id":"[^"]*"' routed | sort | uniq -c | sort -rn | head -1 >most
awk '{ exit $1 > 30 }' most
ok $? "no dispute has more than 30 incidents"
# Nothing but the new keys is added, and no number or name is in them.
grep -o '"repeat_why":\[[^]]*\]' routed |
    grep -vcE '^"repeat_why":\[("(parent|card|phone|phone_near|sum|again|days|minutes|category|same_event|names:[12]|address:[2-5]|text:[01]\.[0-9]{2}|points:[0-9]+)",?)*\]$' >odd
[ "$(cat odd)" = 0 ]
ok $? "repeat_why holds nothing but its words"
done_
