# SPDX-License-Identifier: MIT
"""ledger_faults.py WORK KILLS: prints TAP. Writers of a ledger are killed at
random moments; the disk is full; several write at once. Afterwards no event
that was acknowledged (printed) is lost, none is half there or twice, the chain
holds, and the next run goes on."""
import hashlib, json, os, random, resource, shutil, signal, subprocess, sys, time

WORK, KILLS = sys.argv[1], int(sys.argv[2])
SHARE = os.environ["PRECINCT_DATADIR"]
ROSTER = os.path.join(SHARE, "examples", "roster.json")
KINDS = ["debt", "family", "neighbour", "labour", "consumer", "property"]
PLACES = ["柳河苑社区", "美源社区", "学源社区", "白云社区", "牧山社区"]
tests = failed = 0


def ok(good, name, why=""):
    global tests, failed
    tests += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {tests} - {name}")
    if not good and why:
        print("# " + str(why).replace("\n", "\n# "))
    sys.stdout.flush()


def incidents(path, first, n):
    """n disputes with numbers from `first` on; more than one block of input."""
    with open(path, "w", encoding="utf-8") as f:
        for i in range(first, first + n):
            f.write(json.dumps({
                "format": 1, "kind": "incident", "id": f"J{i}",
                "reported_at": f"2024-{1 + i % 8:02}-{1 + i % 28:02}T08:00:00+08:00",
                "community": PLACES[i % 5], "category": "dispute." + KINDS[i % 6],
                "risk": ["low", "low", "medium", "high"][i % 4],
                "why": ["dispute.debt.unpaid@0+4"],
                "narrative": "报警人称与邻居发生口角，双方各执一词" * 8,
            }, ensure_ascii=False, separators=(",", ":")) + "\n")


def outcomes(path, first, n):
    with open(path, "w", encoding="utf-8") as f:
        f.write("警情编号,事项,时间,办理人,备注\n")
        for i in range(first, first + n):
            f.write(f"J{i},调解,2024-09-01 10:00,M0{1 + i % 9},{'双方到场' * 20}\n")
            f.write(f"J{i},化解,2024-09-02 10:00,M0{1 + i % 9},\n")


def route(ledger, path, *more):
    return ["route-dispute", "-q", "--roster", ROSTER, "--today", "2024-10-01",
            "--ledger", ledger, *more, path]


def record(ledger, path):
    return ["record-outcome", "-q", "--today", "2024-10-01", "--ledger", ledger,
            path]


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **more)


def whole_lines(path):
    with open(path, "rb") as f:
        data = f.read()
    return [json.loads(x) for x in data[:data.rfind(b"\n") + 1].splitlines()]


def events(ledger):
    """Every line of the ledger, which must be whole."""
    if not os.path.exists(os.path.join(ledger, "ledger.jsonl")):
        return []  # killed before it was made
    with open(os.path.join(ledger, "ledger.jsonl"), "rb") as f:
        data = f.read()
    assert not data or data.endswith(b"\n"), "torn"
    return [json.loads(x) for x in data.splitlines()]


def fresh(name):
    path = os.path.join(WORK, name)
    shutil.rmtree(path, ignore_errors=True)
    os.mkdir(path)
    return path


def lost(acknowledged, ledger):
    """What was told and is not in the ledger; or a number opened twice."""
    all_events = events(ledger)
    opened = [e["id"] for e in all_events if e["event"] in ("opened", "repeated")]
    if len(opened) != len(set(opened)):
        return "an incident is there twice"
    hashes = {e["hash"] for e in all_events}
    missing = [r for r in acknowledged if
               (r["hash"] not in hashes if "hash" in r else r["id"] not in set(opened))]
    return f"{len(missing)} lost, first {missing[0]}" if missing else ""


def mend(ledger):
    """Checks the chain, moves torn bytes aside; the trouble, or None, and
    whether there were any."""
    if not os.path.exists(os.path.join(ledger, "ledger.jsonl")):
        return "", False
    first = run(["check-ledger", "-q", ledger])
    if first.returncode == 0:
        return "", False
    if b"are no whole event" not in first.stderr:
        return first.stderr.decode(), False
    again = run(["check-ledger", "-q", "--repair", ledger])
    return ("" if again.returncode == 0 else again.stderr.decode()), True


def kill_once(command, out, span):
    """Runs the command and kills it somewhere in that time; what it had told
    by then."""
    with open(out, "wb") as f:
        p = subprocess.Popen(command, stdout=f, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, span))
        p.send_signal(signal.SIGKILL)
        p.wait()
    return whole_lines(out), p.returncode == -signal.SIGKILL


def usual_time(command):
    start = time.monotonic()
    done = run(command)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - start


def test_kills():
    """Each round: a batch is routed and its outcomes recorded, both killed on
    the way, then run to the end."""
    random.seed(20240831)
    n, out = 2000, os.path.join(WORK, "out")
    batch, csv = os.path.join(WORK, "batch"), os.path.join(WORK, "batch.csv")
    trial = fresh("trial")
    incidents(batch, 0, n)
    outcomes(csv, 0, n)
    spans = [usual_time(route(trial, batch)), usual_time(record(trial, csv))]
    kills = killed = torn = 0
    troubles, first, ledger = [], 0, None
    while kills < KILLS and not troubles:
        if first % (4 * n) == 0:
            ledger = fresh("killed")
        incidents(batch, first, n)
        outcomes(csv, first, n)
        for step, command in enumerate([route(ledger, batch), record(ledger, csv)]):
            acknowledged = []
            for _ in range(3):
                told, hit = kill_once(command, out, spans[step])
                # However busy the machine is now: most are to be hit.
                spans[step] *= 1.15 if hit else 0.7
                acknowledged += told
                kills += 1
                killed += hit
                trouble, was_torn = mend(ledger)
                torn += was_torn
                trouble = trouble or lost(acknowledged, ledger)
                if trouble:
                    troubles.append(trouble)
            last = run(command)
            if last.returncode != 0:
                troubles.append("the next run: " + last.stderr.decode())
            else:
                trouble = lost(acknowledged, ledger)
                troubles += [trouble] if trouble else []
        count = {}
        for e in events(ledger):
            count[e["event"]] = count.get(e["event"], 0) + 1
        done = (first % (4 * n)) + n
        if not troubles and [count.get(k) for k in ("opened", "mediated", "closed")] != [done] * 3:
            troubles.append(f"not every event once: {count}, {done} wanted")
        first += n
    ok(not troubles, f"{kills} writers killed ({killed} before their end, {torn} torn "
       "ends moved aside): nothing told is lost, nothing is twice or half there",
       "\n".join(troubles))
    ok(killed >= kills // 3, "enough of them were killed before their end",
       f"{killed} of {kills}")
    ok(run(["check-ledger", "-q", ledger]).returncode == 0, "the chain holds afterwards")


def limited(bytes_):
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return set_limit


def test_full_disk():
    batch = os.path.join(WORK, "batch")
    incidents(batch, 0, 6000)
    troubles = []
    for limit in (0, 1, 4096, 100_000, 700_001, 1_500_000):
        ledger = fresh("full")
        p = run(route(ledger, batch), preexec_fn=limited(limit))
        told = [json.loads(x) for x in p.stdout.splitlines()]
        if p.returncode != 2 or b"cannot write" not in p.stderr:
            troubles.append(f"{limit}: {p.returncode} {p.stderr}")
        if run(["check-ledger", "-q", ledger]).returncode != 0:
            troubles.append(f"{limit}: the chain does not hold")
        if lost(told, ledger):
            troubles.append(f"{limit}: {lost(told, ledger)}")
        if run(route(ledger, batch)).returncode != 0 or len(events(ledger)) != 6000:
            troubles.append(f"{limit}: the next run does not go on")
    ok(not troubles, "a file that may not grow: nothing half there, the next run goes on",
       "\n".join(troubles))


def test_full_tmpfs():
    mount = fresh("mount")
    name = "a full file system: nothing half there, the next run goes on"
    if run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount]).returncode != 0:
        ok(True, name + " # SKIP cannot mount one here")
        return
    try:
        batch = os.path.join(WORK, "batch")
        incidents(batch, 0, 12000)
        p = run(route(mount, batch))
        told = [json.loads(x) for x in p.stdout.splitlines()]
        good = p.returncode == 2 and b"No space left" in p.stderr
        good = good and run(["check-ledger", "-q", mount]).returncode == 0
        good = good and not lost(told, mount)
        run(["mount", "-o", "remount,size=40m", mount])
        good = good and run(route(mount, batch)).returncode == 0
        ok(good and len(events(mount)) == 12000, name, p.stderr)
    finally:
        run(["umount", mount])


def test_output_full():
    """The events are there although they could not be told: told again."""
    ledger, batch = fresh("devfull"), os.path.join(WORK, "batch")
    incidents(batch, 0, 3000)
    with open("/dev/full", "wb") as full:
        p = subprocess.run(route(ledger, batch), stdout=full, stderr=subprocess.PIPE)
    again = run(route(ledger, batch))
    csv = os.path.join(WORK, "batch.csv")
    outcomes(csv, 0, 2000)
    with open("/dev/full", "wb") as full:
        q = subprocess.run(record(ledger, csv), stdout=full, stderr=subprocess.PIPE)
    ok(q.returncode == 2 and run(record(ledger, csv)).returncode == 0 and
       len(events(ledger)) == 3000 + 4000,
       "outcomes to an output that is full: none is lost or twice")
    ok(p.returncode == 2 and again.returncode == 0 and
       len(again.stdout.splitlines()) == 3000,
       "an output that is full: the next run tells what the ledger has")


def test_together():
    """Several writers at once: two of them the same batch."""
    ledger = fresh("together")
    paths = [os.path.join(WORK, f"part{i}") for i in range(3)]
    for i, path in enumerate(paths):
        incidents(path, i * 2000, 2000)
    # to files: one that waits for a reader would keep the others waiting
    outs = [os.path.join(WORK, f"told{i}") for i in range(4)]
    writers = [subprocess.Popen(route(ledger, p, "-j", "2"), stdout=open(o, "wb"),
                                stderr=subprocess.DEVNULL)
               for p, o in zip(paths + paths[:1], outs)]
    for w in writers:
        w.wait()
    told = [r for o in outs for r in whole_lines(o)]
    good = all(w.returncode == 0 for w in writers)
    ok(good and len(told) == 8000 and not lost(told, ledger) and
       len(events(ledger)) == 6000 and
       run(["check-ledger", "-q", ledger]).returncode == 0,
       "four writers at once: every incident once, the chain holds")
    by_id = {}
    for r in told:
        by_id.setdefault(r["id"], set()).add((r["case_id"], r["tier"], r.get("assignee")))
    ok(all(len(v) == 1 for v in by_id.values()),
       "the same incident told to two of them has one case and one person")


def test_bytes():
    """Any byte changed: found, and the event named is the one that holds it."""
    ledger, batch = fresh("bytes"), os.path.join(WORK, "batch")
    incidents(batch, 0, 12)
    run(route(ledger, batch))
    path = os.path.join(ledger, "ledger.jsonl")
    with open(path, "rb") as f:
        data = f.read()
    random.seed(7)
    wrong = []
    for at in random.sample(range(len(data) - 1), 150):
        bad = bytearray(data)
        bad[at] = (bad[at] + random.randrange(1, 256)) % 256
        with open(path, "wb") as f:
            f.write(bad)
        p = run(["check-ledger", ledger])
        line = data[:at].count(b"\n") + 1
        if p.returncode != 1 or f"event {line} ".encode() not in p.stderr:
            wrong.append((at, line, p.stderr.decode()))
    ok(not wrong, "a byte changed anywhere is found and its event named", wrong[:3])
    with open(path, "wb") as f:
        f.write(data)
    last = json.loads(data.splitlines()[-1])["hash"]
    cut = data[:data[:-1].rfind(b"\n") + 1]
    with open(path, "wb") as f:
        f.write(cut)
    ok(run(["check-ledger", "-q", ledger]).returncode == 0 and
       run(["check-ledger", "-q", "--expect", last, ledger]).returncode == 1,
       "an end cut off is found with the hash that was noted")


def chained(bodies):
    """Lines of a ledger out of their fields, by precinct-ledger(5) alone."""
    out, prev = b"", "0" * 64
    for i, fields in enumerate(bodies):
        body = (f'{{"seq":{i + 1},"logged_at":"2024-10-01T00:00:00+08:00",{fields},'
                f'"prev":"{prev}"').encode()
        prev = hashlib.blake2b(body, digest_size=32).hexdigest()
        out += body + f',"hash":"{prev}"}}\n'.encode()
    return out


def test_chain():
    ledger, batch = fresh("chain"), os.path.join(WORK, "batch")
    incidents(batch, 0, 500)
    run(route(ledger, batch))
    path = os.path.join(ledger, "ledger.jsonl")
    with open(path, "rb") as f:
        lines = f.read().splitlines()
    bodies = []
    for line in lines:
        start, end = line.index(b'"event"'), line.rindex(b',"prev"')
        bodies.append(line[start:end].decode())
    ok(chained(bodies).splitlines() == lines,
       "the hashes are those that the manual describes")
    opened = '"event":"opened","case_id":"D1","id":"1","at":"2024-08-01"'
    closed = '"event":"closed","case_id":"D1","at":"2024-08-02","result":"settled"'
    for name, wanted, fields in (
            ("what happened once", b"", [opened, closed]),
            ("a case closed twice", b"event 3 cannot", [opened, closed, closed]),
            ("a case closed that is not there", b"event 1 cannot", [closed]),
            ("an event without its name", b"event 2 lacks", [opened, '"case_id":"D1","at":"2024-08-02"'])):
        with open(path, "wb") as f:
            f.write(chained(fields))
        p = run(["check-ledger", "-q", ledger])
        ok(p.returncode == bool(wanted) and wanted in p.stderr,
           f"{name}: {'found' if wanted else 'fine'} in a chain that holds", p.stderr)


test_kills()
test_full_disk()
test_full_tmpfs()
test_output_full()
test_together()
test_bytes()
test_chain()
print(f"1..{tests}")
sys.exit(failed != 0)
