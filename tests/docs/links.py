#!/usr/bin/env python3
"""Checks that links between tracked Markdown pages lead to a file, and anchors to a heading.

    tests/docs/links.py [--cases FILE]

Addresses with a scheme are left alone: a test without a network cannot judge them.
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")


def pages():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT,
                            check=True, stdout=subprocess.PIPE).stdout.decode()
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


def prose(path):
    """The page without its code, whose brackets are no links; line numbers stay."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^\s*```.*?^\s*```\s*$", lambda m: "\n" * m.group().count("\n"), text)
    return re.sub(r"`[^`\n]*`", "``", text)


def anchors(path):
    """Heading anchors as forges make them."""
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            text = re.sub(r"[`*]", "", line.lstrip("#").strip()).lower()
            found.add(re.sub(r"[^\w\- ]", "", text).replace(" ", "-"))
    return found


def broken(path):
    """(line, target) of every link of a page that leads nowhere."""
    text = prose(path)
    for match in LINK.finditer(text):
        target = match.group(1)
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            yield text[:match.start()].count("\n") + 1, target


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", help="append pass/fail lines to this file")
    options = parser.parse_args()
    failed = 0
    for path in pages():
        shown = path.relative_to(ROOT)
        faults = list(broken(path))
        failed += bool(faults)
        for line, target in faults:
            print(f"{shown}:{line}: {target} leads nowhere")
        if options.cases:
            with open(options.cases, "a", encoding="utf-8") as cases:
                cases.write(f"{'fail' if faults else 'pass'} links: {shown}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
