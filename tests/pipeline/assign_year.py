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


def main():
    roster = os.path.join(DIR, "roster.json")
    with open(roster, "w", encoding="utf-8") as f:
        json.dump({"format": 1, "station": "所", "mediators": PEOPLE,
                   "officers": []}, f, ensure_ascii=False)
    load = {p["id"]: 0 for p in PEOPLE}
    open_cases, number, given, none, wrong, spread = {}, 0, 0, 0, [], 0
    day, log = datetime.date(2023, 1, 1), []
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
        told = run(["route-dispute", "-q", "-r", roster, *today, *OPTIONS], batch)
        for case, r in zip(batch, told):
            chosen = r.get("assignee")
            why = judge(case, chosen, load, text)
            if why:
                wrong.append(f"{text} {case['id']} to {chosen}: {why}")
            log.append(f"{case['id']} {chosen}\n")
            if chosen is None:
                none += 1
                continue
            given += 1
            load[chosen] += 1
            open_cases[case["id"]] = chosen
            equal = [p for p in PEOPLE[:2]]
            spread = max(spread, abs(load[equal[0]["id"]] - load[equal[1]["id"]]))
        # whoever has them, cases take from days to weeks
        done = [c for c in open_cases if random.random() < 0.022]
        run(["record-outcome", "-q", *today],
            [{"kind": "outcome", "id": c, "event": "closed", "result": "settled",
              "at": text, "by": open_cases[c]} for c in done])
        for c in done:
            load[open_cases.pop(c)] -= 1
        day += datetime.timedelta(1)
    with open(os.path.join(DIR, "assigned"), "w", encoding="utf-8") as f:
        f.writelines(log)
    print(f"{given} cases given, {none} with nobody free, {len(wrong)} wrongly; two of the "
          f"same place, kind and capacity differed by at most {spread} after closings")
    print("\n".join(wrong[:10]))
    sys.exit(bool(wrong) or given < 800 or none == 0)


main()
