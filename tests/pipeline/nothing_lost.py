# SPDX-License-Identifier: MIT
"""Breaks an export in many ways and looks whether anything gets lost: every
row read is a record, a reject, a duplicate or a dropped line, and every marked
cell that stands in the broken file stands in the records or, byte for byte, in
the rejects. Arguments: a directory to work in, and N to look at every Nth
broken copy only. Prints TAP."""
import os
import random
import re
import subprocess
import sys

HEAD = "接警单编号,报警时间,事发地址,警情类别,简要警情,处警情况,备注\n"
MARK = re.compile(rb"T[0-9]{5}[a-e]")
SUM = re.compile(
    r"(\d+) rows read, (\d+) records \(\d+ doubtful\), (\d+) rejected, "
    r"(\d+) duplicates, (\d+) dropped")
ENTRY = re.compile(rb"#reject (.*):(\d+):(\d+) bytes=(\d+) ([a-z_.]+): ")
BATCH = 25
rng = random.Random(7)


def row(n):
    mark = "T%05d" % n
    story = rng.choice([
        "报警人称邻居深夜装修{}，影响休息。", "刷单被骗3.5万元{}，请处警。",
        "“对方说\"\"等着瞧\"\"”{}后离开。", "第一行{}\n第二行,有逗号。"])
    text = story.format(mark + "c")
    if '"' in text or "," in text:
        text = '"' + text + '"'
    return (f"{mark}a,2024-08-{1 + n % 28:02d} 14:0{n % 10},柳河苑{n}栋"
            f"{mark}b,纠纷,{text},\"双方和解{mark}d\",备考{mark}e\n")


def export(rows, encoding, start=0):
    text = HEAD + "".join(row(start + i) for i in range(rows))
    return text.encode(encoding)


def damaged(data, other):
    """Broken copies of data, header left alone where the place is chance."""
    body = data.index(b"\n") + 1
    for cut in range(body, len(data)):
        yield data[:cut]
    for cut in range(body, len(data), 3):
        yield data[:body] + data[cut:]
    for _ in range(400):
        at = rng.randrange(body, len(data))
        yield data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
    for _ in range(300):
        at = rng.randrange(body, len(data))
        what = rng.choice([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b'",',
                           b'"\n', b"\xe4\xb8", "¤".encode(), b"\x81"])
        yield data[:at] + what + data[at:]
    for _ in range(200):
        at, end = sorted(rng.randrange(body, len(data)) for _ in "ab")
        yield data[:at] + data[end:]
    for _ in range(60):
        at, from_ = rng.randrange(body, len(data)), rng.randrange(len(other))
        yield data[:at] + other[from_:]
    yield data + data
    yield data + other
    yield data[:-1]
    yield data.replace(b"\n", b"\r\n")
    yield data + "合计,14,,,,,\n共 14 条,,,,,,\n,,,,,,\n\n".encode()


def run(work, names):
    rejects = os.path.join(work, "rejects")
    done = subprocess.run(
        ["ingest-incidents", "--reject", rejects, "--dedupe"] + names,
        cwd=work, capture_output=True)
    with open(rejects, "rb") as f:
        return done, f.read()


def check_rejects(work, rejects, why):
    """Entries hold the bytes of their line; gives how many there are."""
    at = entries = 0
    while at < len(rejects):
        end = rejects.index(b"\n", at) + 1
        head = rejects[at:end]
        m = ENTRY.match(head)
        size = int(re.search(rb"bytes=(\d+)", head).group(1)) if \
            b" bytes=" in head else 0
        raw = rejects[end:end + size]
        at = end + size
        if size and not raw.endswith(b"\n"):
            at += 1
        if not m:
            continue
        entries += 1
        with open(os.path.join(work, m.group(1).decode()), "rb") as f:
            if raw not in f.read():
                why.append(f"{head!r}: bytes are not the file's")
    return entries


def check(work, names, datas):
    """None: some file was refused as a whole. Else what was wrong."""
    done, rejects = run(work, names)
    err = done.stderr.decode()
    if done.returncode == 2:
        return None
    why = []
    m = SUM.search(err)
    if done.returncode != 0 or not m:
        return [f"status {done.returncode}: {err}"]
    rows, records, rejected, twice, dropped = map(int, m.groups())
    if rows != records + rejected + twice + dropped:
        why.append(m.group(0))
    if records != done.stdout.count(b"\n"):
        why.append(f"{records} records, {done.stdout.count(10)} lines")
    if check_rejects(work, rejects, why) != rejected:
        why.append(f"{rejected} rejected, not as many entries")
    found = set(MARK.findall(done.stdout)) | set(MARK.findall(rejects))
    for data in datas:
        lost = set(MARK.findall(data)) - found
        if lost:
            why.append(f"lost: {sorted(lost)[:5]}")
    return why


def write(work, names, datas):
    for name, data in zip(names, datas):
        with open(os.path.join(work, name), "wb") as f:
            f.write(data)


def all_of(work, cases):
    """(files, refused whole, complaints)"""
    cases = list(cases)
    refused, bad = 0, []
    for i in range(0, len(cases), BATCH):
        datas = cases[i:i + BATCH]
        names = [f"f{k}.csv" for k in range(len(datas))]
        write(work, names, datas)
        why = check(work, names, datas)
        if why is not None:
            bad += why
            continue
        for name, data in zip(names, datas):
            why = check(work, [name], [data])
            if why is None:
                refused += 1
            else:
                bad += why
    return len(cases), refused, bad


def main(work, step):
    failed = 0
    plain, gb = export(14, "utf-8"), export(14, "gb18030", 500)
    trials = [("UTF-8", plain, gb), ("GB18030", gb, plain)]
    for n, (name, data, other) in enumerate(trials, 1):
        files, refused, bad = all_of(
            work, list(damaged(data, other))[::step])
        if refused > files // 50:
            bad.append(f"{refused} of {files} files refused as a whole")
        print(f"{'not ok' if bad else 'ok'} {n} - {name}: nothing is lost of "
              f"{files} broken files ({refused} refused as a whole)")
        for line in bad[:10]:
            print(f"# {line}")
        failed += bool(bad)
    print(f"1..{len(trials)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2] or 1)))
