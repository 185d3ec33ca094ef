# precinct: build, test, install. Overridable: CC CFLAGS LDFLAGS PREFIX DESTDIR
# MANDIR PKG_CONFIG. `make demo` and `make check` install what is missing
# first; plain `make` only builds.

VERSION    := $(shell cat VERSION)
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
DATADIR    ?= $(PREFIX)/share/precinct
MANDIR     ?= $(PREFIX)/share/man
DESTDIR    ?=
PKG_CONFIG ?= pkg-config
B          ?= build
JOBS       ?= $(shell nproc)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wwrite-strings -Wcast-qual -Wundef -Wnull-dereference \
	-Wimplicit-fallthrough -Wconversion -Wsign-conversion
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS   ?= -O2 -g
CPPFLAGS += -Ilib -D_GNU_SOURCE -DPRECINCT_VERSION='"$(VERSION)"' \
	-DPRECINCT_DATADIR='"$(DATADIR)"'
LDFLAGS  ?= -pie -Wl,-z,relro,-z,now
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(HARDEN) $(CFLAGS)

PKGS := jansson libpcre2-16 libpcre2-8 smartcols zlib libzstd libxxhash libsodium xlsxwriter libzip expat libxml-2.0
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PKGS))
# liblinear has no .pc file.
PKG_LIBS   = $(shell $(PKG_CONFIG) --libs $(PKGS)) -llinear -lpthread -lm

LIB_SRC  := $(sort $(wildcard lib/*.c))
CMD_SRC  := $(sort $(wildcard cmd/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
GEN_SRC  := $(sort $(wildcard tests/gen/*.c))
LIB_OBJ  := $(LIB_SRC:lib/%.c=$(B)/lib/%.o)
BIN      := $(CMD_SRC:cmd/%.c=$(B)/bin/%)
UNIT     := $(UNIT_SRC:tests/unit/%.c=$(B)/unit/%)
GEN      := $(if $(GEN_SRC),$(B)/gen/make-log)
MAN      := $(sort $(wildcard man/*.[0-9] man/*/*.[0-9]))

all: $(BIN)

$(B)/lib/%.o: lib/%.c VERSION Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# The data directory is compiled in: another one is another prog.o.
$(B)/lib/prog.o: $(B)/datadir
$(B)/datadir: FORCE
	@mkdir -p $(@D)
	@echo '$(DATADIR)' | cmp -s - $@ || echo '$(DATADIR)' >$@
FORCE:

$(B)/libprecinct.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcsD $@ $(LIB_OBJ)

$(B)/bin/%: cmd/%.c $(B)/libprecinct.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d \
	    $< $(B)/libprecinct.a $(LDFLAGS) $(PKG_LIBS) -o $@

$(B)/unit/%: tests/unit/%.c $(B)/libprecinct.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d \
	    $< $(B)/libprecinct.a $(LDFLAGS) $(PKG_LIBS) -lcmocka -o $@

$(B)/gen/make-log: $(GEN_SRC) $(B)/libprecinct.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) $(GEN_SRC) \
	    $(B)/libprecinct.a $(LDFLAGS) $(PKG_LIBS) -o $@

gen: $(GEN)

# --- tests -----------------------------------------------------------------

check: deps-check
	@$(MAKE) --no-print-directory -s -j$(JOBS) check-built
	@$(MAKE) --no-print-directory -s -j$(JOBS) check-asan
	@$(MAKE) --no-print-directory -s -O -j2 lint fuzz-smoke

check-built: all unit-programs gen
	@B=$(B) tests/run-all

unit-programs: $(UNIT)

unit: $(UNIT)
	@B=$(B) tests/run-unit

golden: all gen
	@B=$(B) prove --exec sh tests/run-golden

ASAN := CFLAGS="-O1 -g1 -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer" \
	HARDEN=-fPIE B=build-asan LDFLAGS="-pie -fsanitize=address,undefined"

check-asan:
	@$(MAKE) --no-print-directory -s $(ASAN) check-built

fuzz-smoke:
	@scripts/fuzz-smoke

lint:
	@scripts/lint

# The HTML reports in a real browser, where one can be had.
check-html: all
	@B=$(B) tests/html/run

# The work split over machines, by engines that are really run: GNU parallel
# over ssh, Slurm, Spark (PYSPARK: a python3 with pyspark); minutes. An engine
# that is not here is left out, saying so.
check-cluster: all gen
	@B=$(B) prove -v --exec sh tests/cluster/parallel.sh \
	    tests/cluster/slurm.sh tests/cluster/spark.sh

bench: all gen
	@B=$(B) tests/bench/run

# How well texts that others labelled are classified; without them it says so.
DATA ?= ../shared/data/labelled
accuracy: all
	@B=$(B) scripts/accuracy $(DATA)

# --- set up, demo ----------------------------------------------------------

deps:
	@scripts/install-deps build

deps-check:
	@scripts/install-deps build check

demo: deps
	@$(MAKE) --no-print-directory -s all
	@B=$(B) scripts/demo

# --- install ---------------------------------------------------------------

SHARE := $(shell find share -type f 2>/dev/null | sort)

# In the shell: man/x.1 is man1/x.1, man/zh_CN/x.1 is zh_CN/man1/x.1.
man_target = $(MANDIR)/$$(echo "$$$(1)" | \
	sed -E 's|^man/(.*/)?([^/]*\.([0-9]))$$|\1man\3/\2|')

# What cron runs.
STATION_SCRIPTS := $(addprefix scripts/,intake daily-brief weekly-report)
CLUSTER_SCRIPTS := $(sort $(wildcard scripts/cluster/*))
STATION_UNITS   := $(shell grep -rl /usr/local/share/precinct share | sort)

install: all
	install -d $(DESTDIR)$(BINDIR)
	install -m 755 $(BIN) $(DESTDIR)$(BINDIR)
	@for f in $(SHARE); do \
	    install -D -m 644 "$$f" "$(DESTDIR)$(DATADIR)/$${f#share/}" || exit; \
	done
	@$(MAKE) --no-print-directory -s install-completions
	install -d $(DESTDIR)$(DATADIR)/scripts
	install -m 755 $(STATION_SCRIPTS) $(DESTDIR)$(DATADIR)/scripts
	install -d $(DESTDIR)$(DATADIR)/scripts/cluster
	install -m 755 $(CLUSTER_SCRIPTS) $(DESTDIR)$(DATADIR)/scripts/cluster
	@# The example crontab and units name the directory that was chosen.
	@for f in $(STATION_UNITS); do \
	    sed 's|/usr/local/share/precinct|$(DATADIR)|' "$$f" \
		>"$(DESTDIR)$(DATADIR)/$${f#share/}" || exit; \
	done
	@for f in $(MAN); do \
	    install -D -m 644 "$$f" "$(DESTDIR)$(call man_target,f)" || exit; \
	done

# bash and fish look a command's completions up by its name.
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
NAMES   := $(filter-out precinct,$(sort $(notdir $(BIN))))
install-completions: all
	@for s in bash zsh fish; do \
	    scripts/make-completions $$s $(BIN) >$(B)/completions.$$s || exit; \
	done
	install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	install -m 644 $(B)/completions.bash $(DESTDIR)$(BASHDIR)/precinct
	install -m 644 $(B)/completions.zsh $(DESTDIR)$(ZSHDIR)/_precinct
	install -m 644 $(B)/completions.fish $(DESTDIR)$(FISHDIR)/precinct.fish
	@for n in $(NAMES); do \
	    ln -sf precinct $(DESTDIR)$(BASHDIR)/$$n && \
	    ln -sf precinct.fish $(DESTDIR)$(FISHDIR)/$$n.fish || exit; \
	done

uninstall:
	rm -f $(DESTDIR)$(ZSHDIR)/_precinct
	@for n in precinct $(NAMES); do \
	    rm -f $(DESTDIR)$(BASHDIR)/$$n $(DESTDIR)$(FISHDIR)/$$n.fish; \
	done
	cd $(DESTDIR)$(BINDIR) && rm -f $(notdir $(BIN))
	rm -rf $(DESTDIR)$(DATADIR)
	@for f in $(MAN); do rm -f "$(DESTDIR)$(call man_target,f)"; done

# --- release ---------------------------------------------------------------

TARBALL := $(B)/precinct-$(VERSION).tar.gz

dist:
	@scripts/dist $(TARBALL)

# The Debian package, from the tarball, in $(B)/deb.
deb: dist
	@scripts/make-deb $(TARBALL) $(B)/deb

# Twice the same bytes, lintian, the list of files, an installation on a clean
# Debian root.
check-deb:
	@scripts/install-deps build package root
	@prove -v --exec sh tests/deb/package tests/deb/clean-root

# All that builds from the tarball, without git.
check-dist: deps-check
	@prove -v --exec sh tests/deb/tarball

# The programs from the libraries' archives, as far as there are any.
check-static: all
	@B=$(B) prove -v --exec sh tests/deb/static

print-libs:
	@echo $(PKG_LIBS)

clean:
	rm -rf build build-* demo

.PHONY: check-cluster install-completions all gen check check-built unit unit-programs golden check-asan \
	fuzz-smoke lint check-html bench accuracy deps deps-check demo install \
	dist deb check-deb check-dist check-static print-libs \
	uninstall clean
.SECONDARY:

-include $(LIB_OBJ:.o=.d) $(BIN:=.d) $(UNIT:=.d)
