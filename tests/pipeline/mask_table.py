# SPDX-License-Identifier: MIT
"""mask_table.py TABLE: masks the sentences of tests/data/identities.tsv and
says how many of the marked values are gone, how many numbers that are nobody's
were touched, and what was taken for a value that is none. Fails below the
least that is asked."""
import json
import re
import subprocess
import sys

MARK = re.compile(r"\[(?:姓名|电话|身份证|银行卡|车牌|邮箱|账号|门牌)\]")


def read(path):
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n").replace("\\n", "\n")
        if not line or line.startswith("#"):
            continue
        text, values, at = "", [], 0
        for m in re.finditer(r"\{([a-z]):([^}|]*)(\|weak)?\}", line):
            text += line[at:m.start()]
            values.append((m[1], len(text), len(text) + len(m[2]), m[3]))
            text += m[2]
            at = m.end()
        yield text + line[at:], values


def replaced(text, masked):
    """Spans of text that marks stand for."""
    parts = MARK.split(masked)
    spans, at = [], len(parts[0])
    for part in parts[1:]:
        end = text.find(part, at + 1) if part else at + 1
        if not part and part is parts[-1]:
            end = len(text)
        spans.append((at, end))
        at = end + len(part)
    return spans


def main(path):
    rows = list(read(path))
    lines = "".join(json.dumps({"narrative": text}, ensure_ascii=False) + "\n"
                    for text, _ in rows)
    done = subprocess.run(["mask-identities", "--as", "class"], check=True,
                          input=lines.encode(), stdout=subprocess.PIPE)
    seen, gone = {"name": 0, "number": 0}, {"name": 0, "number": 0}
    numbers = touched = extra = 0
    for (text, values), line in zip(rows, done.stdout.decode().splitlines(),
                                    strict=True):
        spans = replaced(text, json.loads(line)["narrative"])
        for kind, start, end, weak in values:
            group = "name" if kind == "n" else "number"
            if weak:
                continue
            seen[group] += 1
            # of a house the road before it may stay
            if any(a <= start and end <= b or kind == "h" and
                   a < end and start < b for a, b in spans):
                gone[group] += 1
            else:
                print("# left:", kind, repr(text[max(0, start - 8):end + 6]))
        for a, b in spans:
            if not any(a < end and start < b for _, start, end, _ in values):
                extra += 1
                print("# taken:", repr(text[max(0, a - 8):b + 6]))
        for m in re.finditer("[0-9]+", text):
            if any(s <= m.start() < e for _, s, e, _ in values):
                continue
            numbers += 1
            touched += any(a < m.end() and m.start() < b for a, b in spans)
    print(f"# {len(rows)} sentences: {gone['number']} of {seen['number']} "
          f"numbers, {gone['name']} of {seen['name']} names gone; "
          f"{extra} taken that are none; {touched} of {numbers} other numbers "
          "touched")
    return len(rows) >= 150 and gone["number"] >= 0.96 * seen["number"] and \
        gone["name"] >= 0.92 * seen["name"] and touched <= 0.005 * numbers \
        and extra <= 5


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
