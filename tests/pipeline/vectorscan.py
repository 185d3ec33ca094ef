#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random rules and texts for vectorscan.sh, and the hits of records.

    vectorscan.py make SEED DIR     rules.json patterns.txt records.jsonl
                                    texts.txt
    vectorscan.py hits RECORDS      "text rule" for each rule in `why`
    vectorscan.py wrong OURS THEIRS the differences in which OURS is wrong; a
                                    third engine, Python's, decides
"""
import json
import os
import random
import re
import sys

# Few characters, so that words overlap; none that folding changes.
LETTERS = "打刀人伤持钱转账单刷骗网骂门abc12"
RULES, TEXTS = 1000, 500


def word(rolls, least, most):
    return "".join(rolls.choice(LETTERS)
                   for _ in range(rolls.randint(least, most)))


def pattern(rolls):
    kind = rolls.randrange(4)
    if kind == 0:
        return word(rolls, 2, 5), False
    a, b = word(rolls, 1, 3), word(rolls, 1, 3)
    if kind == 1:
        return f"{a}.{{0,{rolls.randint(1, 12)}}}{b}", True
    if kind == 2:
        return f"({a}|{word(rolls, 1, 3)}).{{1,4}}(?:{b}|[0-9]{{2,3}})", True
    return f"{a}[{word(rolls, 2, 4)}]{{1,3}}{b}", True


def make(seed, folder):
    rolls = random.Random(seed)
    rules = [pattern(rolls) for _ in range(RULES)]
    words = [text for text, is_pattern in rules if not is_pattern]
    texts = ["".join(rolls.choice(words) if rolls.random() < 0.1
                     else rolls.choice(LETTERS)
                     for _ in range(rolls.randint(0, 60))) or "a"
             for _ in range(TEXTS)]

    def path(name):
        return os.path.join(folder, name)

    with open(path("rules.json"), "w", encoding="utf-8") as f:
        json.dump({"format": 1, "rules": [
            {"id": f"r{i + 1}", "kind": "category", "weight": 2,
             "gives": f"fraud.k{i + 1}", "negation": False, "why": "w",
             ("patterns" if is_pattern else "words"): [text]}
            for i, (text, is_pattern) in enumerate(rules)]}, f)
    with open(path("patterns.txt"), "w", encoding="utf-8") as f:
        f.writelines(text + "\n" for text, _ in rules)
    with open(path("texts.txt"), "w", encoding="utf-8") as f:
        f.writelines(text + "\n" for text in texts)
    with open(path("records.jsonl"), "w", encoding="utf-8") as f:
        for text in texts:
            f.write(json.dumps({"format": 1, "kind": "incident",
                                "narrative": text}) + "\n")


def hits(records):
    with open(records, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            for why in json.loads(line)["why"]:
                print(number, why.split("@")[0][1:])


def lines_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read().splitlines()


def wrong(ours, theirs):
    """Vectorscan 5.4.9 misses a match of (2|2人).{1,4}(?:网|[0-9]{2,3})."""
    texts, patterns = lines_of("texts.txt"), lines_of("patterns.txt")
    ours, theirs = set(lines_of(ours)), set(lines_of(theirs))
    for hit in sorted(ours ^ theirs):
        text, rule = (int(n) - 1 for n in hit.split())
        found = re.search(patterns[rule], texts[text]) is not None
        print("#" if found == (hit in ours) else "WRONG", hit,
              "hit" if hit in ours else "no hit", patterns[rule],
              texts[text])


if sys.argv[1] == "make":
    make(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "wrong":
    wrong(sys.argv[2], sys.argv[3])
else:
    hits(sys.argv[2])
