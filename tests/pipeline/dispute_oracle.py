# SPDX-License-Identifier: MIT
"""dispute_oracle.py make DIR SEED: a ledger of two and a half years, made by
the commands themselves, day after day.
dispute_oracle.py compare DIR GOT OPTIONS...: the figures of dispute-stats
against SQL over the events. due DIR GOT DAY, overrides DIR GOT: the same."""
import argparse, datetime, json, os, random, sqlite3, subprocess, sys

TODAY = "2024-07-10"
D = datetime.date.fromisoformat


def day_text(day):
    return day.isoformat()


# --- making ------------------------------------------------------------------

KINDS = ["debt", "family", "neighbour", "labour", "consumer"]
PLACES = ["柳河苑社区", "美源社区", "学源社区", "白云社区"]
RULES = ["dispute.debt.unpaid", "dispute.family.quarrel", "risk.crowd.five",
         "risk.weapon.knife", "gate.civil_only"]


class Maker:
    def __init__(self, ledger, seed):
        self.ledger, self.r = ledger, random.Random(seed)
        self.number, self.open, self.closed = 0, [], []
        self.refused = 0

    def run(self, command, lines):
        data = "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines)
        p = subprocess.run(command, input=data.encode(), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
        if p.returncode != 0:
            sys.exit(f"{command}: {p.stderr.decode()}")
        return [json.loads(x) for x in p.stdout.splitlines()]

    def incidents(self, day):
        out = []
        for _ in range(self.r.randrange(0, 4)):
            self.number += 1
            x = {"kind": "incident", "id": f"J{self.number}",
                 "reported_at": f"{day}T{self.r.randrange(24):02}:30:00+08:00",
                 "category": "dispute." + self.r.choice(KINDS),
                 "community": self.r.choice(PLACES),
                 "risk": self.r.choice(["low", "low", "medium", "high"]),
                 "labels": self.r.choice([[], [], ["risk.assault"], ["gate.criminal"]]),
                 "narrative": f"事情{self.number}",
                 "why": [f"{w}@0+2" for w in self.r.sample(RULES, 2)]}
            known = self.open + self.closed
            if known and self.r.random() < 0.15:
                x["parent_id"] = self.r.choice(known)["id"]
            out.append(x)
        return out

    def when(self, day):
        return day_text(day) if self.r.random() < 0.5 else \
            f"{day}T{self.r.randrange(24):02}:{self.r.randrange(60):02}:00+08:00"

    def outcome(self, case, day):
        """Something that may or may not be possible for the case."""
        kinds = ["mediated"] * 4 + ["agreement"] * 2 + ["closed"] * 4 + [
            "refused", "withdrawn", "handed_up", "handed_down", "assigned", "due",
            "overridden", "turned_criminal", "followed_up", "followed_up",
            "followed_up", "reopened"]
        x = {"kind": "outcome", "id": case["id"], "event": self.r.choice(kinds),
             "at": self.when(day), "by": "P01", "note": f"n{self.r.randrange(10**6)}"}
        if x["event"] == "closed" and self.r.random() < 0.7:
            x["result"] = self.r.choice(["settled", "settled", "unsettled",
                                         "passed_up", "transferred"])
        if x["event"] in ("handed_up", "handed_down"):
            x["tier"] = self.r.choice(["mediator", "officer", "joint"])
        if x["event"] == "assigned":
            x["assignee"] = self.r.choice(["M01", "M02", "P02"])
        if x["event"] == "due":
            x["due_on"] = day_text(day + datetime.timedelta(self.r.randrange(1, 40)))
        if x["event"] == "overridden":
            x.update(self.r.choice([{"tier": "joint"}, {"risk": "high"},
                                    {"category": "dispute.other"}]))
        return x

    def make(self):
        roster = os.path.join(os.environ["PRECINCT_DATADIR"], "examples", "roster.json")
        day, end = D("2022-01-03"), D("2024-07-12")
        batch, reports = [], []
        while day < end:
            batch += self.incidents(day)
            for case in self.r.sample(self.open, min(len(self.open), 3)) + \
                    self.r.sample(self.closed, min(len(self.closed), 1)):
                reports.append(self.outcome(case, day))
            day += datetime.timedelta(1)
            if len(batch) < 30:
                continue
            today = ["--today", day_text(day), "--ledger", self.ledger]
            told = self.run(["route-dispute", "-q", "-r", roster, *today], batch)
            self.refused += self.record(today, reports)
            self.open += [{"id": r["id"]} for r in told if r.get("case_id")]
            gone = set(self.r.sample(range(len(self.open)), max(0, len(self.open) - 60)))
            self.closed += [c for i, c in enumerate(self.open) if i in gone]
            self.open = [c for i, c in enumerate(self.open) if i not in gone]
            batch, reports = [], []

    def record(self, today, reports):
        rejects = os.path.join(self.ledger, "rejects")
        self.run(["record-outcome", "-q", "--reject", rejects, *today], reports)
        n = 0
        with open(rejects, encoding="utf-8") as f:
            n = sum(x.startswith("#reject ") for x in f)
        os.remove(rejects)
        return n


def make(ledger, seed):
    m = Maker(ledger, int(seed))
    m.make()
    with open(os.path.join(ledger, "ledger.jsonl"), encoding="utf-8") as f:
        counts = {}
        for line in f:
            e = json.loads(line)["event"]
            counts[e] = counts.get(e, 0) + 1
    print(counts, "refused:", m.refused)
    wanted = {"opened", "repeated", "assigned", "mediated", "agreement", "refused",
              "withdrawn", "handed_up", "handed_down", "due", "overridden", "closed",
              "followed_up", "reopened", "turned_criminal"}
    if set(counts) != wanted or min(counts.values()) < 5 or m.refused < 100:
        sys.exit("not every event is there often enough")


# --- by SQL ------------------------------------------------------------------

SCHEMA = """
create table events (seq integer primary key, event, case_id, day, tier, risk,
  result, due_on, closed_only, category, community, assignee, repeat_of);
create table visits (seq, n, day);
create table rules (case_id, rule);
"""

VIEWS = """
create view state as select case_id, event, seq, day, result from events e
  where event in ('opened','closed','reopened','turned_criminal') and seq =
  (select max(seq) from events x where x.case_id = e.case_id and
   x.event in ('opened','closed','reopened','turned_criminal'));
create view begun as select case_id, max(seq) seq from events
  where event in ('opened','reopened') group by case_id;
-- who had it: whom an event names; nobody from where an open case went to
-- people of another kind and none was named
create view tiers as select case_id, seq, event, assignee, case tier
  when 'mediator' then 1 when 'case' then 3 else 2 end list
  from events where tier is not null;
create view moved as select * from (select *, lag(list) over
  (partition by case_id order by seq) before from tiers) t
  where list != before and assignee is null and (select event from events x
   where x.case_id = t.case_id and x.seq < t.seq and x.event in
   ('opened','closed','reopened','turned_criminal') order by seq desc limit 1)
  in ('opened','reopened');
create view held as select case_id, seq, assignee who from events
  where assignee is not null union all select case_id, seq, '' from moved;
create view cases as select o.case_id, o.day reported, o.repeat_of,
  coalesce((select category from events x where x.case_id = o.case_id and
    category is not null order by seq desc limit 1), '') category,
  coalesce(o.community, '') community,
  coalesce((select tier from events x where x.case_id = o.case_id and
    tier is not null order by seq desc limit 1), '') tier,
  coalesce((select who from held x where x.case_id = o.case_id
    order by seq desc limit 1), '') assignee,
  s.event state, s.day state_day, s.seq state_seq, b.seq begun_seq,
  coalesce(s.result, case
    when exists (select 1 from events x where x.case_id = o.case_id and
      x.event = 'agreement' and x.seq between b.seq and s.seq) then 'settled'
    when exists (select 1 from events x where x.case_id = o.case_id and
      x.event = 'withdrawn' and x.seq between b.seq and s.seq) then 'withdrawn'
    else 'unsettled' end) result,
  exists (select 1 from events x where x.case_id = o.case_id and
    x.event = 'agreement' and x.seq > b.seq) agreed
  from events o join state s using (case_id) join begun b using (case_id)
  where o.event = 'opened';
-- each date that was set, and the event that met it or put another in its place
create view dues as select d.case_id, d.due_on, (select x.day from events x
  where x.case_id = d.case_id and x.seq > d.seq and (x.due_on is not null or
    x.event in ('agreement','refused','withdrawn','handed_up','handed_down',
    'closed','turned_criminal') or (x.event = 'mediated' and not d.closed_only))
  order by x.seq limit 1) met from events d where d.due_on is not null;
create view visited as select c.case_id, c.seq, v.n, v.day due, (select f.day
  from (select x.day, row_number() over (order by x.seq) k from events x
    where x.case_id = c.case_id and x.event = 'followed_up' and x.seq > c.seq and
    x.seq < coalesce((select min(y.seq) from events y where
      y.case_id = c.case_id and y.event = 'reopened' and y.seq > c.seq), 1e18)) f
  where f.k = v.n) done
  from events c join visits v using (seq) where c.event = 'closed';
create table facts as
select case_id, 'opened' what, reported day, null days from cases
union all select case_id, 'returned', reported, null from cases
  where repeat_of is not null
union all select case_id, 'returned', day, null from events
  where event = 'reopened'
union all select case_id, 'turned_criminal', state_day, null from cases
  where state = 'turned_criminal'
union all select case_id, 'closed', state_day,
  julianday(state_day) - julianday(reported) from cases where state = 'closed'
union all select case_id, 'settled', state_day, null from cases
  where state = 'closed' and result = 'settled'
union all select case_id, 'agreed', state_day, null from cases
  where state = 'closed' and agreed
union all select case_id, 'handed_up', day, null from events
  where event = 'handed_up'
union all select case_id, 'passed_up', day, null from events e where seq =
  (select min(seq) from events x where x.case_id = e.case_id and
   (x.event = 'handed_up' and x.tier = 'joint' or
    x.event = 'closed' and x.result = 'passed_up'))
union all select case_id, 'overdue', date(due_on, '+1 day'), null from dues
  join cases using (case_id) where met > due_on or (met is null and
  due_on < :today and state not in ('closed','turned_criminal'))
union all select case_id, 'unvisited', date(due, '+1 day'), null from visited
  join cases using (case_id) where done > due or (done is null and
  due < :today and state = 'closed' and state_seq = seq);
"""
NAMES = ["opened", "closed", "settled", "agreed", "overdue", "unvisited",
         "handed_up", "passed_up", "returned", "turned_criminal"]


def local_day(at):
    if len(at) == 10:
        return at
    t = datetime.datetime.fromisoformat(at)
    return t.astimezone(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat()


def load(ledger, today):
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    with open(os.path.join(ledger, "ledger.jsonl"), encoding="utf-8") as f:
        for line in f:
            e = json.loads(line)
            db.execute("insert into events values (?,?,?,?,?,?,?,?,?,?,?,?,?)", (
                e["seq"], e["event"], e["case_id"], local_day(e["at"]), e.get("tier"),
                e.get("risk"), e.get("result"), e.get("due_on"),
                e.get("due_until") == "closed", e.get("category"),
                e.get("community"), e.get("assignee"), e.get("repeat_of")))
            for n, day in enumerate(e.get("visits", [])):
                db.execute("insert into visits values (?,?,?)", (e["seq"], n + 1, day))
            for rule in e.get("rules", []):
                db.execute("insert into rules values (?,?)", (e["case_id"], rule))
    db.execute("create index by_case on events (case_id, seq)")
    # a parameter cannot stand in a script
    db.executescript(VIEWS.replace(":today", f"'{today}'"))
    db.execute("delete from facts where day >= ?", (today,))
    return db


# --- comparing ---------------------------------------------------------------

def period_start(unit, day, week_start):
    d = D(day)
    if unit == "day":
        return d
    if unit == "week":
        return d - datetime.timedelta((d.isoweekday() - week_start) % 7)
    if unit == "month":
        return d.replace(day=1)
    if unit == "quarter":
        return d.replace(month=(d.month - 1) // 3 * 3 + 1, day=1)
    return d.replace(month=1, day=1)


def period_name(unit, d, week_start):
    if unit == "week":
        if week_start != 1:
            return d.isoformat()
        y, w, _ = d.isocalendar()
        return f"{y}-W{w:02}"
    return {"day": d.isoformat(), "month": d.isoformat()[:7],
            "quarter": f"{d.year}-Q{(d.month + 2) // 3}", "year": str(d.year)}[unit]


def first_day(text, week_start, end=False):
    """Of a date or month; with end the day after it."""
    if len(text) == 10:
        return D(text) + datetime.timedelta(end)
    d = D(text + "-01")
    return (d + datetime.timedelta(32)).replace(day=1) if end else d


def last_year(unit, d, week_start):
    if unit == "week":
        y, w, _ = (d + datetime.timedelta(3) if week_start != 1 else d).isocalendar()
        if week_start != 1:
            return None
        last = datetime.date(y - 1, 12, 28).isocalendar()[1]
        return datetime.date.fromisocalendar(y - 1, min(w, last), 1)
    if d.month == 2 and d.day == 29:
        return d.replace(year=d.year - 1, day=28)
    return d.replace(year=d.year - 1)


def ninety(days):
    days = sorted(days)
    return days[-(-len(days) * 9 // 10) - 1]


def median(days):
    days = sorted(days)
    n = len(days)
    return days[n // 2] if n % 2 else (days[n // 2 - 1] + days[n // 2] + 1) // 2


def half_up(part, whole):
    return (part * 2000 + whole) // (2 * whole) / 10


def compare(ledger, got, options):
    p = argparse.ArgumentParser()
    p.add_argument("--by", default="month")
    p.add_argument("--since")
    p.add_argument("--until")
    p.add_argument("--week-start", type=int, default=1)
    o = p.parse_args(options)
    by, ws = o.by.split(","), o.week_start
    unit = next((k for k in by if k in ("day", "week", "month", "quarter", "year")), None)
    keys = [k for k in by if k != unit]
    since = first_day(o.since, ws) if o.since else None
    until = first_day(o.until, ws, True) if o.until else None
    db = load(ledger, TODAY)
    first = D(db.execute("select min(day) from facts").fetchone()[0])
    figures, totals = {}, dict.fromkeys(NAMES, 0)
    columns = ", ".join(keys) + "," if keys else ""
    for row in db.execute(f"select {columns} what, day, days from facts "
                          "join cases using (case_id)"):
        group, (what, day, days) = row[:len(keys)], row[len(keys):]
        start = period_start(unit, day, ws) if unit else None
        d = D(day)
        if until and d >= until:
            continue
        if since and d < since and (not unit or next_start(unit, start, ws) > since):
            continue
        f = figures.setdefault((start, group), {"days": [], **dict.fromkeys(NAMES, 0)})
        f[what] += 1
        if days is not None:
            f["days"].append(int(days))
        if not since or d >= since:
            totals[what] += 1
    wrong, seen = [], set()
    rows = [json.loads(x) for x in open(got, encoding="utf-8")]
    for r in rows[:-1]:
        group = tuple(r.get(k, "") for k in keys)
        start = next((s for s, g in figures if s and unit and
                      period_name(unit, s, ws) == r[unit]), None) if unit else None
        f = figures.get((start, group), {"days": [], **dict.fromkeys(NAMES, 0)})
        seen.add((start, group))
        check_row(r, f, wrong)
        if unit and start:
            check_changes(r, figures, group, unit, start, ws, first, wrong)
    for (start, group), f in figures.items():
        shown = not unit or not since or next_start(unit, start, ws) > since
        if shown and (start, group) not in seen:
            wrong.append(f"missing: {start} {group} {f}")
    summary = rows[-1]
    for name in NAMES:
        if summary[name] != totals[name]:
            wrong.append(f"sum of {name}: {summary[name]}, not {totals[name]}")
    opened = db.execute("select count(*) from cases where state not in "
                        "('closed','turned_criminal')").fetchone()[0]
    if summary["open_now"] != opened:
        wrong.append(f"open now: {summary['open_now']}, not {opened}")
    if len(rows) < 3 or sum(totals.values()) == 0:
        wrong.append("too little to compare")
    print("\n".join(wrong[:10]))
    sys.exit(bool(wrong))


def next_start(unit, start, ws):
    step = {"day": 1, "week": 7, "month": 32, "quarter": 95, "year": 370}[unit]
    return period_start(unit, (start + datetime.timedelta(step)).isoformat(), ws)


def check_row(r, f, wrong):
    wanted = {n: f[n] for n in NAMES}
    if f["closed"]:
        wanted["settled_rate"] = half_up(f["settled"], f["closed"])
        wanted["agreed_rate"] = half_up(f["agreed"], f["closed"])
        wanted["median_days"] = median(f["days"])
        wanted["p90_days"] = ninety(f["days"])
    for name, value in wanted.items():
        if r.get(name) != value:
            wrong.append(f"{name}: {r.get(name)}, not {value}: {r}")
    for name in ("settled_rate", "median_days", "p90_days"):
        if not f["closed"] and name in r:
            wrong.append(f"{name} of nothing: {r}")


def check_changes(r, figures, group, unit, start, ws, first, wrong):
    none = dict.fromkeys(NAMES, 0)
    before = period_start(unit, (start - datetime.timedelta(1)).isoformat(), ws)
    year = last_year(unit, start, ws)
    for name in ("opened", "closed"):
        if next_start(unit, before, ws) > first:
            then = figures.get((before, group), none)[name]
            if r.get(name + "_before") != then:
                wrong.append(f"{name}_before: {r.get(name + '_before')}, not {then}: {r}")
            if name + "_change" in r and r[name + "_change"] != r[name] - then:
                wrong.append(f"{name}_change: {r}")
        if year and next_start(unit, year, ws) > first:
            then = figures.get((year, group), none)[name]
            if r.get(name + "_last_year") != then:
                wrong.append(f"{name}_last_year: {r.get(name + '_last_year')}, not {then}: {r}")


def due(ledger, got, day):
    """The whole ledger is looked at from that day; visits of cases of which
    nothing was heard for a year lapse."""
    db = load(ledger, TODAY)
    sunday = (D(day) + datetime.timedelta(7 - D(day).isoweekday())).isoformat()
    lapse = (D(day) - datetime.timedelta(365)).isoformat()
    wanted = set(db.execute(
        "select case_id, due_on from dues join cases using (case_id) where met is null "
        "and due_on <= ? and state not in ('closed','turned_criminal')", (sunday,)))
    wanted |= set(db.execute(
        "select v.case_id, v.due from visited v join cases c using (case_id) where "
        "v.done is null and c.state = 'closed' and c.state_seq = v.seq and v.due <= ? "
        "and (select max(day) from events e where e.case_id = v.case_id) >= ?",
        (sunday, lapse)))
    rows = [json.loads(x) for x in open(got, encoding="utf-8")]
    found = {(r["case_id"], r["due_on"]) for r in rows[:-1]}
    for r in rows[:-1]:
        when = "overdue" if r["due_on"] < day else "today" if r["due_on"] == day else "week"
        if r["when"] != when:
            sys.exit(f"not {when}: {r}")
    if found != wanted or len(found) < 5:
        sys.exit(f"{len(found)} found, {len(wanted)} wanted: {sorted(found ^ wanted)[:5]}")


def overrides(ledger, got):
    db = load(ledger, TODAY)
    kind = ("case when rule like 'risk.%' then 'risk' when rule like 'tier.%' or "
            "rule like 'gate.%' then 'tier' else 'category' end")
    wanted = {r[0]: r[1:] for r in db.execute(
        f"select rule, {kind}, count(*), sum(exists (select 1 from events e where "
        f"e.case_id = rules.case_id and e.event = 'overridden' and e.day < '{TODAY}' and "
        f"case {kind} when 'risk' then e.risk when 'tier' then e.tier else e.category "
        "end is not null)) from rules join cases using (case_id) where reported < "
        f"'{TODAY}' group by rule")}
    rows = [json.loads(x) for x in open(got, encoding="utf-8")]
    found = {r["rule"]: (r["decides"], r["cases"], r["overruled"]) for r in rows[:-1]}
    if found != wanted or sum(v[2] for v in wanted.values()) < 10:
        sys.exit(f"found {found}\nwanted {wanted}")


{"make": make, "compare": lambda d, g, *o: compare(d, g, o), "due": due,
 "overrides": overrides}[sys.argv[1]](*sys.argv[2:])
