# SPDX-License-Identifier: MIT
"""The schema of the record, against the program's own list of keys, the views
of the examples, records, and records that must be refused.

schema.py keys TOP         schema, views and page have the keys of lib/record
schema.py records TOP ...  every line of the files is valid
schema.py refused TOP      a record with one thing wrong is not
"""
import json
import pathlib
import re
import sys

# precinct-record(5), Outcomes: keys that only those have.
OF_OUTCOMES = {"event", "at", "by", "result", "number"}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN",
          "array": "VARCHAR[]", "object": "MAP(VARCHAR, VARCHAR)"}

top = pathlib.Path(sys.argv[2])
schema = json.loads((top / "share/record.schema.json").read_text("utf-8"))
faults = []


def fault(*words):
    faults.append(" ".join(str(word) for word in words))


def same(what, got, wanted):
    if missing := set(wanted) - set(got):
        fault(what, "lacks", sorted(missing))
    if more := set(got) - set(wanted):
        fault(what, "has besides", sorted(more))


def sql_type(prop):
    while "$ref" in prop:
        name = prop["$ref"].rpartition("/")[2]
        if name in ("time", "date"):
            return {"time": "TIMESTAMPTZ", "date": "DATE"}[name]
        prop = schema["$defs"][name]
    if "const" in prop:
        return "BIGINT"
    return DUCKDB[prop.get("type", "string")]


def keys():
    names = dict(re.findall(r'KEY\((REC_\w+),\s*"(\w+)"\)',
                            (top / "lib/record.c").read_text("utf-8")))
    enum = re.search(r"enum record_key \{(.*?)REC_NKEYS",
                     (top / "lib/record.h").read_text("utf-8"), re.S)[1]
    same("lib/record.c", names, re.findall(r"\bREC_\w+", enum))
    wanted = set(names.values()) | OF_OUTCOMES
    same("record.schema.json", schema["properties"], wanted)
    page = (top / "man/precinct-record.5").read_text("utf-8")
    told = set(re.findall(r"[a-z_]+", " ".join(
        re.findall(r"^\.(?:It |No )?Cm (.*)$", page, re.M))))
    same("precinct-record(5)", told & wanted, wanted)
    examples = top / "share/examples"
    duckdb = dict(re.findall(r"\"?(\w+)\"?: '([^']*)'",
                  (examples / "records.duckdb.sql").read_text("utf-8")
                  .partition("columns =")[2]))
    same("records.duckdb.sql", duckdb, wanted)
    for key, kind in duckdb.items():
        if kind != sql_type(schema["properties"][key]):
            fault("records.duckdb.sql:", key, "is", kind)
    sqlite = re.findall(r"r ->>? '(\w+)' AS \"?(\w+)\"?",
                        (examples / "records.sqlite.sql").read_text("utf-8"))
    same("records.sqlite.sql", [name for _, name in sqlite], wanted)
    for key, name in sqlite:
        if key != name:
            fault("records.sqlite.sql:", key, "is called", name)


def validator():
    import jsonschema
    made = jsonschema.Draft202012Validator
    made.check_schema(schema)
    return made(schema, format_checker=jsonschema.FormatChecker())


def records():
    valid = validator()
    for path in sys.argv[3:]:
        n = 0
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            for error in valid.iter_errors(json.loads(line)):
                fault(f"{path}:{n}:", list(error.path), error.message[:200])
        if n == 0:
            fault(path, "is empty")


# Each replaces one key of a good record; None takes it out.
WRONG = [
    ("format", 2), ("format", "1"), ("format", None),
    ("kind", "person"), ("kind", None), ("id", None), ("id", ""),
    ("id", 510118202408310), ("parent_id", 7), ("link", "again"),
    ("reported_at", "2024-08-31 14:05:00"), ("reported_at", ""),
    ("reported_at", "2024-08-31T14:05:00"),
    ("reported_at", "2024-13-01T14:05:00+08:00"),
    ("reported_at", "2024-08-31T24:00:00+08:00"), ("reported_at", 1725084300),
    ("occurred_at", "2024-08-31"), ("due_on", "2024-02-30"),
    ("due_on", "2024-8-31"), ("due_on", "2024-08-31T00:00:00+08:00"),
    ("loss_fen", 1200.5), ("loss_fen", "1200"), ("loss_fen", -1),
    ("stopped_fen", True), ("stopped_fen", 0.01), ("caller_age", "44"),
    ("caller_age", -1), ("caller_sex", "男"), ("caller_phone", 13800000000),
    ("caller_id", 5.1e17), ("parties", "张某"), ("parties", []),
    ("secret", "yes"), ("narrative", ""), ("narrative", None, "feedback", ""),
    ("src", "export.csv"), ("src", "export.csv:0"), ("quality", []),
    ("quality", ["doubtful"]), ("extra", {}), ("extra", {"备注": 1}),
    ("extra", {"a": {"b": "c"}}), ("category", ["dispute.debt"]),
    ("labels", "dispute.debt"), ("labels", [1]), ("risk", "severe"),
    ("risk_score", 1.5), ("risk_score", -1), ("why", ["because"]),
    ("found_amount_fen", ["1200.5@1+2"]), ("found_times", ["3 pm@1+2"]),
    ("found_phones", []), ("tier", "boss"), ("departments", [""]),
    ("repeats", 0), ("repeats", "1"), ("minutes", 12.5), ("hazards", -1),
    ("with_officer", 1), ("members", ["义警001", ""]), ("at", "yesterday"),
]
GOOD = {"format": 1, "kind": "incident", "id": "J5101182024083100012",
        "reported_at": "2024-08-31T14:05:00+08:00", "narrative": "张某借钱不还…",
        "src": "export.csv:13", "category": "dispute.debt",
        "labels": ["dispute.debt"], "risk": "low", "risk_score": 0,
        "why": ["dispute.debt.unpaid@2+4"], "loss_fen": 1200,
        "of_another_program": {"may": ["be", 1.5]}}


def refused():
    valid = validator()
    for error in valid.iter_errors(GOOD):
        fault("the good one:", error.message)
    for changes in WRONG:
        record = dict(GOOD)
        for key, value in zip(changes[::2], changes[1::2]):
            record[key] = value
            if value is None:
                del record[key]
        if valid.is_valid(record):
            fault("taken for valid:", changes)
    print(len(WRONG), "refused")


{"keys": keys, "records": records, "refused": refused}[sys.argv[1]]()
print(*faults[:20], sep="\n")
sys.exit(1 if faults else 0)
