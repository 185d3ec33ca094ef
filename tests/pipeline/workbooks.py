#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Workbooks by hand, from the standard: sound variants of one table, and
broken or hostile ones. Usage: workbooks.py DIR; writes table.csv, good-*.xlsx,
bad-*.xlsx."""
import os
import sys
import zipfile

M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = ["接警单编号", "报警时间", "报警人", "联系电话", "身份证号", "简要警情", "涉案金额"]
ROWS = [
    ["J1", "2024-08-31 08:30:00", "张一", "13800000001", "519999198310044603",
     "邻居, \"噪音\"\n吵架 <b>&amp;", "2639.15"],
    ["J2", "2024-08-31 23:59:59", "李二", "13800000002", "", "  前后空格  ", "0.1"],
    ["J3", "2024-09-01 00:00:00", "", "", "", "没有别的", ""],
]


def esc(s):
    return (s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replace('"', "&quot;"))


def serial(text, since1904=False):
    import datetime
    t = datetime.datetime.fromisoformat(text)
    zero = datetime.datetime(1904, 1, 1) if since1904 else datetime.datetime(1899, 12, 30)
    d = t - zero
    return repr(d.days + d.seconds / 86400)


def column(i):
    return chr(ord("A") + i)


STYLES = (f'<styleSheet xmlns="{M}"><numFmts count="1"><numFmt numFmtId="170" '
          'formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ h:mm:ss"/></numFmts>'
          '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/>'
          '</cellXfs></styleSheet>')


def parts(sheet, strings="", date1904=False, prefix="", sheets=None,
          rels=None, styles=STYLES):
    book = ('<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (
        M, R, '<workbookPr date1904="1"/>' if date1904 else "",
        sheets or '<sheet name="一" sheetId="1" r:id="rId1"/>'))
    relations = ('<Relationships xmlns="%s">%s</Relationships>' % (P, rels or (
        f'<Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{R}/styles" Target="/xl/styles.xml"/>')))
    return {
        "[Content_Types].xml": '<Types xmlns="x"/>',
        "_rels/.rels": f'<Relationships xmlns="{P}"><Relationship Id="a" '
        f'Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{M}">{strings}</sst>',
        "xl/styles.xml": styles,
    }


def save(name, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(os.path.join(sys.argv[1], name), "w", compression) as z:
        for part, text in files.items():
            if text is not None:
                z.writestr(part, text)


def sheet(rows, cell, extra="", row_attribute=""):
    out = []
    for i, row in enumerate(rows):
        cells = "".join(cell(i, j, v) for j, v in enumerate(row))
        out.append(f'<row r="{i + 1}"{row_attribute}>{cells}</row>')
    return f'<worksheet xmlns="{M}"><sheetData>{"".join(out)}</sheetData>{extra}</worksheet>'


def shared(rows):
    index, texts = {}, []
    for row in rows:
        for v in row:
            if v and v not in index:
                index[v] = len(texts)
                texts.append(f'<si><t xml:space="preserve">{esc(v)}</t></si>')
    return index, "".join(texts)


TABLE = [HEAD] + ROWS
INDEX, STRINGS = shared(TABLE)


def by_index(i, j, v):
    if not v:
        return ""
    return f'<c r="{column(j)}{i + 1}" t="s"><v>{INDEX[v]}</v></c>'


def inline(i, j, v):
    # Two runs, a reading aid that is no text, and an escaped character.
    v2 = esc(v).replace("\n", "_x000A_")
    half = len(v2) // 2 if "&" not in v2 and "_x" not in v2 else 0
    return (f'<c r="{column(j)}{i + 1}" t="inlineStr"><is><r><t xml:space="preserve">{v2[:half]}'
            f'</t></r><r><t xml:space="preserve">{v2[half:]}</t></r>'
            '<rPh sb="0" eb="1"><t>xx</t></rPh></is></c>')


def typed(since1904, style):
    def cell(i, j, v):
        if i > 0 and j == 1:
            return f'<c r="{column(j)}{i + 1}" s="{style}"><v>{serial(v, since1904)}</v></c>'
        if i > 0 and j in (3, 6) and v:
            return f'<c r="{column(j)}{i + 1}"><v>{v}</v></c>'
        return by_index(i, j, v)
    return cell


def no_references(i, j, v):
    return f'<c t="str"><v>{esc(v)}</v></c>'


def good():
    save("good-shared.xlsx", parts(sheet(TABLE, by_index), STRINGS))
    save("good-stored.xlsx", parts(sheet(TABLE, by_index), STRINGS), zipfile.ZIP_STORED)
    save("good-inline.xlsx", parts(sheet(TABLE, inline)))
    save("good-typed.xlsx", parts(sheet(TABLE, typed(False, 1)), STRINGS))
    save("good-own-format.xlsx", parts(sheet(TABLE, typed(False, 2)), STRINGS))
    save("good-1904.xlsx", parts(sheet(TABLE, typed(True, 1)), STRINGS, date1904=True))
    save("good-no-references.xlsx", parts(sheet(TABLE, no_references)))
    save("good-hidden-rows.xlsx", parts(sheet(TABLE, by_index, "", ' hidden="1"'), STRINGS))
    save("good-merged.xlsx", parts(sheet(
        TABLE, by_index, '<mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells>'), STRINGS))
    text = sheet(TABLE, by_index).replace("<", "<x:").replace("<x:/", "</x:") \
        .replace("xmlns=", "xmlns:x=")
    save("good-prefix.xlsx", parts(text, STRINGS))
    save("good-formula.xlsx", parts(sheet(TABLE, lambda i, j, v: (
        f'<c r="{column(j)}{i + 1}" t="str"><f>"{j}"&amp;A1</f><v>{esc(v)}</v></c>'))))
    two = ('<sheet name="说明" sheetId="1" state="hidden" r:id="rId9"/>'
           '<sheet name="二" sheetId="2" r:id="rId1"/>')
    rels = (f'<Relationship Id="rId9" Type="{R}/worksheet" Target="worksheets/none.xml"/>'
            f'<Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>')
    save("good-second-sheet.xlsx", parts(sheet(TABLE, by_index), STRINGS, sheets=two, rels=rels))


# A title, a header of two rows and units merged over the rows of their cases:
# what is seen, and what is in the file (None: covered, or not there).
SEEN = [
    ["花源派出所2024年8月警情表"], [],
    ["接警单编号", "报警时间", "处警单位", "接警", "", "简要警情"],
    ["接警单编号", "报警时间", "处警单位", "类别", "类型", "简要警情"],
    ["J1", "2024-08-31 14:05:00", "花源派出所", "纠纷", "邻里纠纷", "甲"],
    ["J2", "2024-08-31 14:06:00", "花源派出所", "纠纷", "邻里纠纷", "乙"],
    ["J3", "2024-08-31 14:07:00", "花源派出所", "求助", "走失", "丙"],
    ["J4", "2024-08-31 14:08:00", "普兴派出所", "求助", "走失", "丁"], [],
]
MERGES = ["A1:F2", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "C5:C7",
          "D5:D6", "E5:E6", "D7:D8", "E7:E8", "C8:C9"]


def merged(i, j, v):
    for m in MERGES:
        a, b = m.split(":")
        if (a != f"{column(j)}{i + 1}" and a[0] <= column(j) <= b[0]
                and int(a[1:]) <= i + 1 <= int(b[1:])):
            return f'<c r="{column(j)}{i + 1}" s="1"/>' if j % 2 else ""
    return no_references(i, j, v).replace("<c ", f'<c r="{column(j)}{i + 1}" ')


def save_merged():
    cells = "".join(f'<mergeCell ref="{m}"/>' for m in reversed(MERGES))
    text = sheet(SEEN, merged, f'<mergeCells count="9">{cells}</mergeCells><pageMargins/>')
    save("merged.xlsx", parts(text))
    save("merged-prefix.xlsx", parts(text.replace("<", "<x:").replace("<x:/", "</x:")
                                     .replace("xmlns=", "xmlns:x=")))
    # Far behind, across the bytes that are read at once.
    for n in (65400, 65530, 65536):
        save(f"merged-{n}.xlsx", parts(text.replace(
            "<mergeCells", " " * (n - text.encode().index(b"<mergeCells")) + "<mergeCells")))
    with open(os.path.join(sys.argv[1], "seen.csv"), "w", encoding="utf-8") as f:
        for row in SEEN:
            f.write(",".join(row) + "\n")


def bad():
    ok = parts(sheet(TABLE, by_index), STRINGS)
    body = ok["xl/worksheets/sheet1.xml"]
    entity = ('<!DOCTYPE a [<!ENTITY a "x">%s]>' % "".join(
        f'<!ENTITY a{i} "{"&a%s;" % (i - 1 if i else "") * 10}">' for i in range(9)))
    cases = {
        "no-workbook": {"xl/workbook.xml": None},
        "no-sheet": {"xl/worksheets/sheet1.xml": None},
        "no-relations": {"xl/_rels/workbook.xml.rels": None},
        "no-sheets": {"xl/workbook.xml": f'<workbook xmlns="{M}"><sheets/></workbook>'},
        "all-hidden": {"xl/workbook.xml": ok["xl/workbook.xml"].replace(
            'sheetId="1"', 'sheetId="1" state="veryHidden"')},
        "empty-sheet": {"xl/worksheets/sheet1.xml": ""},
        "no-xml": {"xl/worksheets/sheet1.xml": "not xml at all"},
        "cut-sheet": {"xl/worksheets/sheet1.xml": body[:len(body) * 2 // 3]},
        "cut-strings": {"xl/sharedStrings.xml": ok["xl/sharedStrings.xml"][:60]},
        "cut-styles": {"xl/styles.xml": STYLES[:80]},
        "entities": {"xl/worksheets/sheet1.xml": entity + body},
        "entities-strings": {"xl/sharedStrings.xml": entity + ok["xl/sharedStrings.xml"]},
        "entities-book": {"xl/workbook.xml": entity + ok["xl/workbook.xml"]},
        "external": {"xl/worksheets/sheet1.xml":
                     '<!DOCTYPE a SYSTEM "file:///etc/passwd">' + body},
        "deep": {"xl/worksheets/sheet1.xml": "<a>" * 100000},
        "bomb": {"xl/worksheets/sheet1.xml": body.replace(
            "<sheetData>", "<sheetData>" + " " * (400 << 20))},
        "bomb-strings": {"xl/sharedStrings.xml": f'<sst xmlns="{M}">' + "<si/>" * (80 << 20)},
        "long-row": {"xl/worksheets/sheet1.xml": body.replace(
            "<v>0</v>", "<v>" + "9" * (70 << 20) + "</v>").replace('t="s"', 't="str"', 1)},
        "string-99": {"xl/worksheets/sheet1.xml": body.replace("<v>0</v>", "<v>99</v>")},
        "string-negative": {"xl/worksheets/sheet1.xml": body.replace("<v>0</v>", "<v>-1</v>")},
        "string-huge": {"xl/worksheets/sheet1.xml": body.replace(
            "<v>0</v>", "<v>99999999999999999999</v>")},
        "invalid-utf8": {"xl/worksheets/sheet1.xml": body.encode().replace(
            b"<v>0</v>", b"<v>\xff\xfe</v>")},
        "nul": {"xl/worksheets/sheet1.xml": body.replace("<v>0</v>", "<v>\0</v>")},
        "wrong-end": {"xl/worksheets/sheet1.xml": body.replace("</row>", "</rov>")},
        "two-roots": {"xl/worksheets/sheet1.xml": body + body},
        "unknown-encoding": {"xl/worksheets/sheet1.xml":
                             '<?xml version="1.0" encoding="KLINGON"?>' + body},
        "rels-cut": {"xl/_rels/workbook.xml.rels": "<Relationships"},
        "rels-away": {"xl/_rels/workbook.xml.rels": ok["xl/_rels/workbook.xml.rels"].replace(
            "worksheets/sheet1.xml", "../../etc/passwd")},
        "root-rels-cut": {"_rels/.rels": "<"},
    }
    for name, change in cases.items():
        save(f"bad-{name}.xlsx", {**ok, **change})
    path = os.path.join(sys.argv[1], "good-shared.xlsx")
    whole = open(path, "rb").read()
    for name, data in {
        "cut-half": whole[:len(whole) // 2], "cut-end": whole[:-30], "only-magic": whole[:4],
        "magic-and-zeros": whole[:4] + bytes(2000),
        "flipped-data": whole[:900] + bytes(b ^ 0xff for b in whole[900:1000]) + whole[1000:],
        "flipped-directory": whole[:-400] + bytes(b ^ 0x55 for b in whole[-400:-300]) + whole[-300:],
        "joined": whole[:2000] + whole[:500],
    }.items():
        with open(os.path.join(sys.argv[1], f"bad-{name}.xlsx"), "wb") as f:
            f.write(data)
    save("bad-zip-of-csv.xlsx", {"a.csv": "a,b\n1,2\n"})
    save("bad-empty-zip.xlsx", {})
    save("bad-document.xlsx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
    save("bad-sheet-is-binary.xlsx", {**ok, "xl/worksheets/sheet1.xml": os.urandom(5000)})


if __name__ == "__main__":
    good()
    bad()
    save_merged()
    with open(os.path.join(sys.argv[1], "table.csv"), "w", encoding="utf-8") as f:
        for row in TABLE:
            f.write(",".join('"%s"' % v.replace('"', '""') for v in row) + "\n")
