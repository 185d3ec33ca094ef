#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""patrol-report's coverage and hours of service by SQL over the same records.

  coverage_oracle.py PATROLS INCIDENTS FROM TO ROWS   exit 1 where they differ
"""
import collections
import datetime
import json
import sqlite3
import sys

CATEGORIES = ("crime.theft", "crime.robbery", "crime.assault",
              "crime.damage", "safety.public")


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def load(patrols, incidents):
    db = sqlite3.connect(":memory:")
    db.execute("create table minutes (patrol, weekday, hour, n)")
    db.execute("create table shifts (member, day, start, end)")
    db.execute("create table incidents (at, category, link, quality)")
    for i, p in enumerate(patrols):
        start = datetime.datetime.fromisoformat(p["started_at"])
        at = start
        for _ in range(min(p.get("minutes", 0), 1440)):
            db.execute("insert into minutes values (?,?,?,1)",
                       (i, at.isoweekday(), at.hour))
            at += datetime.timedelta(minutes=1)
        minute = int(start.timestamp()) // 60
        for m in p.get("members", []):
            db.execute("insert into shifts values (?,?,?,?)",
                       (m, p["started_at"][:10], minute,
                        minute + p.get("minutes", 0)))
    db.executemany("insert into incidents values (?,?,?,?)",
                   ((r["reported_at"], r["category"], r.get("link"),
                     " ".join(r.get("quality", []))) for r in incidents))
    return db


def differ(what, got, want):
    if got == want:
        return 0
    for k in sorted(set(got) | set(want), key=str):
        if got.get(k) != want.get(k):
            print(f"{what} {k}: {got.get(k)}, by SQL {want.get(k)}")
    return 1


def clock(db, rows, start, end):
    got = {(r["weekday"], r["hour"]): (r["incidents"], r["hours"])
           for r in rows if r["kind"] == "patrol-clock"}
    want = collections.defaultdict(lambda: [0, 0.0])
    for w, h, n in db.execute("select weekday, hour, sum(n) from minutes "
                              "group by 1, 2"):
        want[w, h][1] = (n + 3) // 6 / 10
    marks = ",".join("?" * len(CATEGORIES))
    for w, h, n in db.execute(
            f"""select (cast(strftime('%w', at, '+8 hours') as integer) + 6)
              % 7 + 1, cast(strftime('%H', at, '+8 hours') as integer),
              count(*) from incidents where category in ({marks}) and
              link is null and quality not like '%.future%' and
              date(at, '+8 hours') >= ? and date(at, '+8 hours') < ?
              and not (quality like '%reported_at.no_time%' and
                strftime('%H:%M', at, '+8 hours') = '00:00')
              group by 1, 2""", (*CATEGORIES, start, end)):
        want[w, h][0] = n
    return differ("clock", got, {k: tuple(v) for k, v in want.items()})


def members(db, rows):
    """Minutes in any shift of 16 hours or less: overlaps once."""
    bad = 0
    for r in rows:
        if r["kind"] != "patrol-member":
            continue
        shifts = db.execute("select start, end, day from shifts where "
                            "member = ?", (r["name"],)).fetchall()
        served = set()
        for a, b, _ in shifts:
            if b - a <= 960:
                served.update(range(a, b))
        recorded = sum(b - a for a, b, _ in shifts)
        want = (len(shifts), len({d for _, _, d in shifts}),
                (len(served) + 3) // 6 / 10,
                (recorded - len(served) + 3) // 6 / 10)
        got = (r["shifts"], r["days"], r["hours"], r["doubtful_hours"])
        if got != want:
            print(r["name"], got, "by hand", want)
            bad = 1
    return bad


def places(rows):
    """Every incident with a place and every hour is somewhere, once."""
    d = rows[-1]
    mine = [r for r in rows if r["kind"] == "patrol-place"]
    bad = 0
    if sum(r["incidents"] for r in mine) != \
            d["incidents"] - d["incidents_without_place"]:
        print("incidents by place do not add up")
        bad = 1
    total = next(r for r in rows if r.get("section") == "all")["hours"]
    if abs(sum(r["hours"] for r in mine) - total) > 0.05 * len(mine) + 0.05:
        print("hours by place do not add up")
        bad = 1
    return bad


def main(patrols, incidents, start, end, output):
    rows = lines(output)
    mine = [p for p in lines(patrols)
            if start <= p["started_at"][:10] < end]
    db = load(mine, lines(incidents))
    return clock(db, rows, start, end) | members(db, rows) | places(rows)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
