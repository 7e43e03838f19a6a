"""The end of a part that is a list of functions: each is a case, run in order."""
import argparse
import sys

PROBLEMS = (AssertionError, OSError, ValueError, AttributeError)


def parse_options(description):
    """--long, and --cases as tests/README.md has it."""
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="also what takes long")
    parser.add_argument("--cases", help="append pass/fail lines to this file")
    return parser.parse_args()


def run_cases(part, cases, options, *world):
    """Calls each case with `world`; True when all passed."""
    passed = True
    for case in cases:
        name = f"{part}: " + case.__name__.replace("_", " ")
        try:
            case(*world)
            verdict = "pass"
        except PROBLEMS as problem:
            verdict, passed = "fail", False
            print(f"{name}: {problem!r}", file=sys.stderr)
        print(f"{verdict} {name}")
        if options.cases:
            with open(options.cases, "a", encoding="utf-8") as file:
                file.write(f"{verdict} {name}\n")
    return passed
