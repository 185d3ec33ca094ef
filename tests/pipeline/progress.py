# SPDX-License-Identifier: MIT
"""Runs commands under pseudo-terminals; a slow input makes them long. All runs
go at once, since each takes two seconds and more. What must come is waited for,
however slow the machine is; what must not come has the usual time to come.
Prints STATUS<tab>NAME<tab>DETAIL."""
import array, fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios
import threading, time

RECORD = ('{"format":1,"kind":"incident","id":"J%d","reported_at":'
          '"2024-08-31T10:00:00+08:00","type":"诈骗","narrative":"刷单被骗",'
          '"category":"fraud.task","loss_fen":100}\n')
LINES = "".join(RECORD % i for i in range(1000)).encode()
FEW = "".join(RECORD % i for i in range(100)).encode()
LIMIT = 120  # seconds; only what is broken takes so long
results = []
lock = threading.Lock()


def tell(good, name, detail=""):
    with lock:
        results.append((good, name, detail))


def caught(pid, field="SigCgt"):
    """Whether SIGUSR1 would be caught (or, SigIgn, ignored): else it ends a
    process."""
    try:
        with open("/proc/%d/status" % pid) as status:
            found = re.search(field + r":\s*([0-9a-f]+)", status.read())
    except (FileNotFoundError, ProcessLookupError):
        return False
    return bool(found and int(found[1], 16) & 1 << (signal.SIGUSR1 - 1))


def drained(fd):
    """Whether the other side of the pipe has read all."""
    left = array.array("i", [0])
    fcntl.ioctl(fd, termios.FIONREAD, left)
    return left[0] == 0


def wait_for(condition):
    end = time.monotonic() + LIMIT
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)


class Run:
    """A command whose input grows until `seconds` have gone by since it began
    to read, and until `enough` of what it has written so far."""

    def __init__(self, argv, width=80, stdout="file", stderr="tty",
                 stdin="fifo", term="xterm", env=None, signals=(),
                 feed=True, seconds=3.2, pieces=LINES, enough=None):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        attributes = termios.tcgetattr(slave)
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(slave, termios.TCSANOW, attributes)
        environment = dict(os.environ, **(env or {}))
        environment.pop("TERM", None)
        if term is not None:
            environment["TERM"] = term
        self.err = self.out = b""
        # A named pipe is a file of unknown size that is no standard input.
        self.fifo = "fifo-%d" % id(self)
        os.mkfifo(self.fifo)
        argv = list(argv) + ([self.fifo] if stdin == "fifo" else [])
        err_read, err_write = os.pipe()
        out_read, out_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            if stdin == "fifo":
                os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
            elif stdin == "pipe":
                os.dup2(os.open(self.fifo, os.O_RDONLY), 0)
            else:
                os.dup2(slave, 0)
            os.dup2({"tty": slave, "pipe": out_write}.get(stdout) or
                    os.open(self.fifo + ".out", os.O_CREAT | os.O_WRONLY), 1)
            if stderr == "closed":
                os.close(2)
            else:
                os.dup2(slave if stderr == "tty" else err_write, 2)
            os.closerange(3, 64)
            try:
                os.execvpe(argv[0], argv, environment)
            except OSError:
                os._exit(127)
        os.close(err_write)
        os.close(out_write)
        self.pid, self.status = pid, None
        readers = [threading.Thread(target=self.read, args=(fd, where))
                   for fd, where in ((self.master, "tty"), (err_read, "err"),
                                     (out_read, "out"))]
        self.got = {"tty": bytearray(), "err": bytearray(), "out": bytearray()}
        for reader in readers:
            reader.start()
        began = time.monotonic()
        self.enough = enough or (lambda run: True)
        self.told = stderr == "pipe"  # a signal is answered where we see it
        if stdin in ("fifo", "pipe"):
            self.feed(pieces if feed else b"", seconds, signals)
        else:
            time.sleep(seconds)
            os.write(self.master, b"\x04")
        self.status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.took = time.monotonic() - began
        os.close(slave)  # kept until now: the last one gone is a hang-up
        for reader in readers:
            reader.join()
        os.unlink(self.fifo)

    def feed(self, pieces, seconds, signals):
        with open(self.fifo, "wb", buffering=0) as to:
            to.write(pieces or LINES)
            wait_for(lambda: drained(to) or self.gone())
            start, left, sent = time.monotonic(), sorted(signals), 0
            while not self.gone() and (
                    left or time.monotonic() - start < seconds or
                    not self.enough(self)):
                now = time.monotonic() - start
                if now > LIMIT:
                    return
                # One after the other has been answered: two at once are one.
                if left and now >= left[0] and caught(self.pid) and (
                        self.got["err"].count(b"\n") >= sent or not self.told):
                    os.kill(self.pid, signal.SIGUSR1)
                    left.pop(0)
                    sent += 1
                time.sleep(0.05)
                if pieces:
                    try:
                        to.write(FEW if pieces == LINES else pieces)
                    except BrokenPipeError:
                        return

    def gone(self):
        """It has ended (and waits to be asked for its status)."""
        return os.waitid(os.P_PID, self.pid,
                         os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def read(self, fd, where):
        while True:
            try:
                part = os.read(fd, 65536)
            except OSError:  # EIO: the other side of a terminal is closed
                part = b""
            if not part:
                break
            self.got[where] += part
        os.close(fd)


def lines_drawn(tty):
    """What stood between carriage returns, blanks cut off."""
    return [part.strip() for part in tty.decode("utf-8", "replace").split("\r")
            if part.strip()]


SHAPE = re.compile(r"^fraud-stats: [0-9.]+ [kM]?B, [0-9,]+ records, "
                   r"[0-9.]+ [kM]?B/s$")


def drawn_twice(run):
    return len(lines_drawn(run.got["tty"])) >= 2


def plain_line(run):
    return b"\n" in run.got["err"] + run.got["tty"]


def plain_lines(text, took):
    """Nothing else, the first after two seconds and one in ten."""
    found = text.splitlines()
    return 1 <= len(found) <= 1 + took / 10 and "\r" not in text and \
        all(STATUS.match(line) for line in found)


STATUS = re.compile(r"^(fraud-stats|classify-risk|grep-cases|ingest-incidents): note: [0-9.]+ [kM]?B"
                    r"(?: of [0-9.]+ [kM]?B)?, [0-9,]+ records, [0-9.]+ [kM]?B/s, "
                    r"(?:[0-9:]+ left, )?[0-9]+:[0-9]{2} so far *$")
WHOLE = b'{"format":1,"kind":"incident","id":"J","narrative":"x"}\n'


def terminal_80():
    run = Run(["fraud-stats"], enough=drawn_twice)
    drawn = lines_drawn(run.got["tty"])
    tell(run.status == 0 and drawn and all(SHAPE.match(d) for d in drawn),
         "a terminal of 80 columns gets the line", repr(run.got["tty"]))
    tell(2 <= len(drawn) <= 10 * (run.took - 1), "drawn at most ten times a second", repr(drawn))
    tell(run.got["tty"].endswith(b" \r") and b"\n" not in run.got["tty"],
         "and is taken away at the end", repr(run.got["tty"][-90:]))
    tell(b"\033" not in run.got["tty"], "no escape sequence")


def no_color():
    run = Run(["fraud-stats"], env={"NO_COLOR": "1"}, enough=drawn_twice)
    tell(lines_drawn(run.got["tty"]) and b"\033" not in run.got["tty"],
         "NO_COLOR: the line, without escape sequence", repr(run.got["tty"]))


def width_of(width, wanted):
    def test():
        run = Run(["fraud-stats"], width=width,
                  enough=drawn_twice if width != 1 else None)
        drawn = lines_drawn(run.got["tty"])
        tell(run.status == 0 and wanted(drawn, run.got["tty"]),
             "a terminal of width %d" % width, repr(run.got["tty"]))
    return test


def silent(name, **how):
    def test():
        run = Run(["fraud-stats"] + how.pop("options", []), **how)
        tell(run.status in (0, 2) and lines_drawn(run.got["tty"]) == [] and
             run.got["err"] == b"" and run.status == 0, name,
             repr((run.status, run.got)))
    return test


def stdout_terminal():
    run = Run(["fraud-stats"], stdout="tty", enough=drawn_twice)
    text = run.got["tty"].decode()
    before, table, after = text.partition("电信网络诈骗警情统计")
    tell(run.status == 0 and "fraud-stats: " in before and table and
         re.search(r"\r +\r$", before) and "\r" not in after,
         "standard output is the terminal: the line goes before the table",
         repr(text))


def stdout_stream():
    run = Run(["classify-risk"], stdout="tty", pieces=LINES * 8)
    text = run.got["tty"]
    first = text.find(b"{")
    tell(run.status == 0 and first >= 0 and b"\r" not in text[first:] and
         text.count(b"\n") == text.count(b'"classifier"'),
         "once records go to the terminal no line is drawn among them",
         repr(text[:200]))


def messages():
    bad = WHOLE * 3 + b"{bad\n"
    run = Run(["fraud-stats", "--reject", "rej"], pieces=bad * 400,
              stdout="file", enough=drawn_twice)
    text = run.got["tty"].decode()
    note = text.find("records read")
    start = text.rfind("\r", 0, note) if note > 0 else -1
    tell(note > 0 and text[start + 1:].startswith("fraud-stats: note: "),
         "a message begins on a clean line", repr(text[-300:]))


def always_pipe():
    run = Run(["fraud-stats", "--progress=always"], stderr="pipe",
              stdout="pipe", enough=plain_line)
    text = run.got["err"].decode()
    tell(plain_lines(text, run.took), "always: a plain line in a pipe",
         repr(text))


def always_dumb():
    run = Run(["fraud-stats", "--progress=always"], term="dumb",
              enough=plain_line)
    text = run.got["tty"].decode()
    tell(plain_lines(text, run.took), "always, TERM=dumb: a plain line",
         repr(text))


def always_quiet_pipeline():
    run = Run(["fraud-stats", "-q", "--progress=always"], stdout="pipe",
              stdin="pipe", enough=drawn_twice)
    tell(run.status == 0 and lines_drawn(run.got["tty"]) != [],
         "always: in a pipeline and with -q", repr(run.got))


def known_size():
    with open("big.jsonl", "wb") as to:
        for i in range(40):
            to.write(LINES)
    # A named pipe after a file: no size; the file alone: a size and the time.
    process = subprocess.Popen(["fraud-stats", "big.jsonl"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = b""
    while process.poll() is None:
        if caught(process.pid):
            process.send_signal(signal.SIGUSR1)
        if select.select([process.stderr], [], [], 0.001)[0]:
            err += os.read(process.stderr.fileno(), 4096)
    err += process.stderr.read()
    # A signal may come before the first byte is read.
    told = [x for x in err.splitlines() if b"note: 0 B" not in x]
    tell(process.returncode == 0 and all(re.search(rb" of [0-9.]+ MB, ", x)
                                         for x in told),
         "the size of files is known", repr(err))


def usr1(name, argv, **how):
    def test():
        run = Run(argv, stdout="pipe", stderr="pipe", stdin="pipe",
                  seconds=1.5, signals=(0.5, 1.0), **how)
        found = run.got["err"].decode().splitlines()
        status = [line for line in found if STATUS.match(line)]
        tell(run.status == 0 and len(status) == 2 and b"\r" not in run.got["err"],
             "SIGUSR1: " + name, repr((run.status, found)))
    return test


def usr1_ignored():
    process = subprocess.Popen(
        "trap '' USR1; exec fraud-stats", shell=True, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    # More than a pipe holds: some of it has been read.
    process.stdin.write(LINES)
    good = caught(process.pid, "SigIgn")
    process.send_signal(signal.SIGUSR1)
    process.stdin.write(LINES)
    err = process.communicate()[1]
    tell(good and process.returncode == 0 and err == b"",
         "SIGUSR1 that was ignored stays so", repr(err))


def closed():
    run = Run(["fraud-stats", "-o", "closed.out"], stderr="closed",
              signals=(1.0, 2.4))
    with open("closed.out", "rb") as made:
        data = made.read()
    tell(run.status == 0 and b"note" not in data and b"\r" not in data and
         "警情".encode() in data, "standard error closed: nothing gets into the data",
         repr((run.status, data[:200])))


def typed():
    run = Run(["fraud-stats", "-"], stdin="tty", stdout="file")
    tell("records" not in run.got["tty"].decode(),
         "nothing is drawn over what is typed", repr(run.got["tty"]))


tests = [
    terminal_80, no_color, stdout_terminal, stdout_stream, messages,
    always_pipe, always_dumb, always_quiet_pipeline, known_size,
    usr1_ignored, closed, typed,
    width_of(0, lambda drawn, raw: drawn and all(SHAPE.match(d) for d in drawn)),
    width_of(1, lambda drawn, raw: raw == b""),
    width_of(20, lambda drawn, raw: drawn and all(
        re.match(r"^(fraud-stats: )?[0-9.]+ [kM]?B$", d) for d in drawn)),
    silent("standard output is a pipe: nothing", stdout="pipe"),
    silent("standard error is a pipe: nothing", stderr="pipe"),
    silent("reads a pipe: nothing", stdin="pipe"),
    silent("TERM=dumb: nothing", term="dumb"),
    silent("no TERM, as in cron: nothing", term=None),
    silent("--quiet: nothing", options=["-q"]),
    silent("--progress=never: nothing", options=["--progress=never"]),
    usr1("a reader blocked on a slow pipe", ["fraud-stats"], feed=False),
    usr1("while records come", ["classify-risk"]),
    usr1("-j2, blocked", ["classify-risk", "-j2"], feed=False),
    usr1("-j2, while records come", ["classify-risk", "-j2"]),
    usr1("grep-cases", ["grep-cases", "-c", "刷单", "-"], feed=False),
    usr1("ingest-incidents", ["ingest-incidents", "-q", "--reject", "r.csv"],
         pieces="警情编号,报警时间,简要案情\nJ1,2024-08-31 10:00,无\n".encode()),
]
threads = [threading.Thread(target=test) for test in tests]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for good, name, detail in results:
    print("%d\t%s\t%s" % (0 if good else 1, name, detail[:700]))
sys.exit(0 if len(results) >= len(tests) else 1)
