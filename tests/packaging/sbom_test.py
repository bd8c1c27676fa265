# SPDX-License-Identifier: Apache-2.0
"""The bill of materials is a valid SPDX document, lacks nothing, and is not made when it would."""

import copy
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shutil
import tempfile
import tomllib
import unittest

from program import PROGRAM, InAPlace, run
from spdx_rules import faults, is_licence

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["COUNTERFOIL_BUILD"])
SBOM = ROOT / "packaging" / "sbom"
CACHE = dict(re.findall(r"^(\w+):\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.MULTILINE))
WINDOW = BUILD / "gui" / "counterfoil-verifier"
PROGRAMS = {"counterfoil": pathlib.Path(PROGRAM),
            **({"counterfoil-verifier": WINDOW} if WINDOW.exists() else {}),
            **{"libcounterfoil0": path for path in BUILD.glob("ledger/api/libcounterfoil.so.*.*")}}

# What is changed in a good document → what must be found.
FAULTS = [
    (lambda d: d.update(spdxVersion="SPDX-2.2"), "spdxVersion"),
    (lambda d: d.update(dataLicense="MIT"), "dataLicense"),
    (lambda d: d.pop("documentNamespace"), "document: has no documentNamespace"),
    (lambda d: d.update(documentNamespace="a#b"), "documentNamespace"),
    (lambda d: d.update(author="me"), "document: has author"),
    (lambda d: d["creationInfo"].update(created="2026-01-01T00:00:00+01:00"), "created"),
    (lambda d: d["creationInfo"].update(creators=["me"]), "creators"),
    (lambda d: d["packages"][0].pop("downloadLocation"), "SPDXRef-Program: has no downloadLocation"),
    (lambda d: d["packages"][0].update(licenseDeclared="Apache 2"), "SPDXRef-Program: licence"),
    (lambda d: d["packages"][0].update(filesAnalyzed=True), "SPDXRef-Program: says"),
    (lambda d: d["packages"][0].update(primaryPackagePurpose="TOOL"), "SPDXRef-Program: primary"),
    (lambda d: d["packages"][0]["externalRefs"][0].update(referenceLocator="counterfoil"),
     "SPDXRef-Program: purl"),
    (lambda d: d["packages"][1].pop("packageVerificationCode"), "SPDXRef-Sources: says"),
    (lambda d: d["packages"][1].update(licenseInfoFromFiles=["MIT"]), "SPDXRef-Sources: licenseInfo"),
    (lambda d: d["packages"][2].update(supplier="Debian"), "SPDXRef-Library"),
    (lambda d: d["packages"].append(d["packages"][2]), "SPDXRef-Library"),
    (lambda d: d["files"][0].update(SPDXID="SPDXRef-a_b"), "SPDXRef-a_b: is no identifier"),
    (lambda d: d["files"][0].update(fileName="/etc/passwd"), "SPDXRef-File"),
    (lambda d: d["files"][0]["checksums"].pop(), "SPDXRef-File"),
    (lambda d: d["files"][0]["checksums"][0].update(checksumValue="0" * 40),
     "SPDXRef-Sources: the verification code"),
    (lambda d: d["files"][0]["checksums"][1].update(checksumValue="0"), "SPDXRef-File"),
    (lambda d: d["files"][0].update(licenseInfoInFiles=[]), "SPDXRef-File"),
    (lambda d: d["relationships"].pop(0), "relationship: the document describes nothing"),
    (lambda d: d["relationships"][0].update(relatedSpdxElement="SPDXRef-Nobody"), "relationship:"),
    (lambda d: d["relationships"][0].update(relationshipType="LIKES"), "relationship: there is no"),
    (lambda d: d["relationships"].pop(2), "SPDXRef-File"),
]


def make(name, document, *more, program=None, **environment):
    return run("python3", SBOM / "make_sbom.py", "--name", name, "--version", "0.1.0",
               "--source", ROOT, "--build", BUILD, "--ninja", CACHE["CMAKE_MAKE_PROGRAM"],
               "--compiler", CACHE["CMAKE_CXX_COMPILER"], "--readelf", CACHE["CMAKE_READELF"],
               *more, program or PROGRAMS[name], document,
               env={**os.environ, "SOURCE_DATE_EPOCH": "1772323200", **environment})


def names_in_cmake(text):
    """What a text of CMake looks for."""
    return {*re.findall(r"find_package\((\w+)", text), *re.findall(r"find_library\(\w+ (\w+)", text),
            *re.findall(r"pkg_check_modules\(\w+ REQUIRED IMPORTED_TARGET (\w+)", text)}


def linked(document, kinds):
    """{name: package} of what the program is linked to."""
    wanted = {relation["relatedSpdxElement"] for relation in document["relationships"]
              if relation["relationshipType"] in kinds}
    return {package["name"]: package for package in document["packages"] if package["SPDXID"] in wanted}


@unittest.skipUnless(CACHE["CMAKE_GENERATOR"] == "Ninja", "only ninja tells what is built")
class Sbom(InAPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = {}
        for name in PROGRAMS:
            made = make(name, cls.place / name)
            assert made.returncode == 0, made.stderr.decode()
            cls.documents[name] = json.loads((cls.place / name).read_text())
        cls.table = tomllib.loads((SBOM / "libraries.toml").read_text())

    def refused(self, *more, **others):
        path = self.place / "refused"
        made = make("counterfoil", path, *more, **others)
        self.assertEqual(made.returncode, 1)
        self.assertFalse(path.exists())
        return made.stderr.decode()

    def table_without(self, *libraries):
        text = (SBOM / "libraries.toml").read_text()
        for library in libraries:
            shorter = re.sub(rf"\[{library}\]\n(?:.+\n)+", "", text)
            self.assertNotEqual(shorter, text, library)
            text = shorter
        path = self.place / "libraries.toml"
        path.write_text(text)
        return "--libraries", path

    def test_every_document_obeys_the_rules(self):
        for name, document in self.documents.items():
            self.assertEqual(faults(document), [], name)

    def test_a_document_with_a_fault_is_found(self):
        for number, (change, expected) in enumerate(FAULTS):
            spoiled = copy.deepcopy(self.documents["counterfoil"])
            change(spoiled)
            found = faults(spoiled)
            self.assertTrue([line for line in found if line.startswith(expected)],
                            f"{number}: {expected!r} is not in {found}")

    def test_licences_are_read_as_the_specification_has_them(self):
        for expression in ("MIT", "MIT AND ISC OR Zlib", "(MIT OR ISC) AND Zlib",
                           "GPL-3.0-or-later WITH GCC-exception-3.1 AND MIT"):
            self.assertTrue(is_licence(expression), expression)
        for expression in ("", "MIT AND", "MIT ISC", "(MIT", "MIT)", "MIT WITH ISC", "AND MIT", "GPL3",
                           "MIT and ISC"):
            self.assertFalse(is_licence(expression), expression)

    def test_every_library_that_the_program_loads_is_in_it(self):
        for name, program in PROGRAMS.items():
            told = run("objdump", "-p", program).stdout.decode()
            loaded = set(re.findall(r"^  NEEDED +(\S+)$", told, re.MULTILINE))
            self.assertGreater(len(loaded), 8)
            listed = {soname for package in linked(self.documents[name], {"DYNAMIC_LINK"}).values()
                      for soname in re.findall(r"\S+\.so\S*?(?=[,;]|$)", package["comment"])}
            self.assertEqual(listed, loaded)

    def test_what_is_headers_only_is_in_it(self):
        inside = " ".join(package["comment"] for package in linked(
            self.documents["counterfoil"], {"STATIC_LINK"}).values())
        for library in ("boost", "cli11", "nlohmann-json"):
            self.assertIn(f"{library}: headers", inside)

    def test_every_file_is_there_with_the_digests_that_it_has(self):
        for name, document in self.documents.items():
            self.assertGreater(len(document["files"]), 200, name)
            for entry in document["files"]:
                data = (ROOT / entry["fileName"]).read_bytes()
                self.assertEqual(
                    {item["algorithm"]: item["checksumValue"] for item in entry["checksums"]},
                    {"SHA1": hashlib.sha1(data).hexdigest(), "SHA256": hashlib.sha256(data).hexdigest()})

    def test_every_source_of_the_program_and_all_that_these_include_is_in_it(self):
        for name, folder in (("counterfoil", "cli"), ("counterfoil-verifier", "gui")):
            if name not in PROGRAMS:
                continue
            files = {entry["fileName"][2:] for entry in self.documents[name]["files"]}
            for room in (folder, "verifier", "ledger/crypto"):
                compiled = {path.relative_to(ROOT).as_posix() for path in (ROOT / room).rglob("*.cpp")}
                self.assertGreater(len(compiled), 5)
                self.assertEqual(compiled - files, set())
            for file in files:
                if file.endswith((".cpp", ".h", ".c")):
                    included = re.findall(r'^ *# *include "([^"]+)"', (ROOT / file).read_text(),
                                          re.MULTILINE)
                    missing = [name for name in included if not files & {name, f"{name}.in"}]
                    self.assertEqual(missing, [], file)
        if WINDOW.exists():
            self.assertLessEqual({"gui/gui.qrc", "gui/translations/counterfoil-verifier_de.ts",
                                  "gui/resources/icons/verified.svg"}, files)

    def test_the_licence_of_the_whole_is_that_of_its_files(self):
        for name, licence in (("counterfoil", "Apache-2.0"),
                              ("libcounterfoil0", "Apache-2.0"),
                              ("counterfoil-verifier", "Apache-2.0 AND GPL-3.0-or-later")):
            if name in PROGRAMS:
                self.assertEqual(self.documents[name]["packages"][0]["licenseDeclared"], licence)

    def test_the_table_has_every_library_that_cmake_looks_for(self):
        looked_for = names_in_cmake((ROOT / "cmake" / "CounterfoilLibraries.cmake").read_text() +
                                    (ROOT / "gui" / "CMakeLists.txt").read_text())
        self.assertGreater(len(looked_for), 10)
        self.assertEqual({entry["cmake"] for entry in self.table.values() if "cmake" in entry},
                         looked_for - {"PkgConfig"})
        self.assertEqual(names_in_cmake(
            "find_package(New 1 REQUIRED)\nfind_library(A_LIBRARY b)\n"
            "pkg_check_modules(C REQUIRED IMPORTED_TARGET d>=1)"), {"New", "b", "d"})

    def test_each_entry_of_the_table_is_whole_and_no_two_claim_the_same(self):
        claimed = []
        for library, entry in self.table.items():
            self.assertTrue(is_licence(entry["licence"]), library)
            self.assertTrue(entry["homepage"].startswith("https://"), library)
            claimed += [*entry.get("sonames", ()), *entry["headers"]]
        for name in claimed:
            self.assertEqual([other for other in claimed if fnmatch.fnmatchcase(
                name, other + "*" if other.endswith("/") else other)], [name])

    def test_a_library_that_the_table_lacks_is_refused_and_what_to_add_is_said(self):
        said = self.refused(*self.table_without("zlib", "boost", "cli11"))
        for key, name in (("sonames", "libz.so.1"), ("headers", "zlib.h"), ("headers", "boost/"),
                          ("headers", "CLI/")):
            self.assertIn(f"no library in packaging/sbom/libraries.toml has {name}: "
                          f"add it to `{key}`", said)
        self.assertEqual(said.count("add it"), 5, said)  # zconf.h, too

    def test_what_was_not_built_here_is_refused(self):
        self.assertIn("unknown target", self.refused(program=self.place / "nothing"))
        self.assertIn("make_sbom.py: counterfoil: ", self.refused("--build", self.place))
        self.assertIn("ninja does not know what", self.refused(program=BUILD / "build.ninja"))

    def test_the_same_build_gives_the_same_document(self):
        made = make("counterfoil", self.place / "again", TZ="Asia/Tokyo", LC_ALL="C",
                    PYTHONHASHSEED="7", HOME="/nonexistent")
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        text = (self.place / "again").read_text()
        self.assertEqual(text, (self.place / "counterfoil").read_text())
        self.assertIn('"2026-03-01T00:00:00Z"', text)
        for place in (ROOT, BUILD):
            self.assertNotIn(str(place), text)

    def test_another_document_has_another_name(self):
        made = make("counterfoil", self.place / "later", SOURCE_DATE_EPOCH="1772323201")
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        later = json.loads((self.place / "later").read_text())
        self.assertNotEqual(later["documentNamespace"],
                            self.documents["counterfoil"]["documentNamespace"])

    def only_with(self, **scripts):
        """A PATH with no package database but the given one."""
        path = pathlib.Path(tempfile.mkdtemp(dir=self.place))
        for tool in ("python3", "ninja", "pkg-config", "sh"):
            (path / tool).symlink_to(shutil.which(tool))
        for name, text in scripts.items():
            (path / name).write_text(f"#!/bin/sh\n{text}\n")
            (path / name).chmod(0o755)
        return str(path)

    def test_without_a_package_database_pkg_config_is_asked(self):
        made = make("counterfoil", self.place / "plain", PATH=self.only_with())
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        document = json.loads((self.place / "plain").read_text())
        self.assertEqual(faults(document), [])
        package = linked(document, {"DYNAMIC_LINK"})["openssl"]
        version = run("pkg-config", "--modversion", "libcrypto").stdout.decode().strip()
        self.assertEqual(package["versionInfo"], version)
        self.assertEqual(package["externalRefs"][0]["referenceLocator"], f"pkg:generic/openssl@{version}")
        self.assertNotIn("versionInfo", linked(document, {"STATIC_LINK"})["boost"])

    def test_rpm_is_asked_where_it_is_the_database(self):
        fake = (r'case "$*" in *libcrypto*) printf "openssl-libs\t1:3.0.7-27\tx86_64\topenssl.src.rpm\n" ;;'
                '\n' r'*boost/*|*isal*|*gcc_s*) printf "several\t1-1\tx86_64\tseveral.src.rpm\n" ;;'
                '\n*) echo "file $5 is not owned by any package"; exit 1 ;; esac')
        made = make("counterfoil", self.place / "rpm", PATH=self.only_with(rpm=fake))
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        document = json.loads((self.place / "rpm").read_text())
        self.assertEqual(faults(document), [])
        packages = linked(document, {"DYNAMIC_LINK"})
        self.assertRegex(packages["openssl-libs"]["externalRefs"][0]["referenceLocator"],
                         r"^pkg:rpm/[a-z]+/openssl-libs@1%3A3\.0\.7-27\?arch=x86_64&distro=")
        self.assertIn("zlib", packages)
        # One package may bring several libraries, and headers as well.
        self.assertEqual(packages["several"], linked(document, {"STATIC_LINK"})["several"])
        self.assertEqual(packages["several"]["comment"],
                         "boost: headers; gcc: libgcc_s.so.1; isa-l: libisal.so.2")
        self.assertEqual(packages["several"]["licenseDeclared"],
                         "BSD-3-Clause AND BSL-1.0 AND GPL-3.0-or-later WITH GCC-exception-3.1")


if __name__ == "__main__":
    unittest.main()
