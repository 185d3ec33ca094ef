#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a shell offers behind a tab, typed at a pseudo-terminal.

Usage: completions.py bash|zsh FILE TEXT...; prints the words offered for each
TEXT, sorted, and an empty line behind them. The shell itself says when it has
listed them, so a slow machine is waited for.
"""
import os
import pty
import re
import select
import sys
import time

LIMIT = 120  # seconds; only what is broken takes so long
shell, path, *texts = sys.argv[1:]
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
            # The list is drawn before the widget goes on.
            "offer() { zle list-choices; zle -R; print; print lis''ted; }; zle -N offer",
            "bindkey '^X' offer"],
}[shell]
# The list, then (bash reads on when it is drawn) a command that says so.
KEYS = {"bash": b"\t\t\x15echo lis''ted\n", "zsh": b"\x18"}[shell]

pid, fd = pty.fork()
if pid == 0:
    os.chdir(env["HOME"])
    os.execvpe(argv[0], argv, env)


seen = b""


def until(mark):
    """What comes before the mark; what is behind it is for the next."""
    global seen
    end = time.monotonic() + LIMIT
    while mark not in seen:
        if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
            sys.exit(f"no {mark} in {seen}")
        seen += os.read(fd, 65536)
    before, _, seen = seen.partition(mark)
    return before.decode("utf-8", "replace")


def words(shown, text):
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", " ", shown)
    word = text.split(" ")[-1]
    return set(re.findall(r"(?<![\w-])" + re.escape(word) + r"[\w-]+"
                          if word.startswith("-") else r"[a-z][\w-]*",
                          shown.split(text, 1)[-1]))


until(b"@@ ")
for n, line in enumerate(start):
    os.write(fd, (line + f"; echo do''ne{n}\n").encode())
    until(f"done{n}".encode())
    until(b"@@ ")
for text in texts:
    os.write(fd, text.encode() + KEYS)
    shown = until(b"listed").split("echo lis''")[0]
    for name in sorted(words(shown, text)):
        print(name)
    print()
    os.write(fd, b"\x15echo ne''xt\n")
    until(b"next")
    until(b"@@ ")
os.write(fd, b"\x15exit\n")
