# SPDX-License-Identifier: MIT
"""What a man page holds, for the tests of the pages.

man.py examples PAGE   EXAMPLES as a shell script (.Dl lines, literal displays)
man.py literal PAGE    the first literal display of EXAMPLES
man.py options PAGE    long names of the options in .It Fl lines
man.py points PAGE     what a translation must have too: the options with the
                       number of their arguments, environment, files, other
                       pages, statuses
man.py links DIR       references to pages of ours that are not there, or that
                       SEE ALSO leaves out; precinct(7) names every page
man.py fits FILE N     no more than N lines of 80 columns
man.py wide PAGE       lines wider than 80 columns as mandoc and groff set them
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata

HEADINGS = {"EXAMPLES": "示例", "EXIT STATUS": "退出状态"}
ESCAPES = {r"\e": "\\", r"\&": "", r"\-": "-", r"\(aq": "'", r"\(dq": '"'}


def section(text, name):
    names = name + "|" + HEADINGS[name]
    found = re.search(rf"^\.Sh (?:{names})\n(.*?)(?=^\.Sh |\Z)", text,
                      re.M | re.S)
    return found[1] if found else sys.exit("no " + name)


def displays(text):
    found = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed|^\.Dl ([^\n]*)$",
                       section(text, "EXAMPLES"), re.M | re.S)
    for display, line in found:
        code = display or line + "\n"
        for escape, plain in ESCAPES.items():
            code = code.replace(escape, plain)
        yield code


def options(text):
    for line in re.findall(r"^\.It Fl (.*)$", text, re.M):
        for name in re.findall(r"(?:^|Fl )-([a-z][a-z-]*)", line):
            yield name


def points(text):
    for line in re.findall(r"^\.It Fl (.*)$", text, re.M):
        names = re.findall(r"(?:^|Fl )(-?[A-Za-z][a-z-]*)", line)
        yield f"option {' '.join(names)} arguments {line.count('Ar ')}"
    for macro in ("Ev", "Pa", "Xr"):
        found = re.findall(rf"^\.(?:It |No .*|Op |Pq )?{macro} ([^，。；：、\n]*)",
                           text, re.M)
        for words in found:
            for word in re.split(r" , |,$| Ns.*| ,$", words):
                word = word.strip(" .,:")
                if word:
                    yield f"{macro} {word}"
    for status in re.findall(r"\b[012]\b", section(text, "EXIT STATUS")):
        yield f"status {status}"


def references(text):
    return {f"{name}.{number}" for name, number in
            re.findall(r"Xr ([a-z0-9-]+) ([1-8])", text)}


def links(directory):
    pages = {path.name: path.read_text(encoding="utf-8")
             for path in pathlib.Path(directory).glob("*.[1-8]")}
    for name, text in pages.items():
        seen = references(text.partition("\n.Sh SEE ALSO\n")[2])
        for other in references(text) - seen - {name}:
            yield f"{name}: {other} is not under SEE ALSO"
        wanted = pages if name == "precinct.7" else {"precinct.7"}
        for other in set(wanted) - seen - {name}:
            yield f"{name}: SEE ALSO must name {other}"
        for other in references(text) - set(pages):
            if other.startswith("precinct") or "-" in other:
                yield f"{name}: there is no {other}"


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def wide(page):
    ways = [["mandoc", "-Kutf-8", "-Tutf8", "-Owidth=78", page]]
    if shutil.which("groff"):
        ways.append(["groff", "-Kutf8", "-mandoc", "-Tutf8", "-rLL=78n", page])
    for way in ways:
        # groff asks the locale how wide a character is.
        run = subprocess.run(way, capture_output=True, encoding="utf-8",
                             env=os.environ | {"LC_ALL": "C.UTF-8"})
        # Lines that cannot be broken are found below by their width.
        said = [s for s in run.stderr.splitlines() if "break line" not in s]
        if run.returncode or said:
            yield f"{way[0]}: status {run.returncode} {' '.join(said)}"
        plain = re.sub("\x1b\\[[0-9;]*m", "", re.sub(".\b", "", run.stdout))
        for line in plain.splitlines():
            if width(line) > 80:
                yield f"{way[0]}: {width(line)} columns: {line.strip()}"


def main():
    what, page = sys.argv[1:3]
    if what == "links":
        found = list(links(page))
        print(*found, sep="\n")
        sys.exit(1 if found else 0)
    with open(page, encoding="utf-8") as file:
        text = file.read()
    if what == "examples":
        sys.stdout.writelines(displays(text))
    elif what == "literal":
        sys.stdout.write(next(displays(text)))
    elif what == "options":
        print(*options(text), sep="\n")
    elif what == "points":
        print(*sorted(set(points(text))), sep="\n")
    elif what == "fits":
        lines = text.splitlines()
        found = [line for line in lines if width(line) > 80]
        print(len(lines), "lines", *found, sep="\n")
        sys.exit(1 if found or len(lines) > int(sys.argv[3]) else 0)
    elif what == "wide":
        found = list(wide(page))
        print(*found, sep="\n")
        sys.exit(1 if found else 0)


main()
