#!/bin/sh
# SPDX-License-Identifier: MIT
# Every literal display of precinct-recipes(7) runs in a copy of the examples,
# and what several peers count is the same. Peers that are not here are named.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
page=$top/man/precinct-recipes.7
mkdir "$work/recipes" "$work/bin"
awk -v dir="$work/recipes" '
	/^\.\\" recipe/ { n++; file = sprintf("%s/%02d", dir, n)
		sub(/^\.\\" recipe ?/, ""); print >(file ".needs") }
	/^\.Bd -literal/ { inside = 1; next }
	/^\.Ed/ { inside = 0 }
	inside { gsub(/\\e/, "\\"); gsub(/\\\(aq/, "\047")
		gsub(/\\&/, ""); print >file }' "$page"

# One of these pythons may have what is asked for.
python_with() { # module
	for _p in python3 /usr/bin/python3; do
		"$_p" -c "import $1" 2>/dev/null && command -v "$_p" && return
	done
	return 1
}

# DuckDB is no package of Debian; PyPI has its command: of the version that the
# recipes were written for. Where it cannot be had that is not asked twice.
has_duckdb() {
	command -v duckdb >/dev/null && return
	peers=$top/build/peers # of every build
	if [ ! -x "$peers/bin/duckdb" ] &&
	    [ -z "$(find "$peers.none" -mmin -60 2>/dev/null)" ]; then
		{ python3 -m venv "$peers" &&
		    timeout 120 "$peers/bin/pip" install -q --retries 1 \
			--timeout 20 --disable-pip-version-check \
			duckdb-cli==1.5.6; } >"$work/duckdb.log" 2>&1 ||
		    touch "$peers.none"
	fi
	# It may be there and not run, as on an older system.
	"$peers/bin/duckdb" -c 'select 1' >"$work/duckdb.log" 2>&1 &&
	    ln -sf "$peers/bin/duckdb" "$work/bin/"
}

has() { # peer
	case $1 in
	duckdb) has_duckdb ;;
	jsonschema) _python=$(python_with jsonschema) &&
	    ln -sf "$_python" "$work/bin/python3" ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

PATH=$work/bin:$PATH
cp -r "$top/share/examples" "$work/tree"
cd "$work/tree" || exit 2
for recipe in "$work"/recipes/??; do
	needs=$(cat "$recipe.needs")
	name="$(basename "$recipe") $needs"
	for peer in $needs; do
		has "$peer" && continue
		ok 0 "recipe $name # SKIP no $peer here"
		continue 2
	done
	check "recipe $name" sh -e "$recipe"
done
[ "$(find "$work/recipes" -name '??' | wc -l)" -ge 20 ]
ok $? "recipes were found"

# The peers' counts of fraud are ours.
fraud-stats -q --by type --lang en -f jsonl incidents.jsonl >"$work/ours.jsonl"
cat >"$work/ours.py" <<'P'
import json, sys
for line in open(sys.argv[1]):
    row = json.loads(line)
    if "cases" in row and "type" in row:
        print(row["type"], row["cases"], f"{row['loss_fen'] / 100:.2f}")
P
python3 "$work/ours.py" "$work/ours.jsonl" | sort >"$work/ours"
[ -s "$work/ours" ]
ok $? "there is fraud to count"
for peer in jq mlr duckdb sqlite; do
	[ -e "losses.$peer" ] || continue
	awk -F '\t' '{ printf "%s %s %.2f\n", $1, $2, $3 }' "losses.$peer" |
	    sort >"$work/theirs"
	same "$peer counts what fraud-stats counts" "$work/ours" "$work/theirs"
done

if [ -e dashboard.html ]; then
	grep -q 'class="card">警情<b>[1-9]' dashboard.html &&
	    grep -q '<title>警情看板' dashboard.html &&
	    grep -q '</html>' dashboard.html &&
	    ! grep -qE '<script|https?:|13[0-9]{9}' dashboard.html
	ok $? "the dashboard is one page without persons, scripts or network"
	# Text of the records is no markup there.
	sed 's/柳河苑社区/<b>\&"社区/' assigned.jsonl | sed 's/&"/\&\\"/' |
	    sqlite3 :memory: '.read dashboard.sql' >"$work/hostile.html"
	grep -q '&lt;b>&amp;&quot;社区' "$work/hostile.html"
	ok $? "the dashboard escapes what records hold"
	sqlite3 :memory: '.read dashboard.sql' </dev/null >"$work/empty.html"
	ok $? "the dashboard of no records"
fi
[ ! -e months.svg ] || grep -q 'fraud cases' months.svg
ok $? "gnuplot drew"
[ "$(head -c 3 fraud.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
ok $? "CSV for Excel begins with a byte order mark"

# What cron and systemd are told to run is there.
for script in $(sed -n 's/^[^#].*[$]SCRIPTS\/\([a-z-]*\).*/\1/p' crontab) \
    $(sed -n 's/^ExecStart=.*\/\([a-z-]*\) .*/\1/p' precinct-weekly.service); do
	[ -x "$top/scripts/$script" ]
	ok $? "cron, systemd: $script is there"
done
if command -v systemd-analyze >/dev/null 2>&1; then
	check "the timer means Mondays at six" sh -c "
	    when=\$(sed -n 's/^OnCalendar=//p' precinct-weekly.timer)
	    systemd-analyze calendar \"\$when\" | grep -q 'Mon .*06:00:00'"
else
	ok 0 "the timer # SKIP no systemd-analyze here"
fi
done_
