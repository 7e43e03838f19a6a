#!/usr/bin/env python3
"""The house rules that a compiler does not check. Prints one line per breach; exit 1 if any.

With --cases it prints "pass RULE" or "fail RULE" instead, for ./test.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
# Rooms on one floor do not see each other.
FLOORS = [{"rest", "form", "hosted", "backoffice", "exchange", "sandbox"},
          {"authentication", "risk", "tokens", "notifications"},
          {"vault", "jobs", "idempotency"}]
CLOCKS = re.compile(r"(system|steady|high_resolution)_clock::now|clock_gettime|gettimeofday"
                    r"|\btime\((nullptr|NULL|0)\)|random_device|RAND_(priv_)?bytes|\bgetrandom\("
                    r"|getentropy|\bs?rand\(|mt19937|arc4random")
SQL = re.compile(r'"\s*(SELECT\b|INSERT INTO|INSERT OR|UPDATE \w+|DELETE FROM|CREATE (TABLE|INDEX'
                 r'|UNIQUE)|DROP TABLE|ALTER TABLE|WITH \w+ AS)')


class Checks:
    def __init__(self):
        self.breaches = {}

    def rule(self, name):
        self.breaches.setdefault(name, [])

    def add(self, name, path, line, text):
        self.breaches[name].append(f"{path.relative_to(ROOT)}:{line}: {text}")


def rooms_of_the_map():
    text = (SOURCE / "README.md").read_text()
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def room_of(path):
    return path.relative_to(SOURCE).parts[0]


def is_proof(path):
    return re.search(r"_(test|fuzz|bench)\.cpp$", path.name) is not None


def without_comments(line):
    return re.sub(r"//.*", "", line)


def check_arrows(checks, path, lines, rooms):
    checks.rule("arrows go down the map")
    room = room_of(path)
    if room not in rooms:
        checks.add("arrows go down the map", path, 1, f"room {room} is not in src/README.md")
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#include "([^"/]+)(/?)', line)
        if not match:
            continue
        other, slash = match.groups()
        if not slash:
            checks.add("arrows go down the map", path, number, "includes start at src/")
        elif other == "..":
            checks.add("arrows go down the map", path, number, "no ../ in includes")
        elif other in rooms and other != room:
            beside = any(room in floor and other in floor for floor in FLOORS)
            if rooms.index(other) < rooms.index(room) or beside:
                checks.add("arrows go down the map", path, number, f"{room} may not see {other}")


def check_lines(checks, path, lines, cards):
    rules = {
        "Asio and Beast only in src/http": lambda l: re.search(r"#include <boost/(asio|beast)", l)
        and room_of(path) != "http" and "postgres" not in path.parts,
        "SQL text only in stores and schemas": lambda l: SQL.search(l) and not is_proof(path)
        and room_of(path) != "sql" and not re.search(r"_(store|schema)\.cpp$", path.name),
        "clocks and chance only in src/base": lambda l: CLOCKS.search(without_comments(l))
        and room_of(path) != "base" and not is_proof(path),
        "card digits only in base, vault and acquiring": lambda l: "expose_digits()" in l
        and room_of(path) not in ("base", "vault", "acquiring") and not is_proof(path),
        "no test card outside the sandbox acquirer": lambda l:
        "acquiring/sandbox" not in path.as_posix()
        and any(number in cards for number in re.findall(r"\d{13,19}", l)),
        "lines of 100 columns": lambda l: len(l) > COLUMNS_MAX,
        "nothing is left to do": lambda l: re.search(r"\b(TODO|FIXME|XXX)\b", l),
    }
    for name, broken in rules.items():
        checks.rule(name)
        for number, line in enumerate(lines, 1):
            if broken(line):
                checks.add(name, path, number, line.strip()[:80])


def check_lengths(checks, path, lines):
    name = f"files of {FILE_LINES_MAX} lines, functions of {FUNCTION_LINES_MAX}"
    checks.rule(name)
    if len(lines) > FILE_LINES_MAX:
        checks.add(name, path, len(lines), f"{len(lines)} lines")
    start = {}
    for number, line in enumerate(lines, 1):
        for indent in (0, 2):
            pad = " " * indent
            opens = re.match(rf"{pad}[^\s}}#/].*\{{$", line)
            if opens and not re.match(r"\s*(namespace|class|struct|enum|union|extern)\b", line):
                start[indent] = number
            elif re.match(rf"{pad}\}}", line) and indent in start:
                length = number - start.pop(indent) + 1
                body = "".join(lines[number - length:number])
                if length > FUNCTION_LINES_MAX and "(" in lines[number - length] and ";" in body:
                    checks.add(name, path, number - length + 1, f"function of {length} lines")
    checks.rule("headers start with #pragma once")
    if path.suffix == ".hpp" and "#pragma once" not in lines[:3]:
        checks.add("headers start with #pragma once", path, 1, "missing")


def check_one_shape(checks):
    name = "a test lies beside what it tests"
    checks.rule(name)
    for path in SOURCE.rglob("*_test.cpp"):
        stem = path.name[:-len("_test.cpp")]
        siblings = [p for p in path.parent.glob(stem + "*") if p != path]
        if not siblings and stem != path.parent.name:
            checks.add(name, path, 1, f"nothing beside it starts with {stem}")


def main():
    checks = Checks()
    rooms = rooms_of_the_map()
    listed = (ROOT / "tests/tidy/test-cards.txt").read_text().split("\n")
    cards = {line for line in listed if line and not line.startswith("#")}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".hpp", ".cpp"):
            lines = path.read_text().split("\n")
            check_arrows(checks, path, lines, rooms)
            check_lines(checks, path, lines, cards)
            check_lengths(checks, path, lines)
    check_one_shape(checks)
    for name, breaches in checks.breaches.items():
        if "--cases" in sys.argv:
            print("fail" if breaches else "pass", name)
        for breach in breaches:
            print(f"{name}: {breach}", file=sys.stderr if "--cases" in sys.argv else sys.stdout)
    return 1 if any(checks.breaches.values()) else 0


sys.exit(main())
