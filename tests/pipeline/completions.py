#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a shell offers behind a tab, typed at a pseudo-terminal.

Usage: completions.py bash|zsh FILE TEXT; prints the words offered, sorted.
"""
import os
import pty
import re
import select
import sys
import time

shell, path, text = sys.argv[1:]
env = {"PATH": os.environ["PATH"], "TERM": "dumb", "PS1": "@@ ", "LC_ALL": "C",
       "HOME": os.path.dirname(os.path.abspath(path)), "COLUMNS": "60",
       "LINES": "1000"}
argv = {"bash": ["bash", "--norc", "--noprofile", "-i"],
        "zsh": ["zsh", "-f", "-i"]}[shell]
start = {
    "bash": ["bind 'set bell-style none'", "bind 'set completion-query-items 1000'",
             "bind 'set page-completions off'", "bind 'set enable-bracketed-paste off'",
             ". " + path],
    "zsh": ["unsetopt zle_bracketed_paste prompt_cr prompt_sp 2>/dev/null",
            "LISTMAX=1000", "zstyle ':completion:*' verbose no",
            "mkdir -p fns && cp " + path + " fns/_precinct_all",
            "fpath=($PWD/fns $fpath); autoload -U compinit; compinit -u -D",
            "bindkey '^I' complete-word; setopt no_auto_menu list_ambiguous",
            "bindkey '^X' list-choices"],
}[shell]

pid, fd = pty.fork()
if pid == 0:
    os.chdir(env["HOME"])
    os.execvpe(argv[0], argv, env)


def read(seconds):
    out = b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                out += os.read(fd, 65536)
            except OSError:
                break
            end = min(end, time.monotonic() + 0.7)
    return out.decode("utf-8", "replace")


def until(mark, seconds=20):
    out, end = "", time.monotonic() + seconds
    while mark not in out and time.monotonic() < end:
        out += read(0.3)
    return out


read(1)
for n, line in enumerate(start):
    os.write(fd, (line + f"; echo do''ne{n}\n").encode())
    until(f"done{n}")
os.write(fd, text.encode() + (b"\t\t" if shell == "bash" else b"\x18"))
shown = read(10)
os.write(fd, b"\x03exit\n")
shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", " ", shown)
word = text.split(" ")[-1]
offered = set(re.findall(r"(?<![\w-])" + re.escape(word) + r"[\w-]+" if word.startswith("-")
                         else r"[a-z][\w-]*", shown.split(text, 1)[-1]))
for name in sorted(offered):
    print(name)
