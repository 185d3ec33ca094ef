#!/bin/sh
# SPDX-License-Identifier: MIT
# What the shipped rules say of what was called in together with what the
# officers found: a line of risk-records.tsv is the call, the feedback, the
# risk, and labels that the record must have or, with "!", must not have.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2

cat >ask.py <<'P'
import json, sys
for i, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    call, feedback, risk, labels = line.rstrip("\n").split("\t")
    print(json.dumps({"format": 1, "kind": "incident", "id": str(i), "narrative": call,
                      "feedback": feedback}, ensure_ascii=False))
P
cat >compare.py <<'P'
import json, sys
wrong = n = 0
asked = open(sys.argv[1], encoding="utf-8").readlines()
told = open(sys.argv[2], encoding="utf-8").readlines()
for line, answer in zip(asked, told, strict=True):
    call, feedback, risk, labels = line.rstrip("\n").split("\t")
    r = json.loads(answer)
    bad = [x for x in labels.split() if (x.lstrip("!") in r["labels"]) == x.startswith("!")]
    if risk != r["risk"]:
        bad.append("risk " + risk)
    if bad:
        wrong += 1
        print(call, "|", feedback, "| wanted", *bad, "| got", r["risk"], r["risk_score"], *r["labels"], *r["why"])
    n += 1
sys.exit(wrong > 0 or n < 30)
P
python3 ask.py "$top/tests/data/risk-records.tsv" >records
classify-risk -q records >told
ok $? "classify-risk with the shipped rules"
check "what the officers found is weighed against the call" \
    python3 compare.py "$top/tests/data/risk-records.tsv" told
status_is "the shipped rules are in order" 0 \
    classify-risk --check-rules --no-default-rules --rules "$top/share/rules"
done_
