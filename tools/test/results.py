"""Counts the tests of one Bazel invocation, from the file that --build_event_json_file wrote.

Prints "PASSED FAILED SKIPPED" on its last line, and before it every target that did not build, every test that did not
pass, or not at once, and every test case that skipped itself, with the reason that it gave.
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


def built(event):
    # Targets for other systems are skipped in builds of "//...".
    return event.get("completed", {}).get("success") or event.get("aborted", {}).get("reason") == "SKIPPED"


def main(path):
    passed, failed, skipped, again = 0, [], [], []
    for event in events(path):
        (kind, identity), *_ = event["id"].items()
        if kind == "targetCompleted" and not built(event):
            failed.append("%s: DID NOT BUILD" % identity["label"])
        elif kind == "testSummary":
            status = event.get("testSummary", {}).get("overallStatus", "NOT RUN")
            if status == "PASSED":
                passed += 1
            elif status == "FLAKY":  # only where the step allows another attempt
                passed += 1
                again.append("%s: passed when it was run again" % identity["label"])
            elif status != "NO_STATUS":
                failed.append("%s: %s" % (identity["label"], status))
        elif kind == "testResult":
            report = report_of(event.get("testResult", {}))
            for case, reason in skipped_cases(report) if report else []:
                skipped.append("%s %s skipped: %s" % (identity["label"], case, reason))
    for line in skipped + again + failed:
        print("  " + line)
    print(passed, len(failed), len(skipped))


main(sys.argv[1])
