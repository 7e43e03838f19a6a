"""The step `operations`: every operation of status-machine.md 7 on transactions in one state."""
import contextlib
import json
import re
import sqlite3

from support.match import match

# The columns of the table, CancelOrRefund in its three modes, and what each asks for.
UPDATE = {"cardUpdate": {"amount": 400, "currency": "EUR"}}
DUPLICATE = {"amount": 500, "currency": "EUR"}
COLUMNS = {
    "Cancel": {},
    "Refund": {},
    "CancelOrRefund": {},
    "CancelOrRefund CANCELLATION_ONLY": {"resolutionMode": "CANCELLATION_ONLY"},
    "CancelOrRefund REFUND_ONLY": {"resolutionMode": "REFUND_ONLY"},
    "Update": UPDATE,
    "Validate": {},
    "Duplicate": DUPLICATE,
    "Capture": {},
}
LINE = re.compile(r"(\w+(?: [A-Z_]+_ONLY)?)\s+(\{.*\}|[A-Z]{3}_\d+)")
COUNTED = ("SELECT COUNT(*) FROM transactions", "SELECT COUNT(*) FROM payments",
           "SELECT COUNT(*) FROM history WHERE entity = ?",
           "SELECT COUNT(*) FROM due WHERE entity = ?")


class TableError(Exception):
    pass


def read_table(body):
    """(column, outcome) pairs; every column has its line, once."""
    rows = []
    for line in body.split("\n"):
        found = LINE.fullmatch(line.strip())
        if not found or found[1] not in COLUMNS:
            raise TableError(f"not an operation and its outcome: {line!r}")
        rows.append((found[1], found[2]))
    named = [column for column, _ in rows]
    if sorted(named) != sorted(COLUMNS):
        missing = sorted(set(COLUMNS) - set(named))
        raise TableError(f"each operation once; missing: {', '.join(missing) or 'none'}")
    return rows


def run(scene, step):
    """A code: refused, and nothing has changed. An object: a fresh transaction answers it."""
    if not scene.fresh:
        return [("operations", "a step `fresh` before it", "none")]
    try:
        rows = read_table(step.body)
    except TableError as error:
        return [("operations", "a whole table", str(error))]
    # The allowed ones first: cancelling gives back what a meal voucher has spent of its day.
    for column, outcome in rows:
        if outcome.startswith("{"):
            problems = make(scene) or allowed(scene, column, json.loads(outcome))
            if problems:
                return problems
    problems = make(scene)
    for column, outcome in rows:
        if not problems and not outcome.startswith("{"):
            problems = refused(scene, column, outcome)
    return problems


def make(scene):
    """Plays the steps of `fresh`; what they keep takes the place of what they kept before."""
    scene.variables = dict(scene.before_fresh)
    for step in scene.fresh:
        problems = scene.run(step)
        if problems:
            return [(f"fresh, line {step.line}: {where}", expected, got)
                    for where, expected, got in problems]
    if "uuid" not in scene.variables:
        return [("fresh", "a transaction kept as $uuid", "none")]
    return []


def request(scene, column):
    uuid = scene.variables["uuid"]
    subject = {"uuids": [uuid]} if column == "Capture" else {"uuid": uuid}
    return scene.call("Transaction/" + column.split(" ")[0], {**subject, **COLUMNS[column]})


def refused(scene, column, code):
    before = state(scene)
    envelope = request(scene, column)
    got = envelope["answer"].get("errorCode") if envelope["status"] == "ERROR" else "SUCCESS"
    if got != code:
        return [(column, code, str(got))]
    after = state(scene)
    return [(f"{column}: {name}", f"unchanged {before[name]}", str(after[name]))
            for name in before if before[name] != after[name]]


def allowed(scene, column, expected):
    envelope = request(scene, column)
    problems = match({"status": "SUCCESS", "answer": expected}, envelope, scene.variables)
    return [(f"{column}: {where}", wanted, got) for where, wanted, got in problems]


def state(scene):
    """What a refused operation must leave as it was: the transaction, the books, the acquirer's."""
    uuid = scene.variables["uuid"]
    seen = {"Transaction/Get": scene.call("Transaction/Get", {"uuid": uuid})["answer"],
            "ledger": sum(entry["transaction"] == uuid for entry in scene.gateway.ledger())}
    file = scene.gateway.database_files()[0]
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True,
                                            timeout=10)) as database:
        for query in COUNTED:
            values = (uuid,) * query.count("?")
            seen[query] = database.execute(query, values).fetchone()[0]
    return seen
