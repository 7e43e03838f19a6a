#!/usr/bin/env python3
"""The house rules that a compiler does not check. Prints one line per breach; exit 1 if any.

With --cases it prints "pass RULE" or "fail RULE" instead, for ./test, and breaches to stderr.
"""
import functools
import pathlib
import re
import subprocess
import sys

import scan

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
# Rooms on one floor do not see each other; the order of floors is the order of src/README.md.
FLOORS = [
    {"rest", "form", "hosted", "backoffice", "exchange", "sandbox"},
    {"subscriptions", "payment_orders", "mandates"},
    {"authentication", "risk", "tokens", "notifications"},
    {"vault", "jobs", "idempotency"},
]
DIGITS_SEEN_BY = {"base", "vault", "acquiring"}
CLOCKS = re.compile(r"\b(?:system|high_resolution)_clock::now|\bclock_gettime\b|\bgettimeofday\b"
                    r"|\btime\((?:nullptr|NULL|0|&\w+)?\)|\brandom_device\b|\bmt19937"
                    r"|\bRAND_(?:priv_)?bytes\b|\bgetrandom\(|\bgetentropy\b|\bs?rand\("
                    r"|\barc4random")
STEADY = re.compile(r"\bsteady_clock::now")
SQL = re.compile(r"(?:SELECT\s|INSERT\s+(?:INTO|OR)\b|UPDATE\s+\w+|DELETE\s+FROM\b|DROP\s+TABLE\b"
                 r"|CREATE\s+(?:TABLE|INDEX|UNIQUE)\b|ALTER\s+TABLE\b|WITH\s+\w+\s+AS\b)")
# Written so that this file does not name what it forbids.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE = re.compile(r"(?<![\w.}])/(?:wor" r"k|tmp/bash_" r"jobs)\b/?")
RULES = {}


class File:
    """One tracked file; `path` is relative to the repository, with forward slashes."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.name = path.rsplit("/", 1)[-1]
        self.suffix = pathlib.PurePosixPath(path).suffix
        parts = path.split("/")
        self.room = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        self.is_cpp = self.suffix in (".cpp", ".hpp")
        self.is_ts = self.suffix in (".ts", ".tsx")
        self.is_shell = self.suffix == ".sh" or bool(re.match(r"#!.*\b(?:ba)?sh\b", text))
        self.is_proof = bool(re.search(r"_(?:test|fuzz|bench)\.cpp$", path)) or "testing" in parts
        self.is_source = self.room is not None and self.is_cpp

    @functools.cached_property
    def split(self):
        return scan.split(self.text)

    def code_lines(self):
        return enumerate(self.split[0].split("\n"), 1)


class World:
    """What rules need to know beyond one file."""

    def __init__(self, paths, readme, cards=()):
        self.rooms = re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)
        self.folders = {p.split("/")[1] for p in paths if re.match(r"src/\w+/", p)}
        self.paths = set(paths)
        self.cards = set(cards)


def rule(name, remedy):
    """Registers a generator of (line, what was found); it sees one file and the world."""
    def register(check):
        RULES[name] = (remedy, check)
        return check
    return register


@rule("arrows go down the map", "move the shared part to a room below, or pass it in from main")
def arrows(file, world):
    if not file.is_source or file.room not in world.rooms:
        return
    for number, line in enumerate(file.lines, 1):
        match = re.match(r'\s*#\s*include "([^"/]+)(/?)', line)
        if not match:
            continue
        other, slash = match.groups()
        if not slash or other == "..":
            yield number, "includes start at src/: " + line.strip()
        elif other in world.rooms and other != file.room:
            beside = any(file.room in floor and other in floor for floor in FLOORS)
            if beside or world.rooms.index(other) < world.rooms.index(file.room):
                yield number, f"{file.room} may not see {other}"


@rule("rooms and src/README.md agree", "add the row to src/README.md, or take it away")
def the_map(file, world):
    if file.path != "src/README.md":
        return
    for folder in sorted(world.folders - set(world.rooms)):
        yield 1, f"src/{folder} has no row"
    for room in world.rooms:
        if room not in world.folders:
            yield 1, f"{room} has a row and no folder"


def includes(file, pattern):
    for number, line in enumerate(file.lines, 1):
        if re.match(r"\s*#\s*include\s*[<\"](?:" + pattern + ")", line):
            yield number, line.strip()


@rule("Asio and Beast only in src/http", "use base/scheduler.hpp, or a port of src/http")
def asio(file, world):
    if file.is_source and file.room != "http" and not file.path.startswith("src/sql/postgres/"):
        yield from includes(file, "boost/(?:asio|beast)")


@rule("database drivers only in src/sql", "go through sql/database.hpp")
def drivers(file, world):
    if file.is_source and not file.path.startswith("src/sql/sqlite/"):
        yield from includes(file, r"sqlite3(?:ext)?\.h")
    if file.is_source and not file.path.startswith("src/sql/postgres/"):
        yield from includes(file, r"(?:postgresql/)?libpq")


@rule("SQL text only in stores and schemas", "move the statement to a *_store.cpp of this room")
def sql(file, world):
    if (not file.is_source or file.is_proof or file.room == "sql"
            or re.search(r"_(?:store|schema)\.cpp$", file.name)):
        return
    for number, text in file.split[1]:
        body = re.sub(r'^(?:R"[^(]*\(|")\s*', "", text)
        if SQL.match(body):
            yield number, body[:60].strip()


@rule("clocks and chance only in src/base", "take `const Clock&` or `Random&` as a parameter")
def clocks(file, world):
    if not file.is_source or file.room == "base" or file.is_proof:
        return
    for number, line in file.code_lines():
        # Sockets time out by a clock that is never set back.
        if CLOCKS.search(line) or (STEADY.search(line) and file.room != "http"):
            yield number, file.lines[number - 1].strip()


@rule("card digits only in base, vault and acquiring", "pass the Pan on, or show masked()")
def digits(file, world):
    if not file.is_source or file.room in DIGITS_SEEN_BY or file.is_proof:
        return
    for number, line in file.code_lines():
        if re.search(r"\bexpose_digits\b", line):
            yield number, line.strip()


@rule("no card number outside the sandbox acquirer", "let src/acquiring/sandbox decide by it")
def cards(file, world):
    if (not file.path.startswith("src/") or file.is_proof
            or file.path.startswith("src/acquiring/sandbox/")):
        return
    for number, line in enumerate(file.lines, 1):
        for found in re.findall(r"(?<!\w)\d{13,19}(?!\w)", line.replace("'", "")):
            # A first digit of 1 is a time in milliseconds, unless it is published as a card.
            if found in world.cards or (found[0] in "23456" and scan.passes_luhn(found)):
                yield number, found[:6] + "…"


@rule("nothing is left to do", "do it, or leave it out")
def unfinished(file, world):
    for number, line in enumerate(file.lines, 1):
        if UNFINISHED.search(line):
            yield number, line.strip()


@rule("no paths of one machine", "use a path relative to the repository, or a parameter")
def machine_paths(file, world):
    for number, line in enumerate(file.lines, 1):
        if MACHINE.search(line):
            yield number, line.strip()


def is_code(file):
    return file.is_cpp or file.is_ts or file.is_shell or file.suffix == ".py"


@rule(f"lines of {COLUMNS_MAX} columns", "break the line")
def columns(file, world):
    if is_code(file) or file.suffix == ".cmake" or file.name == "CMakeLists.txt":
        for number, line in enumerate(file.lines, 1):
            if len(line) > COLUMNS_MAX:
                yield number, f"{len(line)} columns"


@rule(f"files of {FILE_LINES_MAX} lines", "split the file by subject")
def file_length(file, world):
    count = len(file.text.splitlines())
    if is_code(file) and count > FILE_LINES_MAX:
        yield count, f"{count} lines"


@rule(f"functions of {FUNCTION_LINES_MAX} lines", "name its parts and take them out")
def function_length(file, world):
    if file.is_cpp or file.is_ts:
        found = scan.functions(file.text)
    elif file.is_shell:
        starts = [n for n, l in enumerate(file.lines, 1) if re.match(r"[\w-]+ ?\(\) *\{ *$", l)]
        ends = [n for n, l in enumerate(file.lines, 1) if l == "}"]
        found = [(s, min((e for e in ends if e > s), default=s) - s + 1) for s in starts]
    else:
        found = []
    for first, length in found:
        if length > FUNCTION_LINES_MAX:
            yield first, f"{length} lines"


@rule("headers start with #pragma once", "put it first")
def pragma(file, world):
    if file.suffix == ".hpp" and "#pragma once" not in file.lines[:3]:
        yield 1, "missing"


@rule("a test lies beside what it tests", "name it after the file it tests")
def beside(file, world):
    if not file.is_source or not file.path.endswith("_test.cpp"):
        return
    stem = file.path[:-len("_test.cpp")]
    folder, _, name = stem.rpartition("/")
    if name != folder.rpartition("/")[2] and not any(
            p.startswith(stem) and p != file.path for p in world.paths):
        yield 1, f"nothing beside it starts with {name}"


def breaches_of(file, world):
    """{rule: [(path, line, text)]} for one file."""
    return {name: [(file.path, line, text) for line, text in check(file, world)]
            for name, (_, check) in RULES.items()}


def listed_paths():
    """Tracked files and new ones that are not ignored: what a commit would hold."""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({p for p in out.split("\0") if p and (ROOT / p).is_file()})


def read(path):
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # an image, an archive, a recorded database


def main():
    paths = listed_paths()
    listed = read("tests/tidy/test-cards.txt").split("\n")
    known = [line for line in listed if line and not line.startswith("#")]
    world = World(paths, read("src/README.md"), known)
    found = {name: [] for name in RULES}
    for path in paths:
        for name, breaches in breaches_of(File(path, read(path)), world).items():
            found[name] += breaches
    cases = "--cases" in sys.argv
    for name, breaches in found.items():
        if cases:
            print("fail" if breaches else "pass", name)
        for path, line, text in breaches:
            print(f"{path}:{line}: {name}: {text[:80]}: {RULES[name][0]}",
                  file=sys.stderr if cases else sys.stdout)
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
