# SPDX-License-Identifier: Apache-2.0
"""Erases one of 200 subjects in a ledger of real audit events.

    real_erasure_test.py COUNTERFOIL AUDIT-EVENTS-DIRECTORY

Subjects are the processes that the events name. Exits 77, which ctest shows as skipped, when the data
does not lie beside the checkout.
"""

import gzip
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

SUBJECTS = 200
FIELD = "ProcessId"


def read_events(folder):
    """Lines of the first 200 subjects, and of none."""
    lines, subjects = [], []
    for name in ("windows-eventlog-tampering-2022-07-05", "windows-active-directory-2020-10-22"):
        with gzip.open(folder / f"{name}.jsonl.gz") as file:
            for line in file:
                line = line.rstrip(b"\n")
                value = json.loads(line).get(FIELD)
                subject = None if value is None else str(value)
                if subject is not None and subject not in subjects:
                    if len(subjects) == SUBJECTS:
                        continue
                    subjects.append(subject)
                lines.append((subject, line))
    return lines, subjects


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (folder / "windows-eventlog-tampering-2022-07-05.jsonl.gz").exists():
        print(f"SKIPPED: no real audit events in {folder}")
        return 77
    lines, subjects = read_events(folder)
    # One with neither few nor most of the events.
    counts = {each: sum(subject == each for subject, _ in lines) for each in subjects}
    erased = sorted(subjects, key=counts.get)[-10]
    with tempfile.TemporaryDirectory() as home:
        judge(program, pathlib.Path(home), lines, erased, counts[erased])
    return 0


def judge(program, home, lines, erased, count):
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"),
                   "XDG_STATE_HOME": str(home / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
    ledger = str(home / "ledger")

    def run(*arguments, **more):
        return subprocess.run(arguments, env=environment, check=True, stdout=subprocess.PIPE,
                              **more).stdout

    pin = json.loads(run(program, "init", ledger, "--json"))["pin_file"]
    run(program, "import", ledger, "-", "--subject-field", FIELD,
        input=b"\n".join(line for _, line in lines))
    keyring = sqlite3.connect(f"file:{ledger}/keyring.db?mode=ro", uri=True)
    before = {row[0]: row[1:] for row in keyring.execute("SELECT * FROM subject")}
    keyring.close()
    assert len(before) == SUBJECTS

    answer = json.loads(run(program, "erase", ledger, "--subject", erased, "--reason",
                            "a request", "--receipt", str(home / "receipt.tar"), "--json"))
    assert answer["erased"] and answer["record_count"] == count, answer
    keyring = sqlite3.connect(f"file:{ledger}/keyring.db?mode=ro", uri=True)
    after = {row[0] for row in keyring.execute("SELECT key_id FROM subject")}
    keyring.close()
    (gone,) = set(before) - after
    for file in pathlib.Path(ledger).rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for blob in before[gone]:
            assert blob not in content, file

    shown = run(program, "show", ledger, "0..", "--raw", stderr=subprocess.DEVNULL)
    kept = b"".join(line + b"\n" for subject, line in lines if subject != erased)
    # The last event is the one that says who erased whom.
    shown, explanation = shown[:len(kept)], shown[len(kept):]
    assert shown == kept
    assert json.loads(explanation)["subject"] == erased
    closed = [record for record in map(json.loads, run(program, "show", ledger, "0..", "--json")
                                       .splitlines()) if record.get("closed")]
    assert len(closed) == count
    assert {record["erased_by"] for record in closed} == {answer["sequence"]}

    second = pathlib.Path(__file__).parents[2] / "schemas" / "reference_verifier.py"
    reports = [json.loads(run(program, "verify", ledger, "--json")),
               json.loads(run("/usr/bin/python3", str(second), ledger, "--key", pin, "--json"))]
    verdicts = [report["verdict"] for report in reports]
    assert verdicts == ["VERIFIED", "VERIFIED"], verdicts
    assert [event["sequence"] for event in reports[0]["events"]
            if event["kind"] == "erasure"] == [answer["sequence"]]
    print(f"subject erased: 1 of {SUBJECTS}; {count} of {len(lines)} events unreadable, all others "
          f"shown byte for byte; verdicts {' and '.join(verdicts)}")


if __name__ == "__main__":
    sys.exit(main())
