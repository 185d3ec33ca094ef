#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads a workbook back by its XML alone: the numbers of every table are
those of the JSON Lines, charts are there, nothing is a formula or a link.

Usage: station_book.py BOOK.xlsx REPORT.jsonl
"""
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
book = zipfile.ZipFile(sys.argv[1])
shared = ["".join(t.text or "" for t in si.iter(M + "t"))
          for si in tree.fromstring(book.read("xl/sharedStrings.xml"))]
texts, numbers = set(), set()
for name in book.namelist():
    if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
        continue
    sheet = tree.fromstring(book.read(name))
    assert not list(sheet.iter(M + "f")), name + " holds a formula"
    assert not list(sheet.iter(M + "hyperlink")), name + " holds a link"
    for cell in sheet.iter(M + "c"):
        value = cell.find(M + "v")
        if value is None:
            continue
        if cell.get("t") == "s":
            texts.add(shared[int(value.text)])
        else:
            numbers.add(float(value.text))
missing = []
for line in open(sys.argv[2], encoding="utf-8"):
    row = json.loads(line)
    if row["table"] == "figures":
        scale = 10 if "小时" in row["shown"] else 1
        if row["value"] / scale not in numbers or row["label"] not in texts:
            missing.append(row)
    for key in ("count", "cases"):
        if key in row and float(row[key]) not in numbers:
            missing.append(row)
for row in missing[:5]:
    print("not in the workbook:", row)
assert any(n.startswith("xl/charts/chart") for n in book.namelist()), "no chart"
sys.exit(bool(missing))
