# SPDX-License-Identifier: MIT
"""Plain figures to hold fraud-stats and patrol-report against.

stats_oracle.py fraud-records N SEED         random incidents
stats_oracle.py patrol-records N SEED        random patrols
stats_oracle.py fraud RECORDS GOT OPTIONS    compares JSON Lines of fraud-stats
stats_oracle.py patrol RECORDS GOT OPTIONS   the same of patrol-report
stats_oracle.py sums RECORDS FRAUD-STATS     parts add up to the whole
"""
import datetime as dt
import json
import math
import random
import statistics
import subprocess
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_away(x, places):
    """Rounds a Fraction half away from zero, as a float for JSON."""
    d = Decimal(x.numerator) / Decimal(x.denominator)
    return float(d.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


# --- periods ---------------------------------------------------------------

def period(unit, day, start):
    if unit == "day":
        return day, day + dt.timedelta(1)
    if unit == "week":
        first = day - dt.timedelta((day.isoweekday() - start) % 7)
        return first, first + dt.timedelta(7)
    if unit == "month":
        first = day.replace(day=1)
        return first, (first + dt.timedelta(31)).replace(day=1)
    if unit == "quarter":
        first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        return first, (first + dt.timedelta(100)).replace(day=1)
    return day.replace(month=1, day=1), dt.date(day.year + 1, 1, 1)


def last_year(unit, first, start):
    if unit == "week":
        if start != 1:
            return last_year_other_week(first, start)
        year, week, _ = first.isocalendar()
        try:
            return dt.date.fromisocalendar(year - 1, week, 1)
        except ValueError:
            return dt.date.fromisocalendar(year - 1, week - 1, 1)
    try:
        return first.replace(year=first.year - 1)
    except ValueError:
        return first.replace(year=first.year - 1, day=28)


def last_year_other_week(first, start):
    """The week whose first day is nearest to the date a year before."""
    there = last_year("day", first, start)
    near = [there + dt.timedelta(i) for i in range(-3, 4)]
    return next(d for d in near if d.isoweekday() == start)


def name(unit, first, start):
    if unit == "week" and start == 1:
        return "%d-W%02d" % first.isocalendar()[:2]
    if unit in ("day", "week"):
        return first.isoformat()
    if unit == "month":
        return first.strftime("%Y-%m")
    if unit == "quarter":
        return "%d-Q%d" % (first.year, (first.month + 2) // 3)
    return str(first.year)


def bounds(text, start):
    """First day and day after the last of a date or a period by name."""
    if "W" in text:
        first = dt.date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        return first, first + dt.timedelta(7)
    parts = [int(p) for p in text.split("-")]
    unit = ["year", "month", "day"][len(parts) - 1]
    return period(unit, dt.date(*(parts + [1, 1])[:3]), start)


def change(now, before, whole):
    """change, percent, z as the tools give them."""
    if before is None or not whole:
        return None, None, None
    percent = None
    if before > 0:
        percent = half_away(Fraction((now - before) * 100, before), 1)
    z = 2 * (math.sqrt(now) - math.sqrt(before))
    return now - before, percent, round(z, 2)


def run(values):
    """Strict falls (negative) or rises that end with the last value."""
    if len(values) < 2 or values[-1] == values[-2]:
        return 0
    sign = 1 if values[-1] > values[-2] else -1
    n = 0
    for a, b in zip(values[-2::-1], values[:0:-1]):
        if (b > a) - (b < a) != sign:
            break
        n += sign
    return n


# --- fraud -----------------------------------------------------------------

CATEGORIES = ["fraud.task", "fraud.service", "fraud.investment", "fraud.loan",
              "fraud.other", "dispute.debt", "crime.theft", "other"]
PLACES = ["柳河苑", "美源小区", "学源路\"一段\"", "a|b", "\\\t", ""]


def fraud_records(n, seed):
    r = random.Random(seed)
    start = dt.datetime(2022, 12, 20)
    for i in range(n):
        t = start + dt.timedelta(seconds=r.randrange(500 * 86400))
        d = {"format": 1, "kind": "incident", "id": str(i),
             "reported_at": t.strftime("%Y-%m-%dT%H:%M:%S+08:00")}
        maybe = {
            "link": (.08, lambda: r.choice(["repeat", "urge"])),
            "channel": (.7, lambda: r.choice(["110", "窗口", "微信"])),
            "unit": (.9, lambda: r.choice(["花源派出所", "五津派出所"])),
            "caller_sex": (.8, lambda: r.choice(["male", "female"])),
            "caller_age": (.8, lambda: r.randrange(0, 160)),
            "caller_job": (.5, lambda: r.choice(["学生", "教师", "务工"])),
            "community": (.9, lambda: r.choice(PLACES)),
            "place_type": (.4, lambda: r.choice(["高校", "小区"])),
            "stopped_fen": (.2, lambda: r.randrange(1000) * 1000),
            "secret": (.02, lambda: True),
        }
        for key, (p, value) in maybe.items():
            if r.random() < p:
                d[key] = value()
        x = r.random()
        if x < .7:
            d["loss_fen"] = 0 if x < .1 else (
                r.randrange(1, 400) * r.choice([1, 100, 5000, 1000000]))
        quality = []
        if r.random() < .02:
            quality.append("reported_at.future")
        if r.random() < .05:
            quality.append("reported_at.no_time")
            d["reported_at"] = d["reported_at"][:11] + "00:00:00+08:00"
        if quality:
            d["quality"] = quality
        if r.random() < .97:
            d["category"] = r.choice(CATEGORIES)
        if r.random() < .01:
            del d["reported_at"]
        if r.random() < .01:
            d["kind"] = "outcome"
        # Escaped and plain text are the same text.
        print(json.dumps(d, ensure_ascii=r.random() < .2))


def options_of(argv):
    o = {"by": "month,type", "week-start": "1"}
    for key, value in zip(argv[::2], argv[1::2]):
        o[key.lstrip("-")] = value
    return o


UNITS = ("day", "week", "month", "quarter", "year")
BANDS = [(0, 17, "0-17"), (18, 25, "18-25"), (26, 35, "26-35"),
         (36, 45, "36-45"), (46, 59, "46-59"), (60, 150, "60+")]


def part(key, d, t):
    """A key's value as JSON Lines has it; None: absent."""
    doubts = d.get("quality", [])
    if key == "hour":
        return None if "reported_at.no_time" in doubts else t.hour
    if key == "weekday":
        return t.isoweekday()
    if key == "age":
        age = d.get("caller_age", -1)
        return next((b for lo, hi, b in BANDS if lo <= age <= hi), None)
    field = {"type": "category", "sex": "caller_sex", "job": "caller_job"}
    return d.get(field.get(key, key)) or None


def fraud(records, got, argv):
    o = options_of(argv)
    by = o["by"].split(",")
    start = int(o["week-start"])
    unit = next((k for k in by if k in UNITS), None)
    since = bounds(o["since"], start)[0] if "since" in o else None
    until = bounds(o["until"], start)[1] if "until" in o else None
    kind = "fraud." + o["type"] if "type" in o else "fraud"
    cases = defaultdict(list)
    counted = rows = 0
    days = []
    for line in open(records, encoding="utf-8"):
        d = json.loads(line)
        rows += 1
        if d["kind"] != "incident" or "reported_at" not in d:
            continue
        t = dt.datetime.fromisoformat(d["reported_at"])
        day = t.date()
        future = "reported_at.future" in d.get("quality", [])
        if not future:
            days.append(day)
        category = d.get("category", "")
        if not category.startswith("fraud.") or "link" in d or future:
            continue
        if category != kind and not category.startswith(kind + "."):
            continue
        if until and day >= until:
            continue
        p = period(unit, day, start)[0] if unit else None
        if since and day < since and (
                not unit or p >= period(unit, since, start)[0]):
            continue
        counted += not since or day >= since
        key = tuple(part(k, d, t) for k in by if k not in UNITS)
        cases[p, key].append(d)
    want = fraud_rows(cases, unit, by, start, since, until, min(days),
                      max(days))
    compare(want, got, by, counted, rows)


def fraud_rows(cases, unit, by, start, since, until, first, last):
    end = until or last + dt.timedelta(1)
    groups = {key for _, key in cases}
    if unit is None:
        total = sum(len(v) for v in cases.values())
        return {(None, g): measures(cases[None, g], total, by, unit,
                                    loss_of(cases, None))
                for g in groups}
    if by == [unit]:
        groups.add(())
    assured = since if since and since < first else first

    def whole(p):
        a, b = period(unit, p, start)
        cut = since is not None and a < since < b
        return a >= assured and b <= end and not cut

    series = []
    p = period(unit, first, start)[0]
    while p <= min(end - dt.timedelta(1), last):
        series.append(p)
        p = period(unit, p, start)[1]
    shown = period(unit, max(first, since or first), start)[0]
    want = {}
    for g in groups:
        count = {p: len(cases.get((p, g), [])) for p in series}
        for i, p in enumerate(series):
            if p < shown:
                continue
            total = sum(len(v) for (q, _), v in cases.items() if q == p)
            row = measures(cases.get((p, g), []), total, by, unit,
                           loss_of(cases, p))
            before = count[series[i - 1]] if i else None
            year = last_year(unit, p, start)
            row["before"] = before
            row["last_year"] = count.get(year)
            row["change"], row["change_percent"], row["z"] = change(
                count[p], before, whole(p) and i and whole(series[i - 1]))
            (row["year_change"], row["year_change_percent"],
             row["year_z"]) = change(count[p], count.get(year), whole(p) and
                                     whole(year))
            row["incomplete"] = not whole(p)
            if whole(p) and i and whole(series[i - 1]):
                cut = max((k + 1 for k in range(i) if not whole(series[k])),
                          default=0)
                row["run"] = run([count[q] for q in series[cut:i + 1]])
            if count[p] or before or by == [unit]:
                want[name(unit, p, start), g] = row
    return want


def loss_of(cases, p):
    return sum(d.get("loss_fen", 0) for (q, _), v in cases.items() if q == p
               for d in v)


def measures(rows, total, by, unit, all_loss):
    losses = [d["loss_fen"] for d in rows if d.get("loss_fen", 0) > 0]
    loss = sum(losses)
    stopped = sum(d.get("stopped_fen", 0) for d in rows)
    row = {
        "cases": len(rows), "loss_fen": loss, "stopped_fen": stopped,
        "with_loss": len(losses),
        "no_loss": sum(d.get("loss_fen") == 0 for d in rows),
        "loss_not_told": sum("loss_fen" not in d for d in rows),
    }
    if by != [unit] and total:
        row["share"] = half_away(Fraction(len(rows) * 100, total), 1)
    if by != [unit] and all_loss and rows:
        row["loss_share"] = half_away(Fraction(loss * 100, all_loss), 1)
    if loss:
        row["stopped_rate"] = half_away(Fraction(stopped * 100, loss), 1)
    if losses:
        middle = Fraction(statistics.median_low(losses) +
                          statistics.median_high(losses), 2)
        row["median_loss_fen"] = math.floor(middle + Fraction(1, 2))
        row["largest_loss_fen"] = max(losses)
    return row


def compare(want, got, by, counted, rows):
    seen = set()
    definition = None
    for line in open(got, encoding="utf-8"):
        d = json.loads(line)
        if d["kind"] != "fraud-stats":
            definition = d
            continue
        unit = next((k for k in by if k in UNITS), None)
        key = (d.get(unit) if unit else None,
               tuple(d.get(k) for k in by if k not in UNITS))
        if key in seen or key not in want:
            sys.exit(f"row not wanted: {key}")
        seen.add(key)
        given = {k: v for k, v in d.items()
                 if k not in by and k not in ("format", "kind", "rise_p")}
        right = {k: v for k, v in want[key].items() if v is not None}
        if given != right:
            sys.exit(f"{key}:\n got {given}\nwant {right}")
    if seen != set(want):
        sys.exit(f"rows missing: {sorted(set(want) - seen, key=str)[:5]}")
    if definition["counted"] != counted or definition["rows"] != rows:
        sys.exit(f"definition: {definition}, counted {counted} of {rows}")
    fates = ("counted", "compared", "not_incident", "not_classified",
             "other_category", "linked", "other_type", "no_time", "in_future",
             "earlier", "later", "other_group")
    if sum(definition[k] for k in fates) != rows:
        sys.exit(f"fates do not add up to the rows: {definition}")


def sums(records, binary):
    def total(*argv):
        text = subprocess.run([binary, "-q", "-f", "jsonl", *argv, records],
                              check=True, capture_output=True).stdout
        rows = [json.loads(x) for x in text.splitlines()]
        return [sum(d[k] for d in rows if d["kind"] == "fraud-stats")
                for k in ("cases", "loss_fen", "stopped_fen")]

    whole = total("--by", "type")
    for by in ("unit", "community", "sex,age", "month", "day,type", "week"):
        if total("--by", by) != whole:
            sys.exit(f"{by}: {total('--by', by)} is not {whole}")
    week = total("--by", "type", "--since", "2023-W30", "--until", "2023-W30")
    days = [total("--by", "type", "--since", d, "--until", d) for d in
            (f"2023-07-{i}" for i in range(24, 31))]
    if week != [sum(x) for x in zip(*days)]:
        sys.exit(f"week {week} is not its days {days}")


# --- patrols ---------------------------------------------------------------

COUNTS = ("hazards", "hazards_fixed", "searches", "escorts", "helped", "talks",
          "talk_people", "leads", "cases", "suspects", "disputes")


def patrol_records(n, seed):
    r = random.Random(seed)
    for i in range(n):
        t = dt.datetime(2023, 6, 1) + dt.timedelta(
            minutes=30 * r.randrange(560 * 48))
        d = {"format": 1, "kind": "patrol", "id": str(i),
             "started_at": t.strftime("%Y-%m-%dT%H:%M:%S+08:00")}
        x = r.random()
        minutes = r.randrange(1, 40) * 15 if x < .9 else (
            0 if x < .93 else r.randrange(961, 3000))
        if x < .97:
            d["ended_at"] = (t + dt.timedelta(minutes=minutes)).strftime(
                "%Y-%m-%dT%H:%M:%S+08:00")
            if r.random() < .8:
                d["minutes"] = minutes
        if r.random() < .9:
            d["team"] = r.choice(["一队", "二队", "校园队"])
        members = ["义警%03d" % r.randrange(105)
                   for _ in range(r.randrange(0, 6))]
        if members:
            d["members"] = members
        if r.random() < .7:
            d["leader"] = "义警%03d" % r.randrange(105)
        if r.random() < .8:
            d["member_count"] = len(members)
        d["area"] = r.choice(["学源路", "地铁站", "柳河苑"])
        d["patrol_kind"] = r.choice(["日常巡逻", "护学"])
        if r.random() < .5:
            d["with_officer"] = r.random() < .5
        for k in COUNTS:
            if r.random() < .6:
                d[k] = r.randrange(4)
        d["src"] = "p.csv:%d" % (i + 2)
        if r.random() < .05:
            d["quality"] = ["member_count.differs"]
        if r.random() < .02:
            d["kind"] = "incident"
        if r.random() < .02:
            del d["started_at"]
        print(json.dumps(d, ensure_ascii=False))


def tenths(minutes):
    return half_away(Fraction(minutes, 60), 1)


def patrol_sums(patrols):
    s = {"patrols": len(patrols),
         "member_shifts": sum(p["n"] for p in patrols),
         "hours": tenths(sum(p["minutes"] for p in patrols)),
         "person_hours": tenths(sum(p["minutes"] * p["n"] for p in patrols)),
         "with_officer": sum(p.get("with_officer", False) for p in patrols)}
    for k in COUNTS:
        s[k] = sum(p.get(k, 0) for p in patrols)
    return s


def read_patrols(path):
    patrols, rows = [], 0
    for line in open(path, encoding="utf-8"):
        d = json.loads(line)
        rows += 1
        if d["kind"] != "patrol" or "started_at" not in d:
            continue
        d["t"] = dt.datetime.fromisoformat(d["started_at"])
        d["day"] = d["t"].date()
        d["open"] = "ended_at" not in d
        if "minutes" not in d:
            d["minutes"] = 0 if d["open"] else int(
                (dt.datetime.fromisoformat(d["ended_at"]) -
                 d["t"]).total_seconds()) // 60
        d["n"] = d.get("member_count", len(d.get("members", [])))
        patrols.append(d)
    return patrols, rows


def overlaps(shown):
    shifts = defaultdict(list)
    for p in shown:
        who = p.get("members") or ([p["leader"]] if "leader" in p else [])
        for m in who:
            shifts[m].append((p["t"], p["t"] + dt.timedelta(
                minutes=p["minutes"])))
    n = 0
    for spans in shifts.values():
        busy = dt.datetime.min.replace(tzinfo=dt.timezone.utc)
        for a, b in sorted(spans):
            n += a < busy
            busy = max(busy, b)
    return n, len(shifts)


def back_a_year(day):
    return last_year("day", day, 1)


def patrol(records, got, argv):
    patrols, rows = read_patrols(records)
    o = dict(zip((a.lstrip("-") for a in argv[::2]), argv[1::2]))
    first = min(p["day"] for p in patrols)
    unit = next((k for k in ("day", "week", "month", "year") if k in o), None)
    times = {}
    if unit:
        a, b = bounds(o[unit], 1)
        year = last_year(unit, a, 1)
        times = {"all": (a, b),
                 "before": period(unit, a - dt.timedelta(1), 1),
                 "last_year": period(unit, year, 1)}
    elif "since" in o:
        a, b = bounds(o["since"], 1)[0], bounds(o["until"], 1)[1]
        times = {"all": (a, b), "before": (a - (b - a), a), "last_year": (
            back_a_year(a), back_a_year(b - dt.timedelta(1)) +
            dt.timedelta(1))}
    else:
        times = {"all": (first, max(p["day"] for p in patrols) +
                         dt.timedelta(1))}
    within = {k: [p for p in patrols if a <= p["day"] < b]
              for k, (a, b) in times.items() if k == "all" or first <= a}
    want = {(k, None, None): patrol_sums(v) for k, v in within.items()}
    shown = within["all"]
    for section, key in (("team", "team"), ("area", "area"),
                         ("kind", "patrol_kind")):
        for value in {p.get(key) for p in shown}:
            want[section, value, None] = patrol_sums(
                [p for p in shown if p.get(key) == value])
    want.update(hours(shown))
    check_patrol(want, got, within, shown, rows, unit, times, first, patrols)


def hours(shown):
    cells = defaultdict(lambda: [0, 0, 0, 0])
    for p in shown:
        weekday = p["day"].isoweekday()
        t, start = p["t"], True
        for m in range(0, max(min(p["minutes"], 1440), 1)):
            at = t + dt.timedelta(minutes=m)
            c = cells[str(weekday), ["0-6", "6-12", "12-18", "18-24"][
                at.hour // 6]]
            if start:
                c[0] += 1
                c[1] += p["n"]
                start = False
            if p["minutes"]:
                c[2] += 1
                c[3] += p["n"]
    return {("hours",) + k: {"patrols": v[0], "member_shifts": v[1],
                             "hours": tenths(v[2]),
                             "person_hours": tenths(v[3])}
            for k, v in cells.items()}


def check_patrol(want, got, within, shown, rows, unit, times, first, patrols):
    seen = set()
    for line in open(got, encoding="utf-8"):
        d = json.loads(line)
        if d["kind"] == "patrol-report":
            key = (d["section"], d.get("name"), d.get("band"))
            given = {k: v for k, v in d.items() if k not in (
                "format", "kind", "section", "name", "band")}
            if want.get(key) != given:
                sys.exit(f"{key}:\n got {given}\nwant {want.get(key)}")
            seen.add(key)
        elif d["kind"] == "patrol-figure":
            check_figure(d, within, unit, times, first, patrols)
        else:
            n, members = overlaps(shown)
            right = {
                "rows": rows, "counted": len(shown), "members": members,
                "overlapping_shifts": n,
                "no_end": sum(p["open"] for p in shown),
                "zero_minutes": sum(not p["open"] and p["minutes"] == 0
                                    for p in shown),
                "over_16_hours": sum(p["minutes"] > 960 for p in shown),
                "no_members": sum(p["n"] == 0 for p in shown),
                "doubtful_records": sum("quality" in p for p in shown),
                "without_names": sum("members" not in p and "leader" not in p
                                     for p in shown)}
            for k, v in right.items():
                if d[k] != v:
                    sys.exit(f"definition {k}: {d[k]}, not {v}")
    if seen != set(want):
        sys.exit(f"rows missing: {set(want) - seen}")


def check_figure(d, within, unit, times, first, patrols):
    k = d["figure"]
    now = patrol_sums(within["all"])[k]
    right = {"value": now, "run": 0}
    for time, names in (("before", ("before", "change", "change_percent", "z")),
                        ("last_year", ("last_year", "year_change",
                                       "year_change_percent", "year_z"))):
        if time not in within:
            continue
        then = patrol_sums(within[time])[k]
        right[names[0]] = then
        right[names[1]] = round(now - then, 1)
        if then:
            right[names[2]] = half_away(
                (Fraction(str(now)) - Fraction(str(then))) * 100 /
                Fraction(str(then)), 1)
        if k not in ("hours", "person_hours", "member_shifts", "talk_people"):
            right[names[3]] = round(2 * (math.sqrt(now) - math.sqrt(then)), 2)
    if unit:
        series = []
        a, b = times["all"]
        while a >= first:
            series.insert(0, patrol_sums(
                [p for p in patrols if a <= p["day"] < b])[k])
            a, b = period(unit, a - dt.timedelta(1), 1)
        right["run"] = run(series)
    given = {x: v for x, v in d.items() if x not in ("format", "kind",
                                                     "figure")}
    if given != right:
        sys.exit(f"figure {k}:\n got {given}\nwant {right}")


def main():
    what, *rest = sys.argv[1:]
    if what == "fraud-records":
        fraud_records(int(rest[0]), int(rest[1]))
    elif what == "patrol-records":
        patrol_records(int(rest[0]), int(rest[1]))
    elif what == "fraud":
        fraud(rest[0], rest[1], rest[2:])
    elif what == "patrol":
        patrol(rest[0], rest[1], rest[2:])
    elif what == "sums":
        sums(rest[0], rest[1])
    else:
        sys.exit(__doc__)


main()
