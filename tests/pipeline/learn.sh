#!/bin/sh
# SPDX-License-Identifier: MIT
# The loop of learning: label, train, classify, look at what is unsure,
# correct by hand, train again. As README tells it.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 2
label=$top/tests/gen/make-labelled
python3 "$label" 400 1 >labelled.jsonl
python3 "$label" 200 2 >fresh.jsonl

figure() { # key file: a figure of a JSON report
	python3 -c 'import json, sys
print(json.load(open(sys.argv[2]))[sys.argv[1]])' "$1" "$2"
}
at_least() { # value least
	python3 -c 'import sys; sys.exit(float(sys.argv[1]) < float(sys.argv[2]))' \
	    "$1" "$2"
}

check "trains" train-classifier -q --model station.model labelled.jsonl
train-classifier -q --model again.model labelled.jsonl >/dev/null
same "trains to the same bytes" station.model again.model
python3 -c 'import csv, json, sys
w = csv.writer(sys.stdout)
w.writerow(["label", "text"])
for line in open("labelled.jsonl"):
    r = json.loads(line)
    w.writerow([r["label"], r["narrative"]])' >labelled.csv
train-classifier -q --csv --model csv.model labelled.csv >/dev/null
same "a table of the same texts gives the same model" station.model csv.model
python3 -c 'import json
for line in open("labelled.jsonl"):
    r = json.loads(line)
    r["extra"] = {"复核类别": r.pop("label")}
    print(json.dumps(r, ensure_ascii=False))' >extra.jsonl
train-classifier -q --label extra.复核类别 --model extra.model extra.jsonl \
    >/dev/null
same "so does a label within extra" station.model extra.model
train-classifier -q --label 复核类别 --model extra.model extra.jsonl >/dev/null
same "found without saying extra" station.model extra.model

# Rules stay out: the model alone is judged.
classify-risk -q --no-default-rules --model station.model --evaluate label \
    --format json fresh.jsonl >score.json
check "is right on texts it never saw" at_least "$(figure macro_f1 score.json)" 0.99
classify-risk -q --evaluate label --format json fresh.jsonl >rules.json
check "better than rules alone" \
    at_least "$(figure macro_f1 score.json)" "$(figure macro_f1 rules.json)"

# Without a model nothing changes; with one, every thread says the same.
classify-risk -q fresh.jsonl >plain.jsonl
classify-risk -q --model station.model fresh.jsonl >both.jsonl
check "without a model no word of one" sh -c '! grep -q model plain.jsonl'
for _ in 1 2 3 4 5 6 7 8 9 10; do cat fresh.jsonl both.jsonl; done >many.jsonl
classify-risk -q -j 1 --model station.model --review r1 --review-count 37 \
    many.jsonl >one
classify-risk -q -j 4 --model station.model --review r4 --review-count 37 \
    many.jsonl >four
same "the same for any number of threads" one four
same "so is what to look at" r1 r4
check "as many as asked for" [ "$(wc -l <r1)" = 37 ]
classify-risk -q --model station.model both.jsonl >twice.jsonl
same "run twice, the same" both.jsonl twice.jsonl

cat >spans.py <<'P'
"""Every model@ of why is a place of its text, none overlaps another."""
import json, re, sys
seen = 0
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    spans = []
    for w in r["why"]:
        m = re.fullmatch(r"model@(?:(feedback|outcome):)?(\d+)\+(\d+)", w)
        if w.startswith("model@"):
            field, start, length = m[1] or "narrative", int(m[2]), int(m[3])
            assert 0 < length and start + length <= len(r[field]), w
            spans.append((field, start, start + length))
    for a in spans:
        for b in spans:
            assert a == b or a[0] != b[0] or a[2] <= b[1] or b[2] <= a[1], r
    seen += len(spans)
    assert re.search(r"; model [0-9a-f]{8} (agrees|alone|overrules|overruled"
                     r"|outside|unsure) 0\.\d\d( \S+)?$", r["classifier"]), r
sys.exit(0 if seen > 100 else "no reasons")
P
check "reasons are places of the text" python3 spans.py both.jsonl

# Texts between two classes: unsure, with both as the first labels.
cat >between.jsonl <<'J'
{"format":1,"kind":"incident","id":"b1","narrative":"朋友借钱打了欠条，贷款额度要激活"}
{"format":1,"kind":"patrol","id":"p1"}
J
train-classifier -q --sure 90 --model careful.model labelled.jsonl >/dev/null
classify-risk -q --no-default-rules --model careful.model between.jsonl >between
check "what it cannot tell is unsure, with two guesses" python3 -c 'import json
r = json.loads(open("between").readline())
assert r["category"] == "unsure" and len(r["labels"]) >= 2, r
assert " unsure 0." in r["classifier"], r'
tail -n 1 between >patrol
tail -n 1 between.jsonl >patrol.jsonl
same "other kinds pass as they came" patrol patrol.jsonl
route-dispute -q between >routed 2>/dev/null
same "the unsure are not routed" routed between
check "and are told of" sh -c \
    'route-dispute between 2>&1 >/dev/null | grep -q "1 unsure: not routed"'
check "fraud-stats counts no unsure one as fraud" sh -c \
    'fraud-stats between 2>&1 >/dev/null | grep -q "unsure: 1"'

# A rule with "final" wins over the model, and the record says so.
cat >final.json <<'J'
{"format":1,"name":"station","version":"1","rules":[{"id":"help.key",
 "kind":"category","gives":"help.other","final":true,"weight":3,
 "words":["保证金"],"why":"试","why_en":"try",
 "examples":{"match":["交保证金","保证金"],"no_match":["没有","无"]}}]}
J
classify-risk -q --no-default-rules --rules final.json --model station.model \
    fresh.jsonl >final.jsonl
check "final rules win" python3 -c 'import json
n = 0
for line in open("final.jsonl"):
    r = json.loads(line)
    if "保证金" in r["narrative"]:
        n += 1
        assert r["category"] == "help.other", r
        assert " overruled 0." in r["classifier"], r
        assert r["classifier"].endswith(" fraud.loan"), r
assert n > 10'

# The loop: a class that the model does not know is corrected by hand.
python3 -c 'import json
for i in range(60):
    print(json.dumps({"format": 1, "kind": "incident", "id": f"N{i}",
        "narrative": ["商家拒绝退货", "买到过期食品要赔偿", "预付卡店家跑路不退款"][i % 3]
        + f"，第{i}次投诉。"}, ensure_ascii=False))' >new.jsonl
classify-risk -q --no-default-rules --model station.model --review review.jsonl \
    --review-count 40 new.jsonl >/dev/null
python3 -c 'import json
for line in open("review.jsonl"):
    r = json.loads(line)
    r["label"] = "dispute.consumer"
    print(json.dumps(r, ensure_ascii=False))' >corrected.jsonl
check "trains on corrected records too" train-classifier -q \
    --model better.model labelled.jsonl corrected.jsonl
classify-risk -q --no-default-rules --model better.model new.jsonl >new
check "and has learned the new class" \
    [ "$(grep -c '"category":"dispute.consumer"' new)" -ge 58 ]

# Refusals.
status_is "a damaged model is refused" 2 \
    sh -c 'head -c 2000 station.model >cut.model; classify-risk --model cut.model fresh.jsonl'
check "with a message that says so" sh -c \
    'classify-risk --model cut.model fresh.jsonl 2>&1 | grep -q "cut.model: model damaged or cut short"'
status_is "a foreign file is refused" 2 classify-risk --model fresh.jsonl fresh.jsonl
status_is "no model without labels" 2 train-classifier --model none.model plain.jsonl --label nothing
check "nothing is left of it" [ ! -e none.model ]
train-classifier -q --max-size 64K --model small.model labelled.jsonl >/dev/null
check "the size is kept" [ "$(wc -c <small.model)" -le 65536 ]
done_
