"""Reads a .scenario file into steps; the format is in README.md beside this file."""
import dataclasses
import re

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
OTHERS = ("serve", "shop", "rows", "ledger", "ipn", "sink", "command", "restart", "set", "login",
          "fresh", "operations")
KEYWORD = re.compile(rf"({'|'.join(METHODS + OTHERS)})(\s|$)")
HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): ?(.*)")


class FormatError(Exception):
    pass


@dataclasses.dataclass
class Step:
    line: int
    keyword: str
    argument: str
    headers: list = dataclasses.field(default_factory=list)
    body: str = ""
    has_expectation: bool = False
    expected_head: str = ""
    expected_headers: list = dataclasses.field(default_factory=list)
    expected: str = ""
    steps: list = dataclasses.field(default_factory=list)  # of `fresh`


def read(path):
    """The title (first comment line) and the steps."""
    lines = path.read_text(encoding="utf-8").split("\n")
    title = lines[0].lstrip("# ") if lines and lines[0].startswith("#") else path.stem
    return title, read_steps(path, lines)


def read_steps(path, lines):
    """The steps of some lines of `path`."""
    steps = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.strip() or line.startswith("#"):
            index += 1
            continue
        if not KEYWORD.match(line):
            raise FormatError(f"{path}:{index + 1}: a step starts with a keyword, got {line!r}")
        index = read_step(path, lines, index, steps)
    return steps


def read_step(path, lines, index, steps):
    keyword, _, argument = lines[index].partition(" ")
    step = Step(line=index + 1, keyword=keyword, argument=argument.strip())
    steps.append(step)
    index += 1
    here = re.search(r"<<(\w+)$", step.argument)
    if here:
        step.argument = step.argument[:here.start()].strip()
        end = here.group(1)
        start = index
        while index < len(lines) and lines[index] != end:
            index += 1
        if index == len(lines):
            raise FormatError(f"{path}:{step.line}: no line {end}")
        step.body = "\n".join(lines[start:index])
        if keyword == "fresh":
            # Blank lines in front keep the numbers of the lines.
            step.steps = read_steps(path, [""] * start + lines[start:index])
        index += 1
    elif keyword in METHODS:
        index = read_headers(lines, index, step.headers)
    body = []
    while index < len(lines) and not ends_step(lines[index]) and not lines[index].startswith("=>"):
        body.append(lines[index])
        index += 1
    if not here:
        step.body = "\n".join(body).strip("\n")
    if index < len(lines) and lines[index].startswith("=>"):
        step.has_expectation = True
        step.expected_head = lines[index][2:].strip()
        index = read_headers(lines, index + 1, step.expected_headers)
        expected = []
        while index < len(lines) and not ends_step(lines[index]):
            expected.append(lines[index])
            index += 1
        step.expected = "\n".join(expected).strip()
    return index


def read_headers(lines, index, into):
    while index < len(lines):
        match = HEADER.fullmatch(lines[index])
        if not match:
            break
        into.append(match.groups())
        index += 1
    return index


def ends_step(line):
    return line.startswith("#") or KEYWORD.match(line) is not None
