#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every translation of the desktop verifier is complete and keeps what its source text has.

  translation_test.py SOURCE_DIRECTORY

Each .ts in gui/translations is held against itself (nothing unfinished or empty, the same
placeholders, a last "…" or ":" kept) and against the program: `lupdate`, run into a copy, must find
no text that the .ts lacks. A text belongs to a context; in another one the program does not find it.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

LUPDATE = "/usr/lib/qt6/bin/lupdate"
PLACEHOLDER = re.compile(r"%L?(?:[0-9]{1,2}|n)")
ENDS = ("…", ":")
GONE = ("vanished", "obsolete")


def messages_of(path):
    """All messages that are in use, as pairs of a key (context, source text, comment) and the element."""
    for context in tree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            if message.find("translation").get("type") not in GONE:
                yield ((context.findtext("name"), message.findtext("source"),
                        message.findtext("comment", "")), message)


def translations_of(message):
    """One text, or one for each plural form."""
    translation = message.find("translation")
    forms = translation.findall("numerusform") if message.get("numerus") == "yes" else [translation]
    return [form.text or "" for form in forms]


def findings_of_message(source, message):
    if message.find("translation").get("type") == "unfinished":
        yield "is unfinished"
    texts = translations_of(message)
    if not texts or not all(text.strip() for text in texts):
        yield "is empty"
        return
    for text in texts:
        wanted, found = sorted(PLACEHOLDER.findall(source)), sorted(PLACEHOLDER.findall(text))
        if wanted != found:
            yield f"has the placeholders {found} instead of {wanted}: {text!r}"
        for end in ENDS:
            if source.rstrip().endswith(end) and not text.rstrip().endswith(end):
                yield f"lost the {end!r} at its end: {text!r}"


def texts_of_program(source_directory, translation):
    """The keys of all texts that lupdate finds."""
    with tempfile.TemporaryDirectory() as directory:
        copy = shutil.copy(translation, directory)
        subprocess.run([LUPDATE, "gui", "-I", ".", "-no-obsolete", "-locations", "none", "-ts", copy],
                       cwd=source_directory, check=True, capture_output=True)
        return {key for key, _ in messages_of(copy)}


def findings_of_file(source_directory, translation):
    messages = list(messages_of(translation))
    for (context, source, _), message in messages:
        for finding in findings_of_message(source, message):
            yield f"{context}: {source!r} {finding}"
    texts = texts_of_program(source_directory, translation)
    for context, source, _ in sorted(texts - {key for key, _ in messages}):
        yield f"{context}: {source!r} is lacking"
    print(f"{translation.name}: {len(messages)} messages, {len(texts)} texts of the program")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source_directory = pathlib.Path(sys.argv[1])
    translations = sorted((source_directory / "gui" / "translations").glob("*.ts"))
    findings = [f"{each.name}: {finding}"
                for each in translations for finding in findings_of_file(source_directory, each)]
    if not translations:
        findings.append(f"{source_directory}: no translations")
    for finding in findings:
        print(finding)
    print(f"{len(translations)} translations, {len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
