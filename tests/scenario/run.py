#!/usr/bin/env python3
"""Runs scenario files, each against a gateway of its own; see README.md beside this file.

    tests/scenario/run.py [--jobs N] [--keep] [FILE or FOLDER…]
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import scenario_format  # noqa: E402
import steps  # noqa: E402
from support.gateway import Gateway, GatewayError, ROOT  # noqa: E402
from support.ipn import Sink  # noqa: E402


def run_file(path, work):
    """The failures of one file, as text; empty when it passed."""
    directory = work / path.relative_to(HERE).with_suffix("") if path.is_relative_to(HERE) \
        else work / path.stem
    try:
        title, script = scenario_format.read(path)
    except scenario_format.FormatError as error:
        return path.stem, [str(error)]
    arguments, environment = [], {}
    while script and script[0].keyword == "serve":
        step = script.pop(0)
        if step.body:
            directory.mkdir(parents=True, exist_ok=True)
            config = directory / "gateway.toml"
            config.write_text(step.body)
            arguments += ["--config", str(config)]
        for word in step.argument.split():
            name, equals, value = word.partition("=")
            if equals and name.isupper():
                environment[name] = value
            else:
                arguments.append(word)
    sink = Sink()
    # The runner's own word: there is no such flag.
    demo = "--no-demo" not in arguments
    gateway = Gateway(directory, [a for a in arguments if a != "--no-demo"], environment, demo)
    scene = steps.Scene(gateway, sink)
    failures = []
    try:
        gateway.start()
        for step in script:
            problems = scene.run(step)
            if problems:
                failures.append(describe(path, step, problems, scene))
                break
        if not failures:
            status = gateway.stop()
            if status != 0:
                failures.append(f"{path}: the gateway ended with {status} after SIGTERM\n"
                                f"{gateway.log_tail()}")
    except GatewayError as error:
        failures.append(f"{path}: {error}")
    except Exception:  # a fault of the runner itself must name its file
        failures.append(f"{path}: {traceback.format_exc()}")
    finally:
        gateway.kill()
        sink.close()
    return title, failures


def describe(path, step, problems, scene):
    lines = [f"{os.path.relpath(path, ROOT)}:{step.line}: {step.keyword} {step.argument}"]
    for where, expected, got in problems:
        lines += [f"  at {where or '(top)'}", f"    expected {expected}", f"    got      {got}"]
    if scene.last:
        lines.append("  answer: " + scene.last[:2000])
    return "\n".join(lines)


def collect(names):
    files = []
    for name in names or [str(HERE)]:
        path = pathlib.Path(name).resolve()
        if not path.exists():
            path = HERE / name
        if path.is_dir():
            files += sorted(path.rglob("*.scenario"))
        elif path.exists():
            files.append(path)
        else:
            sys.exit(f"no such scenario: {name}")
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="keep the working directories")
    parser.add_argument("--cases", help="append pass/fail lines to this file")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    files = collect(options.names)
    if not files:
        print("no scenario files")
        return 1
    failed = 0
    with tempfile.TemporaryDirectory(prefix="guichet-scenario-") as temporary:
        if options.keep:
            temporary = tempfile.mkdtemp(prefix="guichet-scenario-")
            print("working in", temporary)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            results = pool.map(lambda f: (f, *run_file(f, pathlib.Path(temporary))), files)
            for path, title, failures in results:
                name = f"{path.parent.name}/{path.stem}: {title}"
                failed += bool(failures)
                for failure in failures:
                    print(failure, flush=True)
                if options.cases:
                    with open(options.cases, "a", encoding="utf-8") as cases:
                        cases.write(f"{'fail' if failures else 'pass'} {name}\n")
    print(f"{len(files) - failed} of {len(files)} scenarios passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
