#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What calls itself .xls: old workbooks, Excel 2003 XML and web pages by hand,
from their standards. Usage: old_books.py DIR; writes table.csv, seen.csv (the
merged cells as they are seen), good-*.xls, merged-*.xls, bad-*.xls."""
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(__file__))
from ole import ole, record, text5, text8, workbook  # noqa: E402
import workbooks as w  # noqa: E402  (the table, and how it is seen merged)


def write(name, data):
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode("utf-8"))


# --- old workbooks ---------------------------------------------------------

def rk(value):
    if isinstance(value, int) and -2**29 <= value < 2**29:
        return struct.pack("<i", value << 2 | 2)
    if value * 100 == int(value * 100) and abs(value) < 2**22:
        return struct.pack("<i", int(value * 100) << 2 | 3)
    raise ValueError(value)


def at(i, j, xf=0):
    return struct.pack("<HHH", i, j, xf)


def shared(rows):
    index, body = [], []
    for i, row in enumerate(rows):
        for j, v in enumerate(row):
            if v:
                if v not in index:
                    index.append(v)
                body.append(record(0xfd, at(i, j) + struct.pack("<I", index.index(v))))
    return index, body


def labels(rows, text):
    return [record((0x204, 0xd6)[(i + j) % 2], at(i, j) + text(v))
            for i, row in enumerate(rows) for j, v in enumerate(row) if v]


def typed(since1904=False):
    """Dates, numbers and formulas as such."""
    body = []
    for i, row in enumerate(w.TABLE):
        for j, v in enumerate(row):
            if i > 0 and j == 1:
                serial = float(w.serial(v, since1904))
                if i == 1:
                    body.append(record(0x203, at(i, j, 1) + struct.pack("<d", serial)))
                else:
                    body.append(record(0x06, at(i, j, 2) + struct.pack("<d", serial) + bytes(8)))
            elif i == 1 and j == 6:
                body.append(record(0xbd, struct.pack("<HH", i, j) + b"\0\0" +
                                   rk(2639.15) + struct.pack("<H", j)))
            elif i > 0 and j == 3 and v:
                body.append(record(0x203, at(i, j) + struct.pack("<d", float(v))))
            elif i == 2 and j == 6:
                body.append(record(0x27e, at(i, j) + struct.pack("<i", 10 << 2 | 3)))
            elif v and (i + j) % 2:
                body.append(record(0x06, at(i, j) + b"\0" * 6 + b"\xff\xff" + bytes(8)))
                if j == 4:
                    body.append(record(0x4bc, bytes(10)))
                body.append(record(0x207, text8(v)))
            elif v:
                body.append(record(0x204, at(i, j) + text8(v)))
    return body


FORMATS = [(170, 'yyyy"年"m"月"d"日"\\ h:mm:ss')]


def merged_records():
    body = []
    for i, row in enumerate(w.SEEN):
        for j, v in enumerate(row):
            if v and 'c r=' in w.merged(i, j, v) and "<v>" in w.merged(i, j, v):
                body.append(record(0x204, at(i, j) + text8(v)))
    ranges = b""
    for m in w.MERGES:
        a, b = m.split(":")
        ranges += struct.pack("<HHHH", int(a[1:]) - 1, int(b[1:]) - 1,
                              ord(a[0]) - 65, ord(b[0]) - 65)
    return body + [record(0xe5, struct.pack("<H", len(w.MERGES)) + ranges)]


def sheet(body, name="一", hidden=0):
    return [(name, hidden, b"".join(body))]


def old_books():
    index, body = shared(w.TABLE)
    book = workbook(sheet(body), texts=index)
    write("good-shared.xls", ole({"Workbook": book}))
    write("good-big-sectors.xls", ole({"Workbook": book}, sector=4096))
    write("good-padded.xls", ole({"A": b"x" * 9000, "Workbook": book}, small=False))
    long = ["长" * 9000 + "x" * 300, "y" * 20000, "é" * 8221 + "字" * 10]
    filler, records = shared([[t] for t in long] + w.TABLE)
    write("good-continued.xls", ole({"Workbook": workbook(
        sheet([record(0x204, b"\xf0\0\0\0\0\0" + text8("尾"))], "别", 1) +
        sheet(relabel(records, 3)), texts=filler)}))
    write("good-labels.xls", ole({"Workbook": workbook(sheet(labels(w.TABLE, text8)))}))
    write("good-biff5.xls", ole({"Book": workbook(sheet(labels(w.TABLE, text5)), biff=5)}))
    write("good-typed.xls", ole({"Workbook": workbook(
        sheet(typed()), formats=FORMATS, cells=(0, 22, 170))}))
    write("good-1904.xls", ole({"Workbook": workbook(
        sheet(typed(True)), record(0x22, b"\1\0"), formats=FORMATS, cells=(0, 22, 170))}))
    write("good-unsorted.xls", ole({"Workbook": workbook(
        sheet(list(reversed(labels(w.TABLE, text8)))))}))
    chart = record(0x809, b"\0\6\x20\0" + bytes(12)) + record(0x204, at(0, 0) + text8("图")) \
        + record(0x0a)
    write("good-chart.xls", ole({"Workbook": workbook(sheet([chart] + body), texts=index)}))
    hidden = [record(0x208, struct.pack("<H", i) + bytes(10) + b"\x20\0\0\0") for i in (1, 2)]
    write("good-hidden.xls", ole({"Workbook": workbook(
        sheet([record(0x204, at(0, 0) + text8("no"))], "说明", 1) + sheet(hidden + body, "二"),
        texts=index)}))
    write("merged.xls", ole({"Workbook": workbook(sheet(merged_records()))}))
    return book


def relabel(records, rows):
    """The cells of a table that stands `rows` lower, moved up."""
    out = []
    for r in records:
        row = struct.unpack_from("<H", r, 4)[0]
        if row >= rows:
            out.append(r[:4] + struct.pack("<H", row - rows) + r[6:])
    return out


def bad_books(book):
    good = ole({"Workbook": book})
    write("bad-encrypted-xlsx.xls", ole({"EncryptionInfo": b"x" * 300,
                                         "EncryptedPackage": b"y" * 9000}))
    cut = book.index(record(0x42, b"\xb0\4"))
    write("bad-encrypted.xls", ole({"Workbook": book[:cut] + record(0x2f, b"\1\0" + bytes(52)) +
                                    book[cut:]}))
    write("bad-word.xls", ole({"WordDocument": b"x" * 5000}))
    write("bad-excel4.xls", ole({"Workbook": record(0x409, b"\0\4\x10\0\0\0") + book}))
    write("bad-no-sheet.xls", ole({"Workbook": workbook([])}))
    write("bad-all-hidden.xls", ole({"Workbook": workbook(sheet([], "一", 2))}))
    for name, data in {
        "only-magic": good[:8], "cut-head": good[:300], "cut-half": good[:len(good) // 2],
        "cut-end": good[:-600], "zeros": good[:8] + bytes(3000),
        "no-table": good[:76] + b"\xff" * 436 + good[512:],
        "table-beyond": good[:76] + b"\xff\xff\0\0" + good[80:],
        "directory-beyond": good[:48] + b"\xff\xff\0\0" + good[52:],
        "sectors-of-16": good[:30] + b"\4\0" + good[32:],
    }.items():
        write(f"bad-{name}.xls", data)
    for name, old, new in (
            ("shared-beyond", record(0xfd, at(1, 0) + b"\7\0\0\0"),
             record(0xfd, at(1, 0) + b"\xff\xff\xff\xff")),
            ("texts-cut", b"\xfc\0", b"\xfd\1"),
            ("texts-many", record(0xfc, b"")[:2], b"\xfc\0")):
        data = book.replace(old, new, 1)
        if name == "texts-many":
            i = book.index(b"\xfc\0") + 8
            data = book[:i] + b"\xff\xff\xff\x7f" + book[i + 4:]
        write(f"bad-{name}.xls", ole({"Workbook": data}))
    i = book.index(b"\x85\0") + 4
    for name, offset in (("sheet-beyond", 0x7fffffff), ("sheet-inside", 9)):
        write(f"bad-{name}.xls", ole({"Workbook": book[:i] + struct.pack("<I", offset) +
                                      book[i + 4:]}))
    write("bad-no-end.xls", ole({"Workbook": book[:-4] + b"\x0b\0\0\0"}))
    write("bad-deep-charts.xls", ole({"Workbook": workbook(
        sheet([record(0x809, bytes(8))] * 5000))}))
    for k in range(0, len(book), 97):   # each in turn: no crash, whatever is said
        write(f"odd-{k}.xls", ole({"Workbook": book[:k] + bytes([book[k] ^ 0xff]) +
                                   book[k + 1:]}))


# --- Excel 2003 XML --------------------------------------------------------

SS = "urn:schemas-microsoft-com:office:spreadsheet"


def spreadsheetml(rows, encoding="UTF-8", prefix="", typed=False, before="", after=""):
    def cell(i, j, v):
        if typed and i > 0 and j == 1:
            return f'<Cell ss:StyleID="s1"><Data ss:Type="DateTime">{v.replace(" ", "T")}.000' \
                '</Data></Cell>'
        if typed and i > 0 and j in (3, 6) and v:
            return f'<Cell><Data ss:Type="Number">{v}</Data></Cell>'
        if typed and j == 2:
            return f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">' \
                f'<B>{w.esc(v)[:1]}</B>{w.esc(v)[1:]}</ss:Data><Comment><ss:Data>注' \
                '</ss:Data></Comment></Cell>'
        return f'<Cell><Data ss:Type="String">{w.esc(v)}</Data></Cell>'

    body = "".join(f'<Row>{"".join(cell(i, j, v) for j, v in enumerate(row))}</Row>\n'
                   for i, row in enumerate(rows))
    body = body.replace('<Cell><Data ss:Type="String"></Data></Cell>', "<Cell/>")
    out = (f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
           f'<Workbook xmlns="{SS}" xmlns:ss="{SS}"><Styles><Style ss:ID="s1"><NumberFormat '
           f'ss:Format="yyyy\\-mm\\-dd\\ hh:mm:ss"/></Style></Styles>{before}<Worksheet '
           f'ss:Name="一"><Table>{body}</Table>{after}</Worksheet></Workbook>')
    if prefix:
        out = out.replace("<", "<ss:").replace("<ss:/", "</ss:").replace("<ss:?", "<?") \
            .replace(f'xmlns="{SS}" ', "")
    return out


def merged_xml():
    out = []
    for i, row in enumerate(w.SEEN):
        cells = ""
        for j, v in enumerate(row):
            if not v or "<v>" not in w.merged(i, j, v):
                continue
            across = down = 0
            for m in w.MERGES:
                a, b = m.split(":")
                if a == f"{w.column(j)}{i + 1}":
                    across, down = ord(b[0]) - ord(a[0]), int(b[1:]) - int(a[1:])
            cells += (f'<Cell ss:Index="{j + 1}"' + f' ss:MergeAcross="{across}"' * bool(across) +
                      f' ss:MergeDown="{down}"' * bool(down) +
                      f'><Data ss:Type="String">{v}</Data></Cell>')
        if cells:
            out.append(f'<Row ss:Index="{i + 1}">{cells}</Row>')
    return spreadsheetml([]).replace("<Table>", "<Table>" + "".join(out))


def xml_books():
    text = spreadsheetml(w.TABLE)
    write("good-xml.xls", text)
    write("good-xml-bom.xls", "\ufeff" + text)
    write("good-xml-gb18030.xls", spreadsheetml(w.TABLE, "GB2312").encode("gb18030"))
    write("good-xml-utf16.xls", ("\ufeff" + spreadsheetml(w.TABLE, "UTF-16")).encode("utf-16le"))
    write("good-xml-typed.xls", spreadsheetml(w.TABLE, typed=True))
    write("good-xml-prefix.xls", spreadsheetml(w.TABLE, prefix="ss:"))
    hidden = ('<Worksheet ss:Name="说明"><Table><Row><Cell><Data ss:Type="String">no</Data></Cell>'
              '</Row></Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible>'
              '</x:WorksheetOptions></Worksheet>')
    write("good-xml-hidden.xls", spreadsheetml(w.TABLE, before=hidden))
    write("merged-xml.xls", merged_xml())
    write("bad-xml-cut.xls", text[:len(text) * 2 // 3])
    write("bad-xml-doctype.xls", text.replace(
        "<Workbook", '<!DOCTYPE a [<!ENTITY a "x">]><Workbook', 1))
    write("bad-xml-deep.xls", text.replace("<Table>", "<Table>" + "<a>" * 1000))
    write("bad-xml-no-sheet.xls", f'<?xml version="1.0"?><Workbook xmlns="{SS}"/>')
    write("bad-xml-bytes.xls", text.encode().replace("邻居".encode(), b"\xff\xfe"))
    write("bad-xml-column.xls", text.replace(
        "<Cell>", '<Cell ss:Index="999999999">', 1))
    write("bad-xml-rows.xls", text.replace("<Row>", '<Row ss:Index="99999999">', 1))


# --- web pages -------------------------------------------------------------

def page(rows, head="", sloppy=False, tag="td"):
    def cell(v):
        v = w.esc(v).replace("\n", "<br>").replace("  ", "&nbsp; ")
        return f"<{tag} class=xl65>{v}" + ("" if sloppy else f"</{tag}>")
    body = "\n".join("<tr>" + "".join(cell(v) for v in row) + ("" if sloppy else "</tr>")
                     for row in rows)
    return (f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>{head}'
            '<style>td {mso-number-format:"\\@"}</style><!--[if gte mso 9]><xml><table><tr><td>no'
            f'</table></xml><![endif]--></head><body><table border=1>{body}'
            + ("" if sloppy else "</table></body></html>"))


def merged_page():
    out = []
    for i, row in enumerate(w.SEEN):
        cells = ""
        for j, v in enumerate(row or [""] * 6):
            for m in w.MERGES:
                a, b = m.split(":")
                if a == f"{w.column(j)}{i + 1}":
                    v = (v, f" colspan={ord(b[0]) - ord(a[0]) + 1}"
                         f' rowspan="{int(b[1:]) - int(a[1:]) + 1}"')
                elif a[0] <= w.column(j) <= b[0] and int(a[1:]) <= i + 1 <= int(b[1:]):
                    v = None
                if not isinstance(v, str):
                    break
            if v is not None:
                cells += f"<td{v[1]}>{v[0]}" if isinstance(v, tuple) else f"<td>{v}"
        out.append("<tr>" + cells)
    return page([]).replace("</table></body>", "".join(out) + "</table></body>")


def web_pages():
    meta = '<meta http-equiv=Content-Type content="text/html; charset=%s">'
    write("good-page.xls", page(w.TABLE, meta % "utf-8"))
    write("good-page-gbk.xls", page(w.TABLE, meta % "gb2312").encode("gb18030"))
    write("good-page-not-said.xls", page(w.TABLE).encode("gb18030"))
    write("good-page-sloppy.xls", page(w.TABLE, sloppy=True))
    write("good-page-utf16.xls", ("\ufeff" + page(w.TABLE)).encode("utf-16le"))
    write("good-page-th.xls", page(w.TABLE[:1], tag="th").replace("</table></body></html>", "") +
          page(w.TABLE[1:])[page(w.TABLE[1:]).index("<tr><td class"):].replace("<tr>", "<TR>"))
    write("good-page-only-table.xls", page(w.TABLE)[page(w.TABLE).index("<table border"):])
    write("good-page-nested.xls", "<table><tr><td>" + page(w.TABLE) + "</td></tr></table>")
    write("merged-page.xls", merged_page())
    write("bad-page-no-table.xls", "<html><body><p>请登录</p></body></html>")
    write("bad-page-deep.xls", "<html>" + "<div>" * 100000 + page(w.TABLE))
    write("bad-page-bytes.xls", page(w.TABLE).encode().replace("没有".encode(), b"\xff\xff"))
    write("bad-page-wide.xls", page(w.TABLE).replace("<tr>", "<tr>" + "<td colspan=1000>" * 20))


if __name__ == "__main__":
    bad_books(old_books())
    xml_books()
    web_pages()
    for name, rows in (("table.csv", w.TABLE), ("seen.csv", w.SEEN)):
        write(name, "".join(",".join('"%s"' % v.replace('"', '""') for v in row) + "\n"
                            for row in rows))
