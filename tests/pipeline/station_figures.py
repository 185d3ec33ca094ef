#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The figures of a station's report against those of the stats commands.

Usage: station_figures.py REPORT.jsonl, in a directory with the JSON Lines of
the others: incidents, fraud, disputes, patrols.
"""
import json
import sys


def read(name):
    with open(name, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


report = read(sys.argv[1])
wrong = 0


def equal(what, ours, theirs):
    global wrong
    if ours != theirs:
        wrong += 1
        print(f"{what}: report {ours}, stats {theirs}")


def table(section, name):
    return [r for r in report if r["section"] == section and r["table"] == name]


def figures(section):
    return {r["key"]: r["value"] for r in table(section, "figures")}


groups = [r for r in read("incidents") if "category" in r]
by_category = {r["category"]: r["cases"] for r in groups if r["cases"]}
ours = {r["category"]: r["count"] for r in table("types", "types") if r["count"]}
equal("incidents by category", ours, by_category)
overview = figures("overview")
equal("incidents", overview["incidents"], sum(by_category.values()))
for key, prefix in (("disputes", "dispute."), ("fraud", "fraud."),
                    ("crime", "crime."), ("safety", "safety."),
                    ("help", "help.")):
    equal(key, overview[key], sum(n for c, n in by_category.items()
                                  if c.startswith(prefix)))
equal("disputes by category",
      {r["category"]: r["count"] for r in table("disputes", "disputes") if r["count"]},
      {c: n for c, n in by_category.items() if c.startswith("dispute.")})

fraud = {r["type"]: (r["cases"], r.get("loss_fen", 0))
         for r in read("fraud") if "type" in r and r.get("cases")}
ours = {r["type"]: (r["cases"], r["loss_fen"])
        for r in table("fraud", "fraud_types") if r["cases"]}
equal("fraud", ours, fraud)

cases = figures("cases")
rows = [r for r in read("disputes") if "opened" in r]
for key in ("opened", "closed", "settled", "agreed", "overdue", "unvisited",
            "passed_up", "returned", "criminal"):
    name = "turned_criminal" if key == "criminal" else key
    equal("cases " + key, cases[key], rows[0][name] if rows else 0)
summary = [r for r in read("disputes") if r["kind"] == "dispute-summary"]
equal("open cases", (cases["open"], cases["late"]),
      (summary[0]["open_now"], summary[0]["late_now"]))

# Figures of patrols that are 0 are left out of the report.
patrols = [r for r in read("patrols") if r.get("section") == "all"][0]
ours = figures("patrols")
equal("shifts", ours["shifts"], patrols["member_shifts"])
equal("hours", ours["person_hours"] / 10, patrols["person_hours"])
for key in ("patrols", "hazards", "helped", "searches", "escorts", "talks",
            "leads", "suspects"):
    equal(key, ours.get(key, 0), patrols[key])

sys.exit(wrong > 0)
