"""Subset matching of JSON with placeholders; see tests/scenario/README.md."""
import json
import re

UUID = re.compile(r"[0-9a-f]{32}")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
VARIABLE = re.compile(r"\$([a-z_][a-z0-9_]*)")
ABSENT = object()


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


PLACEHOLDERS = {
    "<uuid>": lambda v: isinstance(v, str) and UUID.fullmatch(v) is not None,
    "<date>": lambda v: isinstance(v, str) and DATE.fullmatch(v) is not None,
    "<any>": lambda v: v is not ABSENT,
    "<null>": lambda v: v is None,
    "<absent>": lambda v: v is ABSENT,
    "<string>": lambda v: isinstance(v, str) and v != "",
    "<int>": is_int,
    "<bool>": lambda v: isinstance(v, bool),
}


def substitute(text, variables):
    """Replaces $name by its value; an unknown name is left as it is."""
    return VARIABLE.sub(lambda m: str(variables.get(m.group(1), m.group(0))), text)


def show(value):
    return "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False)


def match(expected, got, variables, path=""):
    """The differences as (path, expected, got) texts; binds names that are not bound yet."""
    if isinstance(expected, dict):
        return match_object(expected, got, variables, path)
    if isinstance(expected, list):
        return match_list(expected, got, variables, path)
    if isinstance(expected, str):
        return match_text(expected, got, variables, path)
    same = type(expected) is type(got) and expected == got
    return [] if same else [(path, show(expected), show(got))]


def match_object(expected, got, variables, path):
    if not isinstance(got, dict):
        return [(path, "an object", show(got))]
    found = []
    for name, value in expected.items():
        if name == "<only>":
            extra = sorted(set(got) - set(expected))
            if extra:
                found.append((path, "no further members", ", ".join(extra)))
            continue
        where = f"{path}.{name}" if path else name
        found += match(value, got.get(name, ABSENT), variables, where)
    return found


def match_list(expected, got, variables, path):
    if not isinstance(got, list):
        return [(path, "a list", show(got))]
    open_end = bool(expected) and expected[-1] == "..."
    items = expected[:-1] if open_end else expected
    if len(got) < len(items) or (len(got) > len(items) and not open_end):
        return [(path, f"{len(items)} entries", f"{len(got)}: {show(got)[:300]}")]
    found = []
    for index, item in enumerate(items):
        found += match(item, got[index], variables, f"{path}[{index}]")
    return found


def match_text(expected, got, variables, path):
    """A placeholder may be followed by a name to keep: "<uuid> $payment"."""
    wanted, name = expected, None
    kept = re.fullmatch(r"(<\w+>) \$([a-z_][a-z0-9_]*)", expected)
    if kept:
        wanted, name = kept.groups()
        if name in variables:
            same = got == variables[name]
            return [] if same else [(path, show(variables[name]), show(got))]
    elif re.fullmatch(r"\$[a-z_][a-z0-9_]*", expected):
        name = expected[1:]
        if name in variables:
            same = got == variables[name] or str(got) == str(variables[name])
            return [] if same else [(path, show(variables[name]), show(got))]
        wanted = "<any>"
    if wanted in PLACEHOLDERS:
        if not PLACEHOLDERS[wanted](got):
            return [(path, wanted, show(got))]
        if name:
            variables[name] = got
        return []
    wanted = substitute(wanted, variables)
    if len(wanted) >= 2 and wanted[0] == wanted[-1] == "~":
        fits = isinstance(got, str) and re.fullmatch(wanted[1:-1], got, re.DOTALL)
        return [] if fits else [(path, wanted, show(got))]
    return [] if got == wanted else [(path, show(wanted), show(got))]
