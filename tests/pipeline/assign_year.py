# SPDX-License-Identifier: MIT
"""assign_year.py DIR [OPTIONS]: a year of disputes through route-dispute
--ledger, day by day, with random closings and leave. At every assignment the
loads are worked out anew: of all who know the community and the kind as well
as the one chosen, were there and not full, none may have had a smaller load
for the capacity. So no load exceeds another's by more than the one case just
given, but by closings, capacity and leave."""
import datetime, json, os, random, subprocess, sys

DIR, OPTIONS = sys.argv[1], sys.argv[2:]
PLACES = ["柳河苑社区", "美源社区", "学源社区"]
KINDS = ["dispute.debt", "dispute.family", "dispute.neighbour"]
random.seed(11)


def person(i, communities, specialities, capacity, leave=()):
    return {"id": f"M{i:02}", "name": f"调解员{i}", "communities": communities,
            "specialities": specialities, "capacity": capacity, "leave": list(leave)}


PEOPLE = [
    person(1, PLACES[:1], KINDS[:1], 20), person(2, PLACES[:1], KINDS[:1], 20),
    person(3, PLACES[:1], KINDS[:1], 20, [["2023-03-01", "2023-03-31"]]),
    person(4, PLACES[:2], KINDS[1:2], 10), person(5, PLACES[:2], KINDS[1:2], 20),
    person(6, PLACES[1:], KINDS[2:], 6, [["2023-07-01", "2023-07-14"]]),
    person(7, PLACES[1:], KINDS[2:], 6), person(8, [], KINDS, 12),
    person(9, PLACES, [], 30, [["2023-01-20", "2023-01-29"], ["2023-10-01", "2023-10-07"]]),
]


def run(command, lines):
    data = "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines)
    p = subprocess.run(command, input=data.encode(), stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    if p.returncode != 0:
        sys.exit(f"{command}: {p.stderr.decode()}")
    return [json.loads(x) for x in p.stdout.splitlines()]


def rank(p, case):
    return (case["community"] in p["communities"]) * 2 + \
        (case["category"] in p["specialities"])


def away(p, day):
    return any(a <= day <= b for a, b in p["leave"])


def judge(case, chosen, load, day):
    """None, or why the choice was wrong."""
    free = [p for p in PEOPLE if load[p["id"]] < p["capacity"] and not away(p, day)]
    if chosen is None:
        return "nobody chosen, and somebody was free" if free else None
    me = next(p for p in PEOPLE if p["id"] == chosen)
    if me not in free:
        return "full or on leave"
    best = max(rank(p, case) for p in free)
    if rank(me, case) != best:
        return "another knows the community or the kind better"
    for p in free:
        if rank(p, case) == best and \
                load[p["id"]] * me["capacity"] < load[chosen] * p["capacity"]:
            return f"{p['id']} has {load[p['id']]} of {p['capacity']}, " \
                   f"{chosen} {load[chosen]} of {me['capacity']}"
    return None


class Book:
    """The loads, worked out from the events of the ledger alone."""

    def __init__(self):
        self.load = {p["id"]: 0 for p in PEOPLE}
        self.cases, self.wrong, self.log = {}, [], []
        self.given = self.none = self.later = self.read = self.spread = 0

    def give(self, case, e, day):
        chosen = e.get("assignee")
        why = judge(case, chosen, self.load, day)
        if why:
            self.wrong.append(f"{day} {e['case_id']} to {chosen}: {why}")
        self.log.append(f"{e['event']} {e['case_id']} {chosen}\n")
        self.given += chosen is not None
        self.none += chosen is None
        case["who"] = chosen
        self.move(chosen, 1)
        self.spread = max(self.spread, abs(self.load["M01"] - self.load["M02"]))

    def move(self, who, n):
        if who is not None:
            self.load[who] += n

    def follow(self, path):
        with open(path, "rb") as f:
            f.seek(self.read)
            data = f.read()
        self.read += len(data)
        for line in data.splitlines():
            e = json.loads(line)
            case = self.cases.setdefault(e["case_id"], {"who": None})
            if e["event"] == "opened":
                case.update(e)
                if e["tier"] == "mediator":
                    self.give(case, e, e["at"][:10])
            elif e["event"] == "assigned":
                self.later += 1
                self.give(case, e, e["at"][:10])
            elif e["event"] == "repeated" and e["tier"] != "mediator":
                self.move(case["who"], -1)  # the officers' now
                case["who"] = None
            elif e["event"] == "closed":
                self.move(case["who"], -1)
                case["closed"] = True


def main():
    roster = os.path.join(DIR, "roster.json")
    with open(roster, "w", encoding="utf-8") as f:
        json.dump({"format": 1, "station": "所", "mediators": PEOPLE,
                   "officers": []}, f, ensure_ascii=False)
    book, number, day = Book(), 0, datetime.date(2023, 1, 1)
    ledger = os.path.join(DIR, "ledger.jsonl")
    while day.year == 2023:
        text = day.isoformat()
        batch = []
        for _ in range(random.choice([0, 2, 3, 4, 5, 6])):
            number += 1
            batch.append({"kind": "incident", "id": f"J{number}",
                          "reported_at": f"{text}T09:00:00+08:00", "risk": "low",
                          "community": random.choice(PLACES),
                          "category": random.choice(KINDS), "narrative": "口角"})
        today = ["--today", text, "--ledger", DIR]
        run(["route-dispute", "-q", "-r", roster, *today, *OPTIONS], batch)
        if os.path.exists(ledger):
            book.follow(ledger)
        # whoever has them, cases take from days to weeks
        done = [c for c, v in book.cases.items() if v["who"] and "closed" not in v and
                random.random() < 0.027]
        run(["record-outcome", "-q", *today],
            [{"kind": "outcome", "case_id": c, "event": "closed", "result": "settled",
              "at": text, "by": book.cases[c]["who"]} for c in done])
        book.follow(ledger)
        day += datetime.timedelta(1)
    with open(os.path.join(DIR, "assigned"), "w", encoding="utf-8") as f:
        f.writelines(book.log)
    print(f"{book.given} cases given ({book.later} of them later, when somebody was free), "
          f"{book.none} with nobody free, {len(book.wrong)} wrongly; two of the same place, "
          f"kind and capacity differed by at most {book.spread} after closings")
    print("\n".join(book.wrong[:10]))
    sys.exit(bool(book.wrong) or book.given < 800 or book.none == 0 or book.later == 0)


main()
