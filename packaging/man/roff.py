# SPDX-License-Identifier: Apache-2.0
"""Text as roff: escaped, so that a page shows each character as it was given."""

import re

SPECIAL = {"\\": r"\(rs", "'": r"\(aq", '"': r"\(dq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
CODE = re.compile(r"`([^`]+)`")


def escaped(text, exact=False):
    """exact: a hyphen is a minus, so that what a person copies from the page can be typed."""
    escapes = []
    for character in text:
        if ord(character) > 126:
            escapes.append(rf"\[u{ord(character):04X}]")
        elif character == "-" and exact:
            escapes.append(r"\-")
        else:
            escapes.append(SPECIAL.get(character, character))
    return "".join(escapes)


def prose(text):
    """One line: words, with what stands in backticks in bold."""
    parts = []
    for index, part in enumerate(CODE.split(text)):
        if index % 2:
            parts.append(bold(part))
            continue
        for word in re.split(r"( )", part):
            # An option, a path, a name of a file or a variable is typed; other words are read.
            typed = re.match(r"[(\"]*[-.$~/]", word) or "/" in word
            parts.append(escaped(word, exact=bool(typed)))
    return guarded("".join(parts))


def guarded(line):
    """A line that begins as a request would is text all the same."""
    return r"\&" + line if line[:1] in (".", "'") else line


def bold(text):
    return rf"\fB{escaped(text, exact=True)}\fR"


def italic(text):
    return rf"\fI{escaped(text, exact=True)}\fR"


def paragraph(text):
    """Each sentence on a line of its own, as roff likes it: it widens the space between them."""
    return [prose(sentence) for sentence in re.split(r"(?<=[a-z)`][.:]) (?=[A-Z`])", text)]


def tagged(tag, text):
    return [".TP", tag, *paragraph(text)]


def typed_lines(lines):
    return [".EX", *(guarded(escaped(line, exact=True)) for line in lines), ".EE"]
