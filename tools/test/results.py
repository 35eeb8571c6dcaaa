"""Counts the tests of one Bazel invocation, from the file that --build_event_json_file wrote.

Prints "PASSED FAILED SKIPPED" on its last line, and before it every test that did not pass and every test case that
skipped itself, with the reason that it gave. A test that was asked for and not run is a failure.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree as xml


def events(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def report_of(result):
    """The path of a test's XML report, or None."""
    for output in result.get("testActionOutput", []):
        if output.get("name") == "test.xml":
            return urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
    return None


def skipped_cases(path):
    """Pairs of test case and reason."""
    try:
        cases = xml.parse(path).iter("testcase")
    except (OSError, xml.ParseError):
        return []
    found = []
    for case in cases:
        for skipped in case.iter("skipped"):
            reason = (skipped.get("message") or "no reason given").strip()
            found.append(("%s.%s" % (case.get("classname"), case.get("name")), " ".join(reason.split())))
    return found


def main(path):
    passed, failed, skipped = 0, 0, 0
    for event in events(path):
        identity = event["id"]
        if "testSummary" in identity:
            status = event.get("testSummary", {}).get("overallStatus", "NOT RUN")
            if status == "PASSED":
                passed += 1
            else:
                failed += 1
                print("  %s: %s" % (status, identity["testSummary"]["label"]))
        elif "testResult" in identity:
            report = report_of(event.get("testResult", {}))
            for case, reason in skipped_cases(report) if report else []:
                skipped += 1
                print("  skipped: %s %s: %s" % (identity["testResult"]["label"], case, reason))
    print(passed, failed, skipped)


main(sys.argv[1])
