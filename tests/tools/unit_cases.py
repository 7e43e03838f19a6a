"""Prints one line per unit test case from ctest's and GoogleTest's reports in a directory.

A test program that wrote no report (it crashed, or it is not a GoogleTest program) counts as one
case with ctest's verdict.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

directory = pathlib.Path(sys.argv[1])
for test in ElementTree.parse(directory / "ctest.xml").getroot().iter("testcase"):
    name = test.get("name")
    failed = test.get("status") not in ("run", "notrun", "disabled")
    report = directory / f"{name}.json"
    if not report.exists():
        verdict = "fail" if failed else "pass" if test.get("status") == "run" else "skip"
        print(verdict, name)
        continue
    cases = json.loads(report.read_text())
    any_failure = False
    for suite in cases["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("result") == "SUPPRESSED" or case.get("status") == "NOTRUN":
                continue
            verdict = "fail" if case.get("failures") else "pass"
            if case.get("result") == "SKIPPED":
                verdict = "skip"
            any_failure |= verdict == "fail"
            print(verdict, f"{suite['name']}.{case['name']}")
    if failed and not any_failure:
        print("fail", name, "(the program failed after its cases)")
