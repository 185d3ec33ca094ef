#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records in, the same with hostile text in every field of text."""
import json
import sys

HOSTILE = ["<script>alert(1)</script>", "]]><!--", "\u202eabc\u202c\u2066",
           "x" * 10000, "\U0001f46e\u200d\u2640\ufe0f" * 20, "\x1b[31m\x07",
           "=cmd|' /C calc'!A0", "'\"&<>`", "\u0645\u0631\u062d\u0628\u0627"]
KEYS = ("community", "address", "narrative", "team", "area", "caller_name",
        "outcome", "unit", "found")
for i, line in enumerate(sys.stdin):
    record = json.loads(line)
    for k, key in enumerate(KEYS):
        if key in record:
            record[key] = HOSTILE[(i + k) % len(HOSTILE)] + record[key]
    if record.get("kind") == "incident" and i % 7 == 0:
        record["risk"], record["risk_score"] = "high", 9
    print(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
