#!/bin/sh
# SPDX-License-Identifier: MIT
# Small differences that must make a difference: 持刀 and 没有持刀, a court's
# notice and a fraudster's. Each line of tests/data/minimal-pairs-*.tsv is a
# text, a tab, and a label that must hold (with '!': must not; with '=': must be
# the category, not only one of the labels).
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
cat >"$work/pairs.py" <<'P'
import json, subprocess, sys
pairs = []
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n")
    if line and not line.startswith("#"):
        text, label = line.rsplit("\t", 1)
        pairs.append((text, label))
records = "".join(json.dumps({"format": 1, "kind": "incident", "id": str(i),
                              "narrative": text}, ensure_ascii=False) + "\n"
                  for i, (text, _) in enumerate(pairs))
out = subprocess.run(["classify-risk", "-q"], input=records.encode(),
                     stdout=subprocess.PIPE, check=True).stdout.decode()
wrong = 0
for (text, label), line in zip(pairs, out.splitlines(), strict=True):
    record = json.loads(line)
    kind, name = label[0], label.lstrip("!=")
    holds = name == record["category"] or kind != "=" and \
        name in record["labels"] + [record["risk"]]
    # "dispute" is any of its kinds, as the category.
    holds |= record["category"].startswith(name + ".")
    if holds == (kind == "!"):
        wrong += 1
        print(f"{text}: wanted {label}, got {record['category']} {record['labels']}")
print(f"{wrong} of {len(pairs)} wrong")
sys.exit(wrong > 0 or not pairs)
P
for f in "$top"/tests/data/minimal-pairs-*.tsv; do
	check "$(basename "$f" .tsv)" python3 "$work/pairs.py" "$f"
done
done_
