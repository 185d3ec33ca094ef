#!/bin/sh
# SPDX-License-Identifier: MIT
# What calls itself .xls (old workbooks, Excel 2003 XML, web pages) gives the
# records of the same table as CSV, whatever program wrote it; merged cells are
# read as they are seen; broken and hostile files end in a message.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir "$work/books"
python3 "$top/tests/pipeline/old_books.py" "$work/books"
cd "$work/books" || exit 2

records() { ingest-incidents -q "$@" | sed 's/"src":"[^"]*",*//'; }
records table.csv >want
records seen.csv >want-seen
check "the tables have their records" \
    [ "$(wc -l <want) $(grep -c 花源派出所 want-seen)" = "3 3" ]
for book in good-*.xls; do
	records "$book" >got 2>err
	same "$book: as from CSV" want got
	[ ! -s err ] || sed 's/^/# /' err
done
for book in merged*.xls; do
	records "$book" >got 2>err
	same "$book: as it is seen" want-seen got
done
for book in good-shared good-xml good-page; do
	# A pipe cannot be sought in.
	# shellcheck disable=SC2002
	cat $book.xls | records >got
	same "$book: from a pipe" want got
	gzip -k $book.xls
	records $book.xls.gz >got
	same "$book: packed" want got
done
records -j 3 good-shared.xls table.csv good-xml.xls good-page.xls >got
cat want want want want >want4
same "among others, with threads" want4 got

records -d tab --lenient good-shared.xls good-page.xls >got
cat want want >want2
same "a workbook has no delimiter" want2 got
ingest-incidents -d auto table.csv 2>&1 >/dev/null | grep -q "delimiter ','"
ok $? "a delimiter that was sought is told"
# The header and a hundred rows decide, not what comes behind.
{ sed 1q table.csv | tr , ';'
  i=0; while [ $i -lt 100 ]; do i=$((i + 1))
	echo "J$i;2024-08-31 14:05:00;甲;;;一，二;"; done
  i=0; while [ $i -lt 900 ]; do i=$((i + 1))
	echo "K$i;2024-08-31 14:05:00;甲;;;a,b,c,d,e,f,g,h;"; done; } >semicolons.csv
ingest-incidents semicolons.csv 2>err | wc -l | grep -qx 1000 &&
    grep -q "delimiter ';'" err
ok $? "the header and a hundred rows decide"

# Sheets, hidden rows, what is said.
for book in good-hidden good-xml-hidden; do
	ingest-incidents $book.xls 2>err >/dev/null &&
	    grep -q "note: sheet '.*' of the workbook is read; it has: 说明 (hidden), " err
	ok $? "$book: which sheet is read is told"
	ingest-incidents -q --sheet 三 $book.xls 2>err
	[ $? = 2 ] && grep -q "no sheet '三' in the workbook; it has: 说明 (hidden), " err
	ok $? "$book: a sheet that is not there"
done
ingest-incidents good-hidden.xls 2>&1 >/dev/null | grep -q "2 hidden rows are read too"
ok $? "hidden rows are told"
ingest-incidents -q --sheet 一 good-page.xls 2>err
[ $? = 2 ] && grep -q "has no sheets" err
ok $? "a web page has no sheets"
ingest-incidents good-page-nested.xls 2>&1 >/dev/null | grep -q "tables of the page are read"
ok $? "several tables are told"

n=0
for book in bad-*.xls; do
	refused_book "$book" 300 ""
	n=$((n + 1))
done
check "there are thirty of them" [ $n -ge 30 ]
for kind in encrypted encrypted-xlsx; do
	ingest-incidents -q bad-$kind.xls 2>&1 |
	    grep -q "is an encrypted Excel workbook; open it with its password"
	ok $? "$kind: what to do is said"
done
# One byte wrong anywhere: records or a message, never a crash.
bad=0
for book in odd-*.xls; do
	timeout 300 ingest-incidents -q "$book" >got 2>err
	[ $? -le 2 ] || { bad=$((bad + 1)); sed 's/^/# /' err | head -5; }
done
check "one byte wrong anywhere" [ $bad = 0 ]

# An ID number kept as a number has lost its end, in every kind.
id=519999198310044603
python3 - "$top" $id <<'P'
import struct, sys
sys.path.insert(0, sys.argv[1] + "/tests/pipeline")
sys.argv[1:] = ["."] + sys.argv[2:]
import old_books as b
head, row = b.w.TABLE[0], list(b.w.TABLE[1])
cells = [b.record(0x204, b.at(i, j) + b.text8(v)) for i, r in enumerate([head, row])
         for j, v in enumerate(r) if v and (i, j) != (1, 4)]
cells.append(b.record(0x203, b.at(1, 4) + struct.pack("<d", float(sys.argv[2]))))
b.write("id.xls", b.ole({"Workbook": b.workbook(b.sheet(cells))}))
b.write("id-xml.xls", b.spreadsheetml([head, row]).replace(
    f'"String">{row[4]}', f'"Number">{sys.argv[2]}'))
P
for book in id id-xml; do
	ingest-incidents -q $book.xls >got
	grep -q '"caller_id.precision_lost"' got && ! grep -q '"caller_id":' got
	ok $? "$book: an ID number kept as a number is doubted, not guessed"
done

# Other programs' own.
if command -v soffice >/dev/null; then
	for kind in "xls:MS Excel 97" "xml:MS Excel 2003 XML" "html:HTML (StarCalc)"; do
		HOME=$work timeout 120 soffice --headless --convert-to "$kind" \
		    --infilter="csv:44,34,76,1,,0,true,false" \
		    --outdir lo seen.csv >/dev/null 2>&1
		ext=${kind%%:*}
		if [ -f "lo/seen.$ext" ]; then
			records "lo/seen.$ext" >got
			same "LibreOffice's ${kind#*:}" want-seen got
		else
			ok 0 "LibreOffice's ${kind#*:} # SKIP it does not run here"
		fi
	done
else
	ok 0 "LibreOffice's # SKIP not installed"
fi
if /usr/bin/python3 -c "import xlwt" 2>/dev/null; then
	/usr/bin/python3 - <<'P'
import csv, datetime, xlwt
book = xlwt.Workbook(encoding="utf-8")
sheet = book.add_sheet("警情")
style = xlwt.XFStyle()
style.num_format_str = "yyyy-mm-dd hh:mm:ss"
for i, row in enumerate(csv.reader(open("table.csv", encoding="utf-8", newline=""))):
    for j, v in enumerate(row):
        if i > 0 and j == 1:
            sheet.write(i, j, datetime.datetime.fromisoformat(v), style)
        elif v:
            sheet.write(i, j, v)
book.save("xlwt.xls")
P
	records xlwt.xls >got
	same "a workbook of xlwt" want got
else
	ok 0 "a workbook of xlwt # SKIP not installed"
fi
done_
