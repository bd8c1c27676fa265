#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes docs/DETECTION.md from what runs of `detection` wrote, or looks whether it has every row.

    detection_table.py PART.json ...            prints the table
    detection_table.py --check FILE PART.json   exits 1 when FILE lacks a row or a figure that is promised

Figures are sums over all parts of one long form: the same seed, no case twice.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

TITLE = "What is found, and what is not called tampering"
VERDICTS = ("FAILED", "UNSUPPORTED", "IO_ERROR", "UNTRUSTED", "INCOMPLETE", "VERIFIED_WITH_EVENTS", "VERIFIED")
SHORT = {"VERIFIED_WITH_EVENTS": "events", "VERIFIED": "verified"}
LEAST = {"mutations, first verifier": 500_000, "mutations, second verifier": 500_000, "benign states, by both": 10_000}


class Side:
    """What one verifier said about the cases of a row."""

    def __init__(self):
        self.tried = self.right = 0
        self.verdicts = collections.Counter()

    def add(self, counts):
        self.tried += counts["tried"]
        self.right += counts["right"]
        self.verdicts.update(counts["verdicts"])


class Sum:
    def __init__(self):
        self.first, self.second = Side(), Side()
        self.bound = self.disagreements = 0
        self.families = set()

    def add(self, family):
        self.first.add(family["first"])
        self.second.add(family["second"])
        self.bound += family["bound"]
        self.disagreements += family["disagreements"]
        self.families.add(family["name"])


def add_up(parts):
    """The rows of the catalogue, what came of each, and the seed."""
    seeds = {part["seed"] for part in parts}
    if len(seeds) != 1:
        sys.exit("detection_table.py: these are parts of different runs")
    sums = collections.defaultdict(Sum)
    for part in parts:
        for family in part["families"]:
            sums[family["row"]].add(family)
    return parts[0]["rows"], sums, seeds.pop()


def number(count):
    return f"{count:,}"


def as_expected(side):
    if side.right == side.tried:
        return "all" if side.tried else "–"
    return f"**{number(side.right)}**"


def verdicts(side):
    return ", ".join(f"{number(side.verdicts[name])} {SHORT.get(name, name)}" for name in VERDICTS
                     if side.verdicts[name])


def line(row, total):
    if row["id"] not in {"benign"} and not total.first.tried:
        return f"| {row['id']} | {row['mutation']} | {row['expected']} | not applicable: {row['remark']} | | | | |"
    said = verdicts(total.first)
    if row["remark"]:
        said += f"; {row['remark']}"
    if total.bound:
        said += f"; {number(total.bound)} within the bound"
    return (f"| {row['id']} | {row['mutation']} | {row['expected']} | {number(total.first.tried)} | "
            f"{as_expected(total.first)} | {number(total.second.tried)} | {as_expected(total.second)} | {said} |")


def totals(rows, sums):
    tampered = [sums[row["id"]] for row in rows if row["id"] != "benign"]
    benign = sums["benign"]
    failed = sum(side.verdicts["FAILED"] + side.verdicts["UNSUPPORTED"] for side in (benign.first, benign.second))
    return {
        "mutations, first verifier": sum(each.first.tried for each in tampered),
        "mutations, second verifier": sum(each.second.tried for each in tampered),
        "of them not judged as they must be": sum(each.first.tried - each.first.right + each.second.tried
                                                  - each.second.right for each in tampered),
        "of them within the bounds that are printed": sum(each.bound for each in tampered),
        "benign states, by both": benign.second.tried,
        "false alarms": failed,
        "disagreements between the two verifiers": sum(each.disagreements for each in sums.values()),
    }


def document(parts):
    rows, sums, seed = add_up(parts)
    lines = [f"# {TITLE}", ""]
    lines += [
        "Every row of the catalogue of tampering, tried on small ledgers and bundles that have everything, and judged by",
        "both verifiers: the C++ one, and the one in Python that was written from [FORMAT.md](FORMAT.md) alone. This page is",
        "made by `scripts/detection-table --full` from a run, and holds nothing else; a test looks that it has every row.",
        "",
        f"Seed {seed}. *Cases* are different files, not repetitions; what leaves the files as they were is not counted. A case",
        "is *as expected* when the verdict is one that the row allows; where both verifiers had a case, they must have said the",
        "same, but in M38, where what is read when decides. *Within the bound*: what nobody can find who has nothing but the",
        "ledger and the key, and the report says so: the end cut off at a border that was never promised, the present rewritten",
        "by one who has the current key, a whole older copy, or the other of two forks (a trust store, a witness or a receipt",
        "shows these). *Events* is VERIFIED_WITH_EVENTS.",
        "",
        "All this is verification of the whole. `--since`, `--quick` and a run that goes on from an interrupted one read less, and say",
        "what they did not read; that they come to the same verdict on what they do read is tested beside the verifier",
        "(`tests/verifier/partial_test.cpp`, `resume_test.cpp`), and not counted here.",
        ""]
    lines += ["| | |", "|---|---|"]
    lines += [f"| {name} | {number(count)} |" for name, count in totals(rows, sums).items()]
    lines += ["", "| row | what is done | what must come of it | cases, C++ | as expected | cases, Python | as expected "
              "| verdicts of the C++ verifier |", "|---|---|---|---|---|---|---|---|"]
    lines += [line(row, sums[row["id"]]) for row in rows]
    lines += ["", "## What the cases are", ""]
    for row in rows:
        for name in sorted(sums[row["id"]].families):
            lines.append(f"- {row['id']}: {name}")
    lines += ["", "One case alone, with both reports: `detection --case NAME --number N`. The families with their counts:",
              "`detection --list all`."]
    return "\n".join(lines) + "\n"


def figures_of(text):
    """The counts at the head of the table, by name."""
    pairs = re.findall(r"^\| ([^|]+) \| ([0-9,]+) \|$", text, re.MULTILINE)
    return {name: int(count.replace(",", "")) for name, count in pairs}


def check(file, parts):
    """What the table lacks of what the catalogue has now. Figures are those of the long form that made it."""
    rows, sums, _ = add_up(parts)
    text = file.read_text() if file.exists() else ""
    lacking = [row["id"] for row in rows if f"| {row['id']} | {row['mutation']} |" not in text]
    lacking += [f"{row}: {name}" for row, total in sums.items() for name in sorted(total.families)
                if f"- {row}: {name}\n" not in text]
    # A row that has no cases says why.
    lacking += [f"cases of {row['id']}" for row in rows if not row["remark"] and not sums[row["id"]].first.tried]
    figures = figures_of(text)
    lacking += [f"{name}: {least:,} at least" for name, least in LEAST.items() if figures.get(name, 0) < least]
    for name in ("of them not judged as they must be", "false alarms", "disagreements between the two verifiers"):
        if figures.get(name) != 0:
            lacking.append(f"{name}: none")
    for each in lacking:
        print(f"{file}: lacks {each}; scripts/detection-table --full makes it anew")
    return not lacking


def main():
    parser = argparse.ArgumentParser(description=TITLE)
    parser.add_argument("parts", nargs="+", type=pathlib.Path)
    parser.add_argument("--check", metavar="FILE", type=pathlib.Path)
    arguments = parser.parse_args()
    parts = [json.loads(part.read_text()) for part in arguments.parts]
    if arguments.check:
        return 0 if check(arguments.check, parts) else 1
    text = document(parts)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
