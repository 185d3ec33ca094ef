# SPDX-License-Identifier: MIT
"""plant.py RECORDS PLANTED TRUTH: puts made-up identities into the narratives
of records, in the surface forms people use, and other numbers beside them; one
line of TRUTH a record: {"id", "gone": [[class, form, text]], "kept": [text]}.
plant.py count MASKED TRUTH [LEAST]: how many are gone and how many kept;
fails below the aims. Nobody in it is real: region 519999 is none's."""
import json
import random
import re
import sys
import unicodedata

FULL = {ord(c): 0xFF10 + i for i, c in enumerate("0123456789")}
HAN = dict(zip("0123456789", "零一二三四五六七八九"))
CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨"))
RADIO = dict(HAN, **{"1": "幺"})
SURNAMES = ("王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧"
            "蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱"
            "方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚")
DOUBLE = ["欧阳", "上官", "司马", "诸葛", "皇甫", "令狐", "慕容", "尉迟"]
GIVEN = """伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚
桂英 玉兰 志强 建国 建华 国强 晓东 海燕 文静 丽娟 俊杰 雪梅 春梅 思雨 子轩 浩然 梓涵
佳怡 欣妍 雨桐 诗琪 宇航 明轩 天佑 嘉豪 家兴 德胜 德华 长青 长贵 永福 永强 福生 有才
有德 来福 大勇 小龙 小平 小红 晓玲 晓梅 红梅 金凤 金花 玉梅 淑芬 淑珍 桂兰 秀珍 素芳
凤英 翠兰 学军 学文 爱国 爱华 援朝 卫东 向阳 新民 立新 立军 正义 忠诚 庆华 庆丰 兴旺
瑞雪 润生 水根 根生 火生 树林 树生 松涛 柏林 云飞 云霞 彩霞 彩云 月娥 月英 冬梅 夏莲
倩 颖 婷 莹 琳 雯 璐 瑶 萌 悦 岚 岩 峰 鹏 飞 龙 虎 彪 斌 波 辉 亮 凯 帅 锐 毅 恒""".split()


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def digits(self, n):
        return "".join(self.r.choice("0123456789") for _ in range(n))

    def mobile(self):
        return "1" + self.r.choice("3456789") + self.digits(9)

    def landline(self):
        return self.r.choice(["028", "0838", "010", "021", "0831"]) + \
            self.r.choice("2345678") + self.digits(7)

    def resident(self, x=None):
        weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        while True:
            s = "519999%04d%02d%02d%03d" % (self.r.randint(1940, 2010),
                self.r.randint(1, 12), self.r.randint(1, 28),
                self.r.randint(1, 999))
            c = "10X98765432"[sum(int(a) * b for a, b in zip(s, weights)) % 11]
            if x is None or (c == "X") == x:
                return s + c

    def card(self, n=19):
        s = self.r.choice(["622202", "621700", "622848", "623058"])
        s += self.digits(n - 1 - len(s))
        for c in "0123456789":
            t = 0
            for i, d in enumerate(reversed(s + c)):
                v = int(d) * (2 if i % 2 else 1)
                t += v - 9 if v > 9 else v
            if t % 10 == 0:
                return s + c

    def plate(self):
        tail = "".join(self.r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
                       for _ in range(self.r.randint(0, 2)))
        tail = list(tail + self.digits(5 - len(tail)))
        self.r.shuffle(tail)
        return self.r.choice("川渝京沪粤苏浙贵云陕") + \
            self.r.choice("ABCDEFGH"), "".join(tail)

    def name(self):
        if self.r.random() < 0.03:
            return self.r.choice(DOUBLE) + self.r.choice(GIVEN)
        return self.r.choice(SURNAMES) + self.r.choice(GIVEN)


def groups(s, *sizes, by=" "):
    out, at = [], 0
    for n in sizes:
        out.append(s[at:at + n])
        at += n
    return by.join(out)


def words(s, table):
    return "".join(table[c] for c in s)


def cut(m, s, by):
    n = m.r.randint(3, len(s) - 3)
    return s[:n] + by + s[n:]


def numbers(m):
    """(class, form, text) of every form but names."""
    p, i, c = m.mobile, m.resident, m.card
    yield "phone", "plain", p()
    yield "phone", "344 blanks", groups(p(), 3, 4, 4)
    yield "phone", "344 dashes", groups(p(), 3, 4, 4, by="-")
    yield "phone", "335 dots", groups(p(), 3, 3, 5, by=".")
    yield "phone", "full-width", p().translate(FULL)
    yield "phone", "numerals", words(p(), HAN)
    yield "phone", "radio numerals", words(p(), RADIO)
    yield "phone", "line", cut(m, p(), "\n")
    yield "phone", "dash and line", cut(m, p(), "-\n  ")
    yield "phone", "brackets", "(" + (lambda s: s[:3] + ")" + s[3:])(p())
    yield "phone", "+86", "+86 " + p()
    yield "phone", "0086", "0086" + p()
    yield "phone", "86-", "86-" + p()
    yield "phone", "digit by digit", " ".join(p())
    yield "phone", "zero-width", cut(m, p(), "\u200b")
    yield "phone", "mixed numerals", (lambda s: s[:3] + words(s[3:7], HAN) +
                                      s[7:])(p())
    yield "phone", "enumerated", "、".join(p())
    yield "phone", "full-width dashes", groups(p(), 3, 4, 4, by="－").translate(
        FULL)
    yield "phone", "wide blanks", groups(p(), 3, 4, 4, by="\u3000")
    yield "phone", "middle dots", groups(p(), 3, 4, 4, by="·")
    yield "phone", "long dashes", groups(p(), 3, 4, 4, by="—")
    yield "phone", "numerals and line", cut(m, words(p(), HAN), "\n")
    yield "phone", "full-width and line", cut(m, p().translate(FULL), "\r\n")
    yield "phone", "circled", words(p(), CIRCLED)
    yield "phone", "two with a stroke", p() + "/" + p()
    yield "phone", "landline", m.landline()
    yield "phone", "landline dash", (lambda s: s[:-8] + "-" + s[-8:])(
        m.landline())
    yield "phone", "landline brackets", (lambda s: "（" + s[:-8] + "）" +
                                         s[-8:-4] + "-" + s[-4:])(m.landline())
    yield "id", "plain", i()
    yield "id", "lower x", i(True).lower()
    yield "id", "684 blanks", groups(i(), 6, 8, 4)
    yield "id", "684 dashes", groups(i(), 6, 8, 4, by="-")
    yield "id", "full-width", i(False).translate(FULL)
    yield "id", "numerals", words(i(False), HAN)
    yield "id", "line", cut(m, i(False), "\n")
    yield "id", "15 digits", "511111" + (lambda s: s[8:14] + s[14:17])(i())
    yield "card", "plain", c()
    yield "card", "fours", groups(c(), 4, 4, 4, 4, 3)
    yield "card", "fours dashes", groups(c(16), 4, 4, 4, 4, by="-")
    yield "card", "full-width", c().translate(FULL)
    yield "id", "numerals and line", cut(m, words(i(False), HAN), "\n")
    yield "id", "two lines in full width", cut(m, i(False).translate(FULL), " \n")
    yield "card", "line", cut(m, c(), "\n")
    yield "card", "fours and line", groups(c(), 4, 4, 4, 4, 3).replace(
        " ", "\n", 1)
    yield "card", "numerals", words(c(), HAN)
    yield "card", "16 digits", c(16)
    yield "plate", "plain", "".join(m.plate())
    yield "plate", "dot", "·".join(m.plate())
    yield "plate", "blank", " ".join(m.plate())
    yield "plate", "full-width", "".join(m.plate()).translate(FULL)
    yield "plate", "line", "\n".join(m.plate())
    yield "plate", "lower", "".join(m.plate()).lower()
    yield "email", "plain", "user%s@example.com" % m.digits(4)
    yield "account", "QQ", "QQ号" + m.r.choice("123456789") + m.digits(8)
    yield "account", "WeChat", "微信号：wx_" + m.digits(6) + "a"


BEFORE = {"phone": ["联系电话", "手机号", "电话：", "手机", "拨打", "报警人电话是",
                    "（电话", "，", "号码为"],
          "id": ["身份证号", "身份证号码：", "证件号", "（身份证", "，身份证"],
          "card": ["银行卡", "卡号：", "转账到", "转入账户", "收款账号"],
          "plate": ["车牌", "驾驶", "一辆", "号牌为", "，"],
          "email": ["邮箱", "发邮件到"], "account": ["对方", "添加", "，"]}
AFTER = ["。", "，", "的", "）。", "已核实。", "联系", "、", "（已登记）"]
NAMES = ["报警人{}称其物品丢失。", "嫌疑人：{}，已离开现场。", "其丈夫{}到场后情绪激动。",
         "与邻居{}发生口角。", "被{}打伤。", "姓名：{}。", "报警人是{}，", "对方叫{}，",
         "受害人{}（女，45岁）到所报案。", "户名{}的账户，", "{}（男，38岁）已被带回调查。",
         "当事人{}、", "房东{}要求其搬离。", "民警联系{}，", "其母亲{}表示谅解。",
         "由{}赔偿医药费。", "司机{}逃离现场。", "老板{}拖欠工资。", "找到{}了解情况。",
         "{}先生已签字。", "{}称不认识对方。", "借款人{}未还款。", "将{}送医治疗。",
         "报案人{}陈述，", "走失人员{}已找到。",
         # nothing announces the name
         "后来{}又回来了。", "因{}一直不接电话，", "怀疑是{}干的。", "其中{}伤势较重。",
         "经劝说，{}同意搬走。", "结果{}不认账。", "现{}已回家。", "最后{}赔了两百元。",
         "只有{}愿意作证。", "给{}打电话没人接。", "车上坐着{}和其子。", "目前{}情绪稳定。"]
OTHERS = ["涉案金额{n5}元。", "损失{n2}.{n1}万元。", "转账{n1},{n3}元。", "2024-{mm}-{dd}",
          "2024年{m}月{d}日{h}时{mi}分", "{h}:{mi2}左右", "接警编号51011820{n11}。",
          "警情编号J5101182024{n10}。", "订单号{n18}。", "快递单号SF{n13}。", "工单号{n8}，",
          "身高1{n2}厘米，", "年龄{d}岁，", "第{n2}条", "利率{d}.{n1}%，", "流水号{n20}。",
          "〔2024〕第{n3}号", "价值{n4}元，", "重约{n2}公斤，", "距离{n3}米，", "共{d}人，",
          "{n1}楼，", "拨打110报警，", "面积{n2}平方米，", "欠款{n6}元，", "工号{n4}，",
          "验证码{n6}，", "尾号{n4}的卡，", "第{n1}中队", "编号{n12}的案卷，"]


def other(m):
    r = m.r
    values = {"n%d" % k: r.choice("123456789") + m.digits(k - 1)
              for k in range(1, 21)}
    values.update(mm="%02d" % r.randint(1, 12), dd="%02d" % r.randint(1, 28),
                  m=r.randint(1, 12), d=r.randint(2, 28), h=r.randint(0, 23),
                  mi=r.randint(1, 59), mi2="%02d" % r.randint(0, 59))
    return r.choice(OTHERS).format(**values)


def plant(m, record, forms):
    gone, kept, parts = [], [], []
    for _ in range(2):
        kind, form, text = next(forms)
        gone.append([kind, form, text])
        before = "" if kind == "account" and text[0] in "Q微" else \
            m.r.choice(BEFORE[kind])
        parts.append(before + text + m.r.choice(AFTER))
    for _ in range(m.r.randint(1, 2)):
        name, frame = m.name(), m.r.choice(NAMES)
        gone.append(["name", frame, name])
        parts.append(frame.format(name))
    for _ in range(2):
        text = other(m)
        kept.append(text)
        parts.append(text + ("" if text[-1] in "。，" else "，"))
    m.r.shuffle(parts)
    sentences = re.split("(?<=。)", record["narrative"])
    at = m.r.randint(0, len(sentences))
    sentences[at:at] = ["".join(parts)]
    record["narrative"] = "".join(sentences)
    return {"id": record["id"], "gone": gone, "kept": kept}


def endless(m):
    while True:
        yield from numbers(m)


def make(source, planted, truth):
    m = Maker(20)
    forms = endless(m)
    with open(source, encoding="utf-8") as lines, \
            open(planted, "w", encoding="utf-8") as out, \
            open(truth, "w", encoding="utf-8") as told:
        for line in lines:
            record = json.loads(line)
            if "narrative" not in record:
                continue
            t = plant(m, record, forms)
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            told.write(json.dumps(t, ensure_ascii=False) + "\n")


BACK = {v: k for k, v in list(HAN.items()) + list(RADIO.items())}


def bare(text):
    """Digits and letters alone, of whatever form."""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(BACK.get(c, c) for c in text
                   if c.isalnum() or c in BACK)


def count(masked, truth):
    seen, left, kept, touched, forms = {}, {}, 0, 0, {}
    with open(masked, encoding="utf-8") as a, open(truth, encoding="utf-8") as b:
        for line, told in zip(a, b, strict=True):
            text, t = json.loads(line)["narrative"], json.loads(told)
            flat = bare(text)
            for kind, form, value in t["gone"]:
                group = "name" if kind == "name" else "number"
                seen[group] = seen.get(group, 0) + 1
                # of accounts the word before them may stay
                core = re.sub("^(QQ号|微信号：)", "", value)
                if value in text if kind == "name" else bare(core) in flat:
                    left[group] = left.get(group, 0) + 1
                    forms[kind, form] = forms.get((kind, form), 0) + 1
            for value in t["kept"]:
                kept += 1
                touched += value not in text
    for (kind, form), n in sorted(forms.items(), key=lambda f: -f[1])[:12]:
        print(f"# left: {n} {kind} {form}")
    share = {g: 100 - 100 * left.get(g, 0) / seen[g] for g in seen}
    print(f"# gone: {share['number']:.2f} % of {seen['number']} in "
          f"{len(list(numbers(Maker(0))))} forms, {share['name']:.2f} % of "
          f"{seen['name']} names; touched: {100 * touched / kept:.2f} % of "
          f"{kept} other numbers")
    return share["number"] >= 99.5 and share["name"] >= 95 and \
        100 * touched / kept <= 0.5


if __name__ == "__main__":
    if sys.argv[1] == "count":
        sys.exit(0 if count(*sys.argv[2:]) else 1)
    make(*sys.argv[1:])
