#!/bin/sh
# SPDX-License-Identifier: MIT
# Workbooks give the records of the same table as CSV, whatever program wrote
# them; broken and hostile ones end in a message, in bounded time and memory.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir "$work/books"
python3 "$top/tests/pipeline/workbooks.py" "$work/books"
cd "$work/books" || exit 2

records() { ingest-incidents -q "$@" | sed 's/"src":"[^"]*",*//'; }
records table.csv >want
check "the table has its records" [ "$(wc -l <want)" = 3 ]
for book in good-*.xlsx; do
	records "$book" >got 2>err
	same "$book: as from CSV" want got
done
records - <good-shared.xlsx >got
same "from a pipe" want got
gzip -k good-shared.xlsx
records good-shared.xlsx.gz >got
same "packed once more" want got
records -j 3 good-shared.xlsx table.csv good-typed.xlsx >got
cat want want want >want3
same "among others, with threads" want3 got
ingest-incidents -q --sheet 二 good-second-sheet.xlsx >got 2>err
ok $? "a sheet by its name"
ingest-incidents -q --sheet 三 good-second-sheet.xlsx 2>err
[ $? = 2 ] && grep -q "no sheet '三' in the workbook; it has: 说明 (hidden), 二" err
ok $? "a sheet that is not there is told, and those that are"
ingest-incidents good-second-sheet.xlsx 2>err >/dev/null
grep -q "note: sheet '二' of the workbook is read" err
ok $? "which sheet of several is read is told"

ingest-incidents -q good-second-sheet.xlsx >got 2>err && [ ! -s err ]
ok $? "which is no error, and not told with -q"
ingest-incidents good-hidden-rows.xlsx 2>err >/dev/null && grep -q "4 hidden rows are read too" err
ok $? "hidden rows are told"

# Merged cells: what is seen in each row of them.
records seen.csv >want-seen
check "the merged table has its records" [ "$(grep -c '花源派出所' want-seen)" = 3 ]
for book in merged*.xlsx; do
	records "$book" >got 2>err
	same "$book: as it is seen" want-seen got
done
grep -q '"call_type":"求助' want-seen && grep -q '"unit":"普兴派出所"' want-seen
ok $? "with the names of a header of two rows"

# An ID number kept as a number has lost its end: never taken for one.
python3 - <<'P'
import zipfile
old = zipfile.ZipFile("good-shared.xlsx")
new = zipfile.ZipFile("id.xlsx", "w")
for name in old.namelist():
    text = old.read(name).decode()
    if name.endswith("sheet1.xml"):
        import re
        text = re.sub(r'<c r="E2" t="s"><v>\d+</v>',
                      '<c r="E2"><v>519999198310044603</v>', text)
    new.writestr(name, text)
new.close()
P
ingest-incidents -q id.xlsx | head -n 1 >got
grep -q '"caller_id.precision_lost"' got && ! grep -q '"caller_id":' got
ok $? "an ID number kept as a number is doubted, not guessed"

n=0
for book in bad-*.xlsx; do
	refused_book "$book" 300 " "
	n=$((n + 1))
done
check "there are forty of them" [ $n -ge 40 ]

if command -v soffice >/dev/null; then
	HOME=$work timeout 120 soffice --headless --convert-to xlsx:"Calc MS Excel 2007 XML" \
	    --infilter="csv:44,34,76,1,,0,true,false" \
	    --outdir lo table.csv >/dev/null 2>&1
	if [ -f lo/table.xlsx ]; then
		records lo/table.xlsx >got
		same "a workbook of LibreOffice" want got
	else
		ok 0 "a workbook of LibreOffice # SKIP it does not run here"
	fi
else
	ok 0 "a workbook of LibreOffice # SKIP not installed"
fi
for module in openpyxl xlsxwriter; do
	if ! python3 -c "import $module" 2>/dev/null; then
		ok 0 "a workbook of $module # SKIP not installed"
		continue
	fi
	python3 - $module <<'P'
import csv, sys
rows = list(csv.reader(open("table.csv", encoding="utf-8", newline="")))
if sys.argv[1] == "openpyxl":
    import openpyxl
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save("other.xlsx")
else:
    import xlsxwriter
    book = xlsxwriter.Workbook("other.xlsx")
    sheet = book.add_worksheet()
    for i, row in enumerate(rows):
        for j, v in enumerate(row):
            sheet.write_string(i, j, v)
    book.close()
P
	records other.xlsx >got
	same "a workbook of $module" want got
done
done_
