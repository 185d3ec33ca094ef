#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules and texts that somebody wrote to break the tool, or by accident: each
# ends in a message that says where, or in a result, and in bounded time.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2
limit=300                       # seconds: sanitizers and full machines are slow

rule() { # file, keys of one rule
	printf '{"format":1,"rules":[{"id":"r","kind":"factor",%s' "$2" >"$1"
	printf '"gives":"risk.x","why":"w"}]}\n' >>"$1"
}
record() { # narrative on standard input, without quotes to escape
	printf '{"format":1,"kind":"incident","narrative":"'
	tr -d '\n'
	printf '"}\n'
}
repeated() { # text, how often
	awk -v t="$1" -v n="$2" 'BEGIN { while (n-- > 0) printf "%s", t }'
}
classify() { # rule file, records...
	_rules=$1
	shift
	timeout "$limit" classify-risk --no-default-rules --rules "$_rules" "$@"
}
refused() { # name, rule file, what the message must say
	echo '{"format":1,"kind":"incident","narrative":"x"}' | \
	    classify "$2" >out 2>err
	[ $? = 2 ] && [ ! -s out ] && grep -q "$3" err
	_status=$?
	ok $_status "$1"
	[ $_status = 0 ] || sed 's/^/# /' err | cut -c1-200 | head -3
}
judged() { # name, rule file, record file, what the output must hold
	classify "$2" "$3" >out 2>err && grep -q "$4" out
	_status=$?
	ok $_status "$1"
	[ $_status = 0 ] || sed 's/^/# /' err | cut -c1-200 | head -3
}

# --- rules -------------------------------------------------------------------
rule slow.json '"patterns":["(a+)+$","(a|aa)+b","(x*y*z*)*w"],'
repeated a 5000 | record >a.jsonl
judged "catastrophic backtracking ends" slow.json a.jsonl '"risk":"low"'
check "and is told of, with rule and place" \
    grep -q '^classify-risk: a.jsonl:1: warning: rule r: a pattern needs' err
rule far.json '"patterns":["x.*y.*z.*w"],'
{ repeated x 300000; repeated y 300000; } | record >xy.jsonl
judged "gaps without end in a text of 600 kB" far.json xy.jsonl '"risk":"low"'
rule big.json '"patterns":["((a.{9}b){99}){99}x"],'
refused "a pattern too large" big.json \
    'big.json:1:[0-9]*: bad pattern.*too large'
rule behind.json '"patterns":["(?<=没.*)打"],'
refused "look-behind without bound" behind.json \
    'behind.json:1:[0-9]*: bad pattern.*lookbehind'
rule back.json '"patterns":["(?<![没未])打人"],"negation":false,'
echo 他打人没打人 | record >hit.jsonl
judged "look-behind with a bound" back.json hit.jsonl '"r@1+2"'
rule verb.json '"patterns":["(*LIMIT_MATCH=999999999)a+"],'
refused "limits cannot be loosened" verb.json 'at the start of a pattern'
printf '{"format":1,"rules":[{"id":"r\377","kind":"factor"}]}\n' >bytes.json
refused "bytes that are no UTF-8" bytes.json 'bytes.json:1:[0-9]*: .*UTF-8'
repeated '[' 10000000 >nested.json
refused "10 MB of brackets" nested.json 'nested.json:1:'
awk 'BEGIN {
	printf "{\"format\":1,\"rules\":["
	for (i = 0; i < 20000; i++) {
		printf "%s{\"id\":\"r%d\",\"kind\":\"category\",\"gives\":" \
		    "\"fraud.k%d\",\"weight\":2,\"why\":\"w\",\"words\":[", i ? "," : "", \
		    i, i % 50
		for (k = 0; k < 25; k++)
			printf "%s\"w%dq%dz\"", k ? "," : "", i, k
		printf "],\"unless_text\":[\"no%d\"]," \
		    "\"with\":[[\"a%d\",\"b\"]]}", i, i
	}
	print "]}"
}' >many.json
[ "$(wc -c <many.json)" -gt 8000000 ]
ok $? "a rule file of 8 MB and more"
echo 'w777q3z b w778q3z no778 b' | record >one.jsonl
judged "20,000 rules with half a million words" many.json one.jsonl \
    '"why":\["r777@0+7"\]'
awk 'BEGIN {
	printf "{\"format\":1,\"rules\":["
	for (i = 0; i <= 20000; i++)
		printf "%s{\"id\":\"r%d\",\"kind\":\"factor\",\"gives\":" \
		    "\"risk.x\",\"why\":\"w\",\"words\":[\"w\"]}", \
		    i ? "," : "", i
	print "]}"
}' >more.json
refused "more rules than are taken" more.json 'more than 20000 rules'

# --- texts -------------------------------------------------------------------
rule all.json '"words":["打","打人","刷单"],"patterns":["打.{0,6}人","刷.*转"],
"with":[["转账","人"],["re:账.{0,2}打"]],"within":30,"unless":["打打","re:打车.?"],
"unless_text":["宣传"],'
for text in 打 a 1 （ 我; do
	repeated "$text" 350000 | record >long.jsonl
	judged "350,000 times $text" all.json long.jsonl '"risk":"low"'
	timeout "$limit" classify-risk long.jsonl >out 2>err
	ok $? "and by the shipped rules"
done
repeated 刷单转账打人， 10000 | record >full.jsonl
judged "ten thousand matches" all.json full.jsonl '"why":\["r@0+'
timeout "$limit" classify-risk full.jsonl >out 2>err && [ -s out ]
ok $? "and by the shipped rules"
repeated 没有打人 10000 | record >denied.jsonl
judged "ten thousand denials" all.json denied.jsonl '"why":\[\]'
{ echo 打人 | record; printf '{"narrative":"\346\211"}\n'; } >broken.jsonl
classify all.json broken.jsonl >out 2>err
[ $? = 2 ] && grep -q '^classify-risk: broken.jsonl:2:15: .*UTF-8' err
ok $? "broken UTF-8 is told of, with its place"
classify all.json --reject bad broken.jsonl >out 2>err && \
    [ "$(wc -l <out)" = 1 ] && grep -q 'broken.jsonl:2' bad
ok $? "or set aside"
done_
