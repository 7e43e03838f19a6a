#!/usr/bin/env python3
"""Kills, freezes and searches a gateway under load.

    tests/chaos/run.py [--long] [--seed N] [kill] [freeze] [keyed] [parts] [canary] …
"""
import argparse
import pathlib
import random
import sys
import tempfile
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import acquirer  # noqa: E402
import canary  # noqa: E402
import evening  # noqa: E402
import faults  # noqa: E402
import freeze  # noqa: E402
import keyed  # noqa: E402
import kill  # noqa: E402
import operations  # noqa: E402
import parts  # noqa: E402


def say(text):
    print(text, flush=True)


def run_canary(directory, _long, _seed):
    problems, reason = canary.run(directory, say)
    return problems, [f"canary: core: {reason}"] if reason else []


EXPERIMENTS = {
    "kill": lambda d, long, seed: (kill.rounds(d, 200 if long else 20, seed, say), []),
    "freeze": lambda d, long, seed: (freeze.rounds(d, 100 if long else 10, seed, say), []),
    "operations": lambda d, long, seed: (operations.rounds(d, 50 if long else 5, seed, say), []),
    "keyed": lambda d, long, seed: (keyed.rounds(d, 50 if long else 5, seed, say), []),
    "parts": lambda d, long, seed: (parts.rounds(d, 50 if long else 5, seed, say), []),
    "acquirer": lambda d, long, seed: (acquirer.rounds(d, 30 if long else 3, seed, say), []),
    "evening": lambda d, long, seed: (evening.rounds(d, 25 if long else 3, seed, say), []),
    "faults": lambda d, _long, _seed: (faults.run(d, say), []),
    "canary": run_canary,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--cases", help="append pass/fail/skip lines to this file")
    parser.add_argument("names", nargs="*", metavar="EXPERIMENT",
                        help=", ".join(EXPERIMENTS))
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(1 << 30)
    say(f"seed {seed}")
    failed = False
    for name in options.names or EXPERIMENTS:
        with tempfile.TemporaryDirectory(prefix=f"guichet-{name}-") as directory:
            try:
                problems, skips = EXPERIMENTS[name](directory, options.long, seed)
            except Exception:  # a fault of the harness must not pass as success
                problems, skips = [traceback.format_exc()], []
            if problems:
                failed = True
                log = pathlib.Path(directory) / "gateway.log"
                say(f"{name} FAILED (seed {seed})")
                for problem in problems:
                    say("  " + problem)
                if log.exists():
                    say("\n".join(log.read_text(errors="replace").splitlines()[-20:]))
            if options.cases:
                with open(options.cases, "a", encoding="utf-8") as cases:
                    cases.write(f"{'fail' if problems else 'pass'} chaos: {name}\n")
                    cases.writelines(f"skip {skip}\n" for skip in skips)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
