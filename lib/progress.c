/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS 2000
#define AGAIN_MS 200    /* of the line on a terminal */
#define PLAIN_MS 10000  /* of plain lines */
/* Not SIGALRM: an alarm that a parent set before exec ends us as it should. */
#define TICK SIGRTMIN

const char *const progress_whens[] = {"auto", "always", "never", NULL};

enum manner { NOT_SHOWN, ON_TERMINAL, PLAIN_LINES };

/* A signal handler has no context to be given one by: with diag's, the state
 * of the process and not of a piece of work. */
static struct {
	const char *name;
	enum progress_when when;
	bool quiet;
	unsigned depth;         /* of begin; main thread */
	bool has_timer, same_terminal;
	timer_t timer;
	_Atomic int manner;
	_Atomic uint64_t bytes, total, records, step, steps, began;
	atomic_flag busy;       /* the terminal's line is in somebody's hands */
	size_t drawn;           /* columns of the line there; while busy */
} is = {.busy = ATOMIC_FLAG_INIT};

/* --- the text -------------------------------------------------------------- */

struct text {
	char *p;
	size_t len;
};

static void
add_char(struct text *t, char c)
{
	if (t->len < PROGRESS_TEXT)
		t->p[t->len++] = c;
}

static void
add(struct text *t, const char *s)
{
	while (*s != '\0')
		add_char(t, *s++);
}

/* At least `least` digits, by threes when grouped. */
static void
add_number(struct text *t, uint64_t n, unsigned least, bool grouped)
{
	char digits[32];
	unsigned k = 0;

	do {
		digits[k++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0 || k < least);
	while (k-- > 0) {
		add_char(t, digits[k]);
		if (grouped && k > 0 && k % 3 == 0)
			add_char(t, ',');
	}
}

static void
add_size(struct text *t, uint64_t n)
{
	static const char *const units[] = {" B", " kB", " MB", " GB", " TB"};
	uint64_t unit = 1;
	unsigned u = 0;

	while (u < 4 && n / unit >= 1000) {
		unit *= 1000;
		u++;
	}
	add_number(t, n / unit, 1, false);
	if (u > 0) {
		add_char(t, '.');
		add_number(t, n % unit / (unit / 10), 1, false);
	}
	add(t, units[u]);
}

static void
add_time(struct text *t, uint64_t ms)
{
	uint64_t s = (ms + 500) / 1000;

	if (s >= 3600) {
		add_number(t, s / 3600, 1, false);
		add_char(t, ':');
	}
	add_number(t, s / 60 % 60, s >= 3600 ? 2 : 1, false);
	add_char(t, ':');
	add_number(t, s % 60, 2, false);
}

enum part {
	NAME = 1, TOTAL = 2, RECORDS = 4, RATE = 8, LEFT = 16, TIME = 32
};

static void
add_reading(struct text *t, const struct progress_figures *f, unsigned parts)
{
	add_size(t, f->bytes);
	if ((parts & TOTAL) && f->total > 0) {
		add(t, " of ");
		add_size(t, f->total);
	}
	if (parts & RECORDS) {
		add(t, ", ");
		add_number(t, f->records, 1, true);
		add(t, " records");
	}
	if ((parts & RATE) && f->ms > 0) {
		add(t, ", ");
		/* Not bytes * 1000: that is too much for 16 PB. */
		add_size(t, (uint64_t)((double)f->bytes * 1000 /
		    (double)f->ms));
		add(t, "/s");
	}
	if ((parts & LEFT) && f->bytes > 0 && f->total > f->bytes) {
		add(t, ", ");
		add_time(t, (uint64_t)((double)(f->total - f->bytes) *
		    (double)f->ms / (double)f->bytes));
		add(t, " left");
	}
}

static size_t
write_parts(char *to, const char *name, const struct progress_figures *f,
    unsigned parts)
{
	struct text t = {to, 0};

	if (parts & NAME) {
		add(&t, name);
		add(&t, ": ");
	}
	if (f->steps > 0) {
		add(&t, "step ");
		add_number(&t, f->step, 1, true);
		add(&t, " of ");
		add_number(&t, f->steps, 1, true);
	} else {
		add_reading(&t, f, parts);
	}
	if (parts & TIME) {
		add(&t, ", ");
		add_time(&t, f->ms);
		add(&t, " so far");
	}
	return t.len;
}

size_t
progress_text(char *to, const char *name, const struct progress_figures *f,
    size_t width)
{
	static const unsigned ways[] = {
	    NAME | TOTAL | RECORDS | RATE | LEFT,
	    NAME | TOTAL | RATE | LEFT,
	    NAME | TOTAL | LEFT,
	    TOTAL | LEFT,
	    LEFT,
	    0,
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		size_t n = write_parts(to, name, f, ways[i]);

		if (n < width)
			return n;
	}
	return 0;
}

/* --- drawing --------------------------------------------------------------- */

static uint64_t
now_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void
progress_look(struct progress_figures *f)
{
	uint64_t began = is.began;

	*f = (struct progress_figures){.bytes = is.bytes, .total = is.total,
	    .records = is.records, .step = is.step, .steps = is.steps,
	    .ms = began != 0 ? now_ms() - began : 0};
	if (f->total < f->bytes)
		f->total = 0; /* the file grows while it is read */
}

/* A terminal that was stopped (^S) or a pipe that nobody reads must not hold
 * up the work. */
static void
put(const char *p, size_t n)
{
	struct pollfd fd = {STDERR_FILENO, POLLOUT, 0};

	if (poll(&fd, 1, 0) == 1 && (fd.revents & POLLOUT) != 0 &&
	    write(STDERR_FILENO, p, n) < 0)
		return; /* nobody is left to tell */
}

/* Columns of the terminal; what does not say has 80. */
static size_t
columns(void)
{
	struct winsize w;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
		return 80;
	return w.ws_col;
}

/* Puts the text in the place of what was drawn; while busy. */
static void
replace(const char *text, size_t n, size_t width)
{
	char line[2 * PROGRESS_TEXT + 2];
	size_t old = is.drawn < width ? is.drawn : width - 1, len = 0;

	if (n == 0 && is.drawn == 0)
		return;
	line[len++] = '\r';
	memcpy(line + len, text, n);
	len += n;
	if (old > n) {
		memset(line + len, ' ', old - n);
		len += old - n;
	}
	if (n == 0)
		line[len++] = '\r';
	put(line, len);
	is.drawn = n;
}

static void
draw(void)
{
	struct progress_figures f;
	char text[PROGRESS_TEXT];
	size_t width = columns();

	/* Somebody prints a message, or is interrupted doing so: next time.
	 * In the background the terminal is another program's. */
	if (tcgetpgrp(STDERR_FILENO) != getpgrp() ||
	    atomic_flag_test_and_set(&is.busy))
		return;
	if (is.manner == ON_TERMINAL) {
		progress_look(&f);
		replace(text, progress_text(text, is.name, &f, width), width);
	}
	atomic_flag_clear(&is.busy);
}

/* A line of its own, in the grammar of the messages. */
static void
print_status(void)
{
	struct progress_figures f;
	char line[PROGRESS_TEXT + 64];
	struct text t = {line, 0};

	progress_look(&f);
	if (is.manner == ON_TERMINAL)
		add_char(&t, '\r');
	add(&t, is.name);
	add(&t, ": note: ");
	t.len += write_parts(line + t.len, is.name, &f,
	    TOTAL | RECORDS | RATE | LEFT | TIME);
	if (is.manner == ON_TERMINAL)
		add(&t, "    "); /* over the end of a longer line */
	line[t.len++] = '\n';
	put(line, t.len);
}

static void
take_signal(int number)
{
	int saved = errno;

	if (number != SIGUSR1 && is.manner == ON_TERMINAL)
		draw();
	else if (number == SIGUSR1 || is.manner == PLAIN_LINES)
		print_status();
	errno = saved;
}

/* --- what the others call -------------------------------------------------- */

void
progress_init(const char *name, enum progress_when when, bool quiet)
{
	struct sigaction act = {.sa_handler = take_signal,
	    .sa_flags = SA_RESTART}, old;

	is.name = name;
	is.when = when;
	is.quiet = quiet;
	sigemptyset(&act.sa_mask);
	sigaddset(&act.sa_mask, TICK);
	if (sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		(void)sigaction(SIGUSR1, &act, NULL);
}

static bool
is_same_terminal(int a, int b)
{
	struct stat sa, sb;

	return isatty(a) == 1 && isatty(b) == 1 && fstat(a, &sa) == 0 &&
	    fstat(b, &sb) == 0 && sa.st_rdev == sb.st_rdev;
}

static bool
is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (S_ISFIFO(st.st_mode) ||
	    S_ISSOCK(st.st_mode));
}

static enum manner
choose(const char *const *paths, size_t n)
{
	const char *term = getenv("TERM");
	bool from_stdin = n == 0, fit = isatty(STDERR_FILENO) == 1 &&
	    term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;

	for (size_t i = 0; i < n; i++)
		from_stdin = from_stdin || strcmp(paths[i], "-") == 0;
	if (from_stdin && is_same_terminal(STDIN_FILENO, STDERR_FILENO))
		return NOT_SHOWN; /* over what is being typed */
	if (is.when == PROGRESS_ALWAYS)
		return fit ? ON_TERMINAL : PLAIN_LINES;
	/* Of a pipeline every command has the terminal, and so has a pager
	 * at its end. */
	if (is.when == PROGRESS_NEVER || is.quiet || !fit ||
	    is_pipe(STDOUT_FILENO) || (from_stdin && is_pipe(STDIN_FILENO)))
		return NOT_SHOWN;
	return ON_TERMINAL;
}

/* Sum of the sizes; 0: one of them is not known. */
static uint64_t
size_of(const char *const *paths, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < (n > 0 ? n : 1); i++) {
		bool is_stdin = n == 0 || strcmp(paths[i], "-") == 0;
		struct stat st;

		if ((is_stdin ? fstat(STDIN_FILENO, &st)
			      : stat(paths[i], &st)) != 0)
			continue; /* its reader will complain */
		if (!S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

static void
start_timer(void)
{
	struct sigaction act = {.sa_handler = take_signal,
	    .sa_flags = SA_RESTART};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = TICK};
	int again = is.manner == ON_TERMINAL ? AGAIN_MS : PLAIN_MS;
	struct itimerspec when = {.it_value = {FIRST_MS / 1000, 0},
	    .it_interval = {again / 1000, again % 1000 * 1000000L}};

	sigemptyset(&act.sa_mask);
	sigaddset(&act.sa_mask, SIGUSR1);
	if (sigaction(TICK, &act, NULL) != 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, &is.timer) != 0)
		return;
	is.has_timer = true;
	(void)timer_settime(is.timer, 0, &when, NULL);
}

bool
progress_begin(const char *const *paths, size_t n)
{
	if (is.depth++ > 0)
		return false;
	if (is.name == NULL)
		return true;
	is.began = now_ms();
	is.total = size_of(paths, n);
	is.bytes = is.records = is.step = is.steps = 0;
	is.same_terminal = is_same_terminal(STDOUT_FILENO, STDERR_FILENO);
	is.manner = choose(paths, n);
	if (is.manner != NOT_SHOWN)
		start_timer();
	return true;
}

void
progress_end(void)
{
	if (is.depth == 0 || --is.depth > 0)
		return;
	progress_hold();
	is.manner = NOT_SHOWN;
	progress_release();
	if (is.has_timer)
		timer_delete(is.timer);
	is.has_timer = false;
}

void
progress_bytes(uint64_t n)
{
	atomic_fetch_add_explicit(&is.bytes, n, memory_order_relaxed);
}

void
progress_records(uint64_t n)
{
	atomic_fetch_add_explicit(&is.records, n, memory_order_relaxed);
}

void
progress_step(uint64_t done, uint64_t of)
{
	is.step = done;
	is.steps = of;
}

void
progress_hold(void)
{
	while (atomic_flag_test_and_set(&is.busy))
		sched_yield();
	if (is.drawn > 0)
		replace("", 0, columns());
}

void
progress_release(void)
{
	atomic_flag_clear(&is.busy);
}

void
progress_data(int fd)
{
	if (fd != STDOUT_FILENO || !is.same_terminal ||
	    is.manner != ON_TERMINAL)
		return;
	progress_hold();
	is.manner = NOT_SHOWN;
	progress_release();
}
