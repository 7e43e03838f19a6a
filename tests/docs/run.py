#!/usr/bin/env python3
"""Runs the code blocks of the documentation that are marked `sh run`.

    tests/docs/run.py [FILE.md …]

The blocks of one page run one after the other in one empty directory, against one fresh demo
gateway. `http://127.0.0.1:8080` in a block means that gateway, and `guichet` its program; the
environment holds GUICHET_URL, DEMO_DATA (its data directory) and IPN_URL (an address that takes
notifications). A block marked `text expect` right after one holds lines that must come in the
output, in this order; `…` stands for anything, and runs of blanks are one blank.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from support.gateway import Gateway, GatewayError, ROOT, binary  # noqa: E402
from support.ipn import Sink  # noqa: E402

FENCE = re.compile(r"^(\s*)```(.*)$")
SHOWN_URL = "http://127.0.0.1:8080"
BLOCK_SECONDS_MAX = 60


def blocks_of(path):
    """(line, text, expected lines or None) of every block to run."""
    found, current, kind, start, indent = [], None, "", 0, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        fence = FENCE.match(line)
        if current is None and fence:
            indent, kind = fence.group(1), fence.group(2).strip()
            current, start = [], number
        elif current is not None and fence and not fence.group(2).strip():
            if kind == "sh run":
                found.append([start, "\n".join(current), None])
            elif kind == "text expect" and found:
                found[-1][2] = current
            current = None
        elif current is not None:
            current.append(line.removeprefix(indent))
    return found


def missing_line(expected, output):
    """The first expected line that does not come, in order; None when all do."""
    lines = [" ".join(line.split()) for line in output.split("\n")]
    at = 0
    for wanted in expected:
        wanted = " ".join(wanted.split())
        if not wanted:
            continue
        parts = re.split(r"…|\.\.\.", wanted)
        pattern = re.compile(".*".join(re.escape(part) for part in parts))
        while at < len(lines) and not pattern.search(lines[at]):
            at += 1
        if at == len(lines):
            return wanted
        at += 1
    return None


def run_page(path, work):
    """(blocks run, failures as text)."""
    blocks = blocks_of(path)
    if not blocks:
        return 0, []
    shown = os.path.relpath(path, ROOT)
    directory = work / re.sub(r"\W", "_", shown)
    here = directory / "page"
    here.mkdir(parents=True)
    sink = Sink()
    gateway = Gateway(directory)
    try:
        gateway.start()
        environment = {**os.environ, "GUICHET_URL": gateway.url, "IPN_URL": sink.url,
                       "DEMO_DATA": str(gateway.data),
                       "PATH": f"{pathlib.Path(binary()).resolve().parent}:{os.environ['PATH']}"}
        for line, text, expected in blocks:
            text = text.replace(SHOWN_URL, gateway.url).replace(
                SHOWN_URL.removeprefix("http://"), gateway.url.removeprefix("http://"))
            try:
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=here,
                                      env=environment, stdin=subprocess.DEVNULL, check=False,
                                      timeout=BLOCK_SECONDS_MAX, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT)
                status, output = done.returncode, done.stdout.decode(errors="replace")
            except subprocess.TimeoutExpired as error:
                status, output = "no end in sight", (error.stdout or b"").decode(errors="replace")
            problem = f"ended with {status}" if status != 0 else ""
            if not problem and expected is not None:
                absent = missing_line(expected, output.replace(gateway.url, SHOWN_URL))
                problem = f"did not print: {absent}" if absent else ""
            if problem:
                return len(blocks), [f"{shown}:{line}: {problem}\n{output[-2000:]}"]
        return len(blocks), []
    except GatewayError as error:
        return len(blocks), [f"{shown}: {error}"]
    finally:
        gateway.kill()
        sink.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", help="append pass/fail lines to this file")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = [pathlib.Path(f).resolve() for f in options.files] or [
        path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
        if path.exists()]
    failed, pages, total = 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="guichet-docs-") as temporary:
        for path in files:
            count, failures = run_page(path, pathlib.Path(temporary))
            if count == 0:
                continue
            pages, total, failed = pages + 1, total + count, failed + bool(failures)
            for failure in failures:
                print(failure, flush=True)
            if options.cases:
                with open(options.cases, "a", encoding="utf-8") as cases:
                    cases.write(f"{'fail' if failures else 'pass'} docs: "
                                f"{os.path.relpath(path, ROOT)} ({count} blocks)\n")
    print(f"{total} blocks on {pages} pages, {failed} pages failed")
    return 1 if failed or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
