# SPDX-License-Identifier: MIT
"""Holds the figures of fraud-stats against SQL over the same records.

fraud_sql.py RECORDS FRAUD-STATS POPULATION
"""
import json
import sqlite3
import subprocess
import sys

# What each key is in SQL; the victims of the synthetic year are told by job
# and age alone.
KEYS = {
    "day": "substr(at, 1, 10)",
    "month": "substr(at, 1, 7)",
    "quarter": "substr(at, 1, 4) || '-Q' || ((substr(at, 6, 2) + 2) / 3)",
    "year": "substr(at, 1, 4)",
    "week": "strftime('%Y-W', date(substr(at, 1, 10), '-3 days', 'weekday 4'))"
            " || printf('%02d', (strftime('%j', date(substr(at, 1, 10),"
            " '-3 days', 'weekday 4')) - 1) / 7 + 1)",
    "type": "category", "community": "community", "sex": "sex",
    "hour": "CAST(substr(at, 12, 2) AS INTEGER)",
    "weekday": "((strftime('%w', substr(at, 1, 10)) + 6) % 7) + 1",
    "age": "CASE WHEN age IS NULL THEN NULL WHEN age < 18 THEN '0-17'"
           " WHEN age < 26 THEN '18-25' WHEN age < 36 THEN '26-35'"
           " WHEN age < 46 THEN '36-45' WHEN age < 60 THEN '46-59'"
           " ELSE '60+' END",
    "victim": "CASE WHEN age < 18 THEN 'minor' WHEN age >= 60 THEN 'elderly'"
              " WHEN job LIKE '%学生%' THEN 'student' END",
    "loss": "CASE WHEN loss IS NULL THEN NULL WHEN loss = 0 THEN '0'"
            " WHEN loss < 300000 THEN '1-2999'"
            " WHEN loss < 1000000 THEN '3000-9999'"
            " WHEN loss < 3000000 THEN '10000-29999'"
            " WHEN loss < 10000000 THEN '30000-99999'"
            " WHEN loss < 50000000 THEN '100000-499999'"
            " ELSE '500000+' END",
}
PERIODS = ("day", "week", "month", "quarter", "year")
QUESTIONS = [
    ("month", "type", "victim"), ("victim",), ("victim", "type"), ("loss",),
    ("loss", "victim"), ("age", "victim"), ("week", "victim"),
    ("quarter", "community"), ("year",), ("hour", "weekday"), ("day",),
    ("community", "loss", "type"), ("month", "age", "victim", "type"),
]


def load(path):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (at, category, community, sex, job,"
               " age INTEGER, loss INTEGER, stopped INTEGER)")
    for line in open(path, encoding="utf-8"):
        d = json.loads(line)
        if d["kind"] == "incident" and d["category"].startswith("fraud."):
            db.execute("INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", (
                d["reported_at"], d["category"], d.get("community"),
                d.get("caller_sex"), d.get("caller_job"), d.get("caller_age"),
                d.get("loss_fen"), d.get("stopped_fen")))
    return db


def median(db, where, args):
    n, = db.execute(f"SELECT count(*) FROM t WHERE loss > 0 AND {where}",
                    args).fetchone()
    if n == 0:
        return None
    low, high = [db.execute(
        f"SELECT loss FROM t WHERE loss > 0 AND {where} ORDER BY loss"
        f" LIMIT 1 OFFSET {i}", args).fetchone()[0]
        for i in ((n - 1) // 2, n // 2)]
    return (low + high + 1) // 2


def tenths(a, b):
    """100 a ÷ b to a tenth, half up."""
    return (2000 * a + b) // (2 * b) / 10


def ask(db, by, people):
    keys = ", ".join(f"{KEYS[k]} AS {k}_" for k in by)
    period = next((k for k in by if k in PERIODS), None)
    of_period = f"PARTITION BY {KEYS[period]}" if period else ""
    rows = db.execute(
        f"SELECT {keys}, count(*), coalesce(sum(loss), 0),"
        f" coalesce(sum(stopped), 0), coalesce(sum(loss > 0), 0),"
        f" coalesce(sum(loss = 0), 0), sum(loss IS NULL), max(loss),"
        f" sum(count(*)) OVER ({of_period}),"
        f" sum(coalesce(sum(loss), 0)) OVER ({of_period})"
        f" FROM t GROUP BY {', '.join(k + '_' for k in by)}").fetchall()
    want = {}
    for row in rows:
        key, rest = row[:len(by)], row[len(by):]
        cases, loss, stopped, with_loss, no_loss, none, most, all_, lost = rest
        d = {"cases": cases, "loss_fen": loss, "stopped_fen": stopped,
             "with_loss": with_loss, "no_loss": no_loss,
             "loss_not_told": none}
        if by != (period,):
            d["share"] = tenths(cases, all_)
            if lost:
                d["loss_share"] = tenths(loss, lost)
        if loss:
            d["stopped_rate"] = tenths(stopped, loss)
        if with_loss:
            where = " AND ".join(f"{KEYS[k]} IS ?" for k in by)
            d["median_loss_fen"] = median(db, where, key)
            d["largest_loss_fen"] = most
        if "community" in by:
            n = people.get(key[by.index("community")])
            if n:
                d["per_10000"] = (cases * 1000000 + n // 2) // n / 100
        want[key] = d
    return want


def main():
    records, binary, population = sys.argv[1:]
    db = load(records)
    people = json.load(open(population, encoding="utf-8"))["people"]
    for by in QUESTIONS:
        argv = [binary, "-q", "-f", "jsonl", "--by", ",".join(by)]
        if "community" in by:
            argv += ["--population", population]
        out = subprocess.run(argv + [records], check=True,
                             capture_output=True).stdout
        got = {}
        for d in map(json.loads, out.splitlines()):
            if d["kind"] == "fraud-stats" and d["cases"] > 0:
                got[tuple(d.get(k) for k in by)] = d
        want = ask(db, by, people)
        if set(got) != set(want):
            sys.exit(f"{by}: groups {set(got) ^ set(want)}")
        for key, right in want.items():
            given = {k: got[key].get(k) for k in right}
            if given != right:
                sys.exit(f"{by} {key}:\n got {given}\nwant {right}")
            for k in ("share", "loss_share", "stopped_rate",
                      "median_loss_fen", "largest_loss_fen", "per_10000"):
                if k in got[key] and k not in right:
                    sys.exit(f"{by} {key}: {k} {got[key][k]} too much")


main()
