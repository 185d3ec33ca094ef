# SPDX-License-Identifier: MIT
"""A year of fraud with differences planted between groups, and checks.

fraud_year.py a-year SEED        classified incidents of 2024 as JSON Lines
fraud_year.py groups             a groups file that fits them
fraud_year.py a-month SEED PLANT six months and a seventh with PLANT cases of
                                 a new story among its 2,000
fraud_year.py texts FILE         incidents whose narratives are FILE's texts
fraud_year.py terminal HOW CMD   the command draws in colour, or plain
fraud_year.py scan FILE...       complains of what looks like a person's data
"""
import datetime as dt
import fcntl
import json
import os
import pty
import random
import re
import struct
import subprocess
import sys
import termios
import unicodedata

# The last four weeks of the year: whose cases of what rise.
SURGES = {"东校区": "fraud.service", "西校区": "fraud.game",
          "柳河苑": "fraud.loan", "学源社区": "fraud.shopping",
          "老年": "fraud.authority"}
TALES = {
    "fraud.task": "在{a}看到兼职广告后进群做任务，垫付后无法提现，共转账{n}元",
    "fraud.service": "接到自称{a}客服的电话，称其会员要扣费，共享屏幕后被转走{n}元",
    "fraud.game": "在{a}上出售游戏账号，对方称账号冻结要交保证金，被骗{n}元",
    "fraud.loan": "下载贷款软件，客服称卡号填错要交解冻费，通过{a}转账{n}元",
    "fraud.shopping": "在{a}上低价购买手机，付款{n}元后被对方拉黑",
    "fraud.authority": "接到自称民警的电话，称其涉嫌洗钱，要其通过{a}把{n}元转到安全账户",
    "fraud.investment": "网友带其在平台上投资，通过{a}充值{n}元后无法提现",
}
APPS = ["抖音", "微信", "支付宝", "QQ", "闲鱼", "淘宝"]
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉"


def person(r):
    name = r.choice(SURNAMES) + "".join(r.sample(GIVEN, r.choice([1, 2])))
    phone = "1" + r.choice("3578") + "".join(r.choice("0123456789")
                                             for _ in range(9))
    return name, phone


def incident(r, i, when, category, where, who, new=""):
    name, phone = person(r)
    loss = r.choice([80000, 350000, 1200000, 5600000, 23450000])
    tale = TALES[category].format(a=r.choice(APPS), n=loss // 100)
    lead = r.choice(["报警人{name}称", "{day}，{name}报警称",
                     "报警人（电话{phone}）称", "{name}来所报警："])
    text = lead.format(name=name, phone=phone,
                       day=f"{when.month}月{when.day}日") + tale + "。"
    text += r.choice(["", f"对方QQ号{r.randrange(10**8, 10**9)}。",
                      f"收款卡号62{r.randrange(10**16, 10**17)}。",
                      f"其住学源路{r.randrange(1, 200)}号{r.randrange(1, 9)}栋。",
                      "聊天记录已保存，请民警到场。"])
    d = {"format": 1, "kind": "incident", "id": f"J{i:06d}",
         "reported_at": when.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
         "caller_name": name, "caller_phone": phone}
    d.update(who)
    d.update(where)
    d["narrative"] = text + new
    x = r.random()
    if x < .9:
        d["loss_fen"] = 0 if x < .05 else loss + r.randrange(100)
    if r.random() < .1:
        d["stopped_fen"] = loss // 2
    if r.random() < .8:
        d["caller_sex"] = r.choice(["male", "female"])
    d["category"] = category
    return d


def year(seed):
    r = random.Random(seed)
    out = []
    places = {
        "东校区": ({"address": "锦城学院东校区{}号宿舍"}, {"caller_job": "学生"}),
        "西校区": ({"address": "锦城学院西校区{}号宿舍"}, {"caller_job": "学生"}),
        "柳河苑": ({"community": "柳河苑", "address": "柳河苑{}栋"},
                {"caller_age": 35}),
        "学源社区": ({"community": "学源社区", "address": "学源路{}号"},
                 {"caller_age": 41}),
        "老年": ({"community": "花源社区", "address": "花源路{}号"},
               {"caller_age": 70}),
    }
    for day in range(366):
        when = dt.datetime(2024, 1, 1) + dt.timedelta(day)
        late = day >= 366 - 28
        for place, (where, who) in places.items():
            for category in TALES:
                rate = .05
                if late and SURGES[place] == category:
                    rate = .45
                n = sum(r.random() < rate / 3 for _ in range(3))
                for _ in range(n):
                    t = when + dt.timedelta(minutes=r.randrange(1440))
                    w = {k: v.format(r.randrange(1, 99))
                         for k, v in where.items()}
                    out.append(incident(r, len(out), t, category, w, who))
    # Noise of another category on the first and last day.
    out.append({"format": 1, "kind": "incident", "id": "N1",
                "reported_at": "2024-01-01T00:00:00+08:00",
                "category": "help.other"})
    out.append({"format": 1, "kind": "incident", "id": "N2",
                "reported_at": "2024-12-31T23:59:00+08:00",
                "category": "help.other"})
    for d in sorted(out, key=lambda d: d["reported_at"]):
        print(json.dumps(d, ensure_ascii=False))


GROUPS = [
    {"name": "东校区学生群", "audience": "student", "campus": ["东校区"]},
    {"name": "西校区学生群", "audience": "student", "campus": ["西校区"],
     "emoji": True},
    {"name": "柳河苑业主群", "audience": "all", "communities": ["柳河苑"]},
    {"name": "学源业主群", "audience": "all", "communities": ["学源社区"],
     "max_chars": 200},
    {"name": "老年活动群", "audience": "elderly"},
    {"name": "空群", "audience": "farmer", "communities": ["无此社区"]},
    {"name": "International", "audience": "student", "campus": ["东校区"],
     "language": "en", "max_chars": 900},
]


def groups():
    print(json.dumps({"format": 1, "groups": GROUPS}, ensure_ascii=False))


def check_targets(path):
    want = {"东校区学生群": "东校区", "西校区学生群": "西校区",
            "柳河苑业主群": "柳河苑", "学源业主群": "学源社区",
            "老年活动群": "老年", "International": "东校区"}
    got = {d["group"]: d for d in map(json.loads, open(path,
                                                      encoding="utf-8"))}
    for name, place in want.items():
        d = got[name]
        if d.get("themes", [None])[0] != SURGES[place]:
            sys.exit(f"{name}: {d}")
        if "96110" not in d["message"]:
            sys.exit(f"{name}: no 96110")
        limit = next(g.get("max_chars", 300) for g in GROUPS
                     if g["name"] == name)
        length = len(d["message"].encode("utf-16-le")) // 2
        if length != d["length"] or length > limit:
            sys.exit(f"{name}: {length}, said {d['length']}, most {limit}")
    if "silence" not in got["空群"] or "message" in got["空群"]:
        sys.exit(f"a group without incidents: {got['空群']}")
    if got["东校区学生群"]["message"] == got["西校区学生群"]["message"]:
        sys.exit("two campuses, one message")
    pictures = {n: bool(re.search("[\u2600-\u27bf\U0001f300-\U0001faff]", d.get("message", "")))
                for n, d in got.items()}
    if {n for n, p in pictures.items() if p} != {"西校区学生群"}:
        sys.exit(f"emoji: {pictures}")


def check_repeats(first, second):
    """Only what surges may be in both."""
    a, b = (json.loads(open(p, encoding="utf-8").readline())["themes"]
            for p in (first, second))
    sys.exit(bool(set(a) & set(b) - {"fraud.service"}))


# --- variants --------------------------------------------------------------

def month(seed, planted):
    r = random.Random(seed)
    new = "对方用AI换脸与其视频通话冒充其表哥。"
    for m in range(1, 8):
        chosen = set(r.sample(range(2000), planted)) if m == 7 else set()
        for i in range(2000):
            when = dt.datetime(2024, m, 1) + dt.timedelta(
                minutes=r.randrange(28 * 1440))
            d = incident(r, m * 10000 + i, when, r.choice(list(TALES)),
                         {"community": r.choice(["柳河苑", "学源社区"])}, {},
                         new if i in chosen else "")
            print(json.dumps(d, ensure_ascii=False))


def check_variant(path, planted):
    rows = [json.loads(x) for x in open(path, encoding="utf-8")]
    found = [d for d in rows if d["kind"] == "fraud-variant"]
    hit = any("换脸" in d["words"] and d["cases"] == planted
              for d in found[:3])
    sys.exit(0 if (hit if planted else not found) else 1)


# --- privacy ---------------------------------------------------------------

# Written apart from the program's own extractor, on purpose plain.
PATTERNS = {
    "mobile": r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",
    "resident ID": r"(?<!\d)\d{17}[\dXx](?!\d)",
    "card or account": r"(?<!\d)\d{8,}(?!\d)",
    "house number": r"\d+\s*(?:栋|幢|单元|号楼|号院)|路\d+号",
    "mail": r"[\w.]+@[\w.]+",
    "web address": r"https?://|www\.",
    "name": r"(?:姓名|户名|报警人|受害人|原告|被告)[:：]?[王李张刘陈杨赵黄周吴徐孙]"
            r"(?!某)[\u4e00-\u9fff]{1,2}(?=[，。、；（(称与和])",
    "QQ or WeChat": r"(?i)(?:qq|微信号|wxid)[号:：_ ]*[a-z]*\d{5,}",
}


def scan(paths):
    bad = 0
    names = set()
    for path in paths:
        text = open(path, encoding="utf-8").read()
        if "jsonl" in path:     # of figures and reasons there are others
            text = "\n".join(d.get(k, "") for d in map(
                json.loads, text.splitlines())
                for k in ("text", "message", "example", "loss"))
        if path.endswith(".names"):
            names = {n for n in text.split() if len(n) > 1}
            continue
        for what, pattern in PATTERNS.items():
            for m in re.finditer(pattern, text):
                bad += 1
                if bad <= 10:
                    print(f"{path}: {what}: {text[max(0, m.start() - 10):m.end() + 5]!r}")
        for n in names:
            if n in text:
                bad += 1
                print(f"{path}: name: {n}")
    sys.exit(bad > 0)


def on_terminal(argv, columns=60):
    """What the command writes to a terminal so wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen(argv, stdout=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    out = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    child.wait()
    return out.decode()


def terminal(want, argv):
    text = on_terminal(argv)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    if (bare != text) != (want == "colour"):
        sys.exit(f"{want}: {text!r}")
    drawn = [x for x in bare.splitlines() if "█" in x or "▌" in x]
    wide = max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
                   for c in x) for x in drawn)
    if not 40 < wide <= 60:
        sys.exit(f"{wide} columns")


def texts(path):
    r = random.Random(1)
    for i, line in enumerate(open(path, encoding="utf-8")):
        d = json.loads(line)
        when = dt.datetime(2024, 8, 1) + dt.timedelta(
            minutes=r.randrange(28 * 1440))
        category = d["label"] if d["label"].startswith("fraud.") else \
            "fraud.other"
        print(json.dumps({
            "format": 1, "kind": "incident", "id": f"T{i}",
            "reported_at": when.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
            "community": "柳河苑", "narrative": d["text"],
            "loss_fen": 100000, "category": category}, ensure_ascii=False))


def main():
    what, *rest = sys.argv[1:]
    if what == "a-year":
        year(int(rest[0]))
    elif what == "groups":
        groups()
    elif what == "targets":
        check_targets(rest[0])
    elif what == "repeats":
        check_repeats(rest[0], rest[1])
    elif what == "a-month":
        month(int(rest[0]), int(rest[1]))
    elif what == "variant":
        check_variant(rest[0], int(rest[1]))
    elif what == "texts":
        texts(rest[0])
    elif what == "terminal":
        terminal(rest[0], rest[1:])
    elif what == "scan":
        scan(rest)
    else:
        sys.exit(__doc__)


main()
