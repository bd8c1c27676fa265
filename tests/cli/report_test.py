#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports as pages, and what their reviewers sign."""

import html.parser
import json
import unittest

from command_line import CommandLine


class Page(html.parser.HTMLParser):
    """What a browser would see."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text, self.scripts = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "br", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        (self.scripts if self.open and self.open[-1] == "script" else self.text).append(data)


class Reports(CommandLine):
    def setUp(self):
        super().setUp()
        self.pin = self.make_ledger()
        self.import_lines(b"one\ntwo\n")
        self.page = self.home / "report.html"

    def make_page(self, code=0):
        answer = self.expect_json(code, "verify", self.ledger, "--html", self.page)
        page = Page(self.page.read_text("ascii"))
        self.assertEqual(page.open, [])
        return answer, page

    def test_a_page_says_what_the_report_says_and_holds_it(self):
        answer, page = self.make_page()
        self.assertEqual(json.loads("".join(page.scripts)), answer)
        text = "".join(page.text)
        for part in ("VERIFIED", answer["root"], answer["vkey"], "What was not proven",
                     *answer["not_proven"]):
            self.assertIn(part, text)

    def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(self):
        _, page = self.make_page()
        for tag, attributes in page.tags:
            self.assertNotIn(tag, ("img", "link", "iframe", "object", "a"))
            self.assertFalse({"src", "href", "onload", "onclick"} & set(attributes), attributes)
            if tag == "script":
                self.assertEqual(attributes["type"], "application/json")

    def test_a_page_of_a_bad_ledger_shows_what_was_found_and_nothing_of_its_own(self):
        segment = next((self.home / "ledger" / "segments").iterdir())
        content = bytearray(segment.read_bytes())
        content[9000] ^= 1
        segment.write_bytes(content)
        hostile = self.home / "ledger" / "<script>alert(1)\x1b[31m\u202e"
        hostile.write_text("x")
        answer, page = self.make_page(1)
        text = "".join(page.text)
        self.assertIn("FAILED", text)
        self.assertIn(answer["findings"][0]["message"], text)
        raw = self.page.read_bytes()
        self.assertNotIn(b"<script>alert", raw)
        self.assertNotIn(b"\x1b", raw)
        self.assertEqual(raw.count(b"<script"), 1)

    def test_a_page_never_replaces_a_file(self):
        self.page.write_text("mine")
        refused = self.expect(5, "verify", self.ledger, "--html", self.page)
        self.assertIn("never replaces it", refused.talk)
        self.assertEqual(refused.output, b"", "it says so before it judges")
        self.assertEqual(self.page.read_text(), "mine")

    def test_a_page_that_cannot_be_written_hides_no_verdict(self):
        nowhere = self.home / "missing" / "report.html"
        answer = self.expect(5, "verify", self.ledger, "--html", nowhere)
        self.assertIn(b"VERIFIED", answer.output)
        segment = next((self.home / "ledger" / "segments").iterdir())
        content = bytearray(segment.read_bytes())
        content[9000] ^= 1
        segment.write_bytes(content)
        answer = self.expect(1, "verify", self.ledger, "--html", nowhere)
        self.assertIn(b"FAILED", answer.output)
        self.assertIn("report.html", answer.talk)

    def test_a_page_says_what_a_range_shows(self):
        bundle = self.home / "range.tar"
        self.expect(0, "prove", self.ledger, "--stream", "default", "--range", "0..",
                    "--output", bundle)
        self.expect(0, "verify", bundle, "--html", self.page)
        page = Page(self.page.read_text())
        text = "".join(page.text)
        self.assertIn("are in the range", text)
        self.assertIn("records 0 to", text)

    def test_a_reviewer_signs_and_others_check(self):
        self.make_page()
        key = self.home / "jane.key"
        made = self.expect_json(0, "report", "new-key", "jane@auditors.example", "--output", key)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        signed = self.expect_json(0, "report", "sign", self.page, "--reviewer-key", key,
                                  "--comment", "as agreed", "--comment", "and more")
        check = ("report", "check", self.page, "--key", made["vkey"])
        checked = self.expect_json(0, *check)
        self.assertEqual(checked["reviewer"], "jane@auditors.example")
        self.assertEqual(checked["comment"], ["as agreed", "and more"])
        self.assertEqual(checked["report_sha256"], signed["report_sha256"])
        self.expect(5, "report", "sign", self.page, "--reviewer-key", key)  # Never replaced.
        other = self.expect_json(0, "report", "new-key", "joe", "--output", self.home / "joe.key")
        self.expect(5, "report", "check", self.page, "--key", other["vkey"])
        with open(self.page, "ab") as page:
            page.write(b" ")
        self.assertIn("changed since it was signed", self.expect(5, *check).talk)

    def test_a_key_that_others_can_read_is_refused(self):
        self.make_page()
        key = self.home / "jane.key"
        self.expect(0, "report", "new-key", "jane", "--output", key)
        key.chmod(0o644)
        self.assertIn("chmod 600",
                      self.expect(5, "report", "sign", self.page, "--reviewer-key", key).talk)

    def test_wrong_usage_says_what_is_right(self):
        for arguments in ((), ("sign",), ("sign", "x"), ("check", "x"), ("new-key", "x"),
                          ("burn", "x"), ("new-key", "two words", "--output", "k"),
                          ("sign", "x", "--reviewer-key", "k", "--comment", "a\nb")):
            self.expect(2, "report", *arguments)


if __name__ == "__main__":
    unittest.main()
