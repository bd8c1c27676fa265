#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The files by which a desktop knows the verifier are as their specifications want them, and agree.
#
#   desktop_files_test.sh SOURCE_DIRECTORY
set -euo pipefail
id=io.github.counterfoil.Verifier
cd "$1/gui/resources"

desktop-file-validate --no-hints "$id.desktop"
appstreamcli validate --no-net "$id.metainfo.xml"
grep -q "<id>$id</id>" "$id.metainfo.xml"
grep -qx "Icon=$id" "$id.desktop"
[[ -f $id.svg ]]

python3 - "$id" <<'PYTHON'
"""The kinds of files that the menu's entry and the catalogue name are those that are defined."""
import sys
import xml.etree.ElementTree as tree

name = sys.argv[1]
space = "{http://www.freedesktop.org/standards/shared-mime-info}"
defined = {each.get("type") for each in tree.parse(f"{name}.mime.xml").iter(space + "mime-type")}
entry = open(f"{name}.desktop", encoding="utf-8").read()
line = next(each for each in entry.splitlines() if each.startswith("MimeType="))
named = set(filter(None, line.removeprefix("MimeType=").split(";")))
catalogue = {each.text for each in tree.parse(f"{name}.metainfo.xml").iter("mediatype")}
if not defined == named == catalogue:
    sys.exit(f"kinds of files differ: defined {defined}, menu {named}, catalogue {catalogue}")
print(f"{len(defined)} kinds of files, the same in all three places")
PYTHON
