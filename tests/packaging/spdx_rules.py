# SPDX-License-Identifier: Apache-2.0
"""What the SPDX 2.3 specification asks of a document, as far as ours can break it.

`faults` returns lines, each beginning with the SPDXID or the name of what is wrong. Written from the
specification (sections 6 to 8 and 11, annexes D and F) and its JSON schema, not from the maker.
"""

import hashlib
import re

IDENTIFIER = re.compile(r"SPDXRef-[A-Za-z0-9.-]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
AGENT = re.compile(r"(Person|Organization): [^()]+( \([^()]*\))?")
URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s#]+")
PURL = re.compile(r"pkg:[a-z]+(/[a-z0-9.-]+)?/[A-Za-z0-9._+-]+(@[A-Za-z0-9._~%-]+)?"
                  r"(\?[a-z]+=[A-Za-z0-9._-]+(&[a-z]+=[A-Za-z0-9._-]+)*)?")
DIGESTS = {"SHA1": 40, "SHA256": 64}
PURPOSES = {"APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "OPERATING-SYSTEM", "DEVICE",
            "FIRMWARE", "SOURCE", "ARCHIVE", "FILE", "INSTALL", "OTHER"}
FILE_TYPES = {"SOURCE", "BINARY", "ARCHIVE", "APPLICATION", "AUDIO", "IMAGE", "TEXT", "VIDEO",
              "DOCUMENTATION", "SPDX", "OTHER"}
RELATIONSHIPS = {"DESCRIBES", "CONTAINS", "DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "GENERATED_FROM"}
# Of the licence list, those that may be met here.
LICENCES = {"Apache-2.0", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "GPL-2.0-only", "GPL-3.0-only",
            "GPL-3.0-or-later", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "Zlib", "blessing"}
EXCEPTIONS = {"GCC-exception-3.1", "LLVM-exception", "Linux-syscall-note"}

# Members that must be there, and members that may.
MEMBERS = {
    "document": ("spdxVersion dataLicense SPDXID name documentNamespace creationInfo packages files "
                 "relationships", "comment"),
    "creationInfo": ("created creators", "comment licenseListVersion"),
    "package": ("SPDXID name downloadLocation filesAnalyzed licenseConcluded licenseDeclared "
                "copyrightText",
                "versionInfo supplier homepage primaryPackagePurpose sourceInfo comment externalRefs "
                "packageVerificationCode licenseInfoFromFiles"),
    "file": ("SPDXID fileName checksums licenseConcluded licenseInfoInFiles copyrightText",
             "fileTypes comment"),
    "relationship": ("spdxElementId relationshipType relatedSpdxElement", "comment"),
}


def is_licence(expression):
    """Annex D: OR binds less than AND, AND less than WITH."""
    words = re.findall(r"[()]|[^\s()]+", expression)
    position = 0

    def peek():
        return words[position] if position < len(words) else None

    def take():
        nonlocal position
        position += 1
        return words[position - 1] if position <= len(words) else None

    def operand():
        if peek() == "(":
            take()
            return expression_of("OR") and take() == ")"
        if take() not in LICENCES:
            return False
        if peek() == "WITH":
            take()
            return take() in EXCEPTIONS
        return True

    def expression_of(operator):
        part = operand if operator == "AND" else lambda: expression_of("AND")
        if not part():
            return False
        while peek() == operator:
            take()
            if not part():
                return False
        return True

    return expression_of("OR") and position == len(words)


def licence_or_none(value):
    return value in ("NONE", "NOASSERTION") or is_licence(value)


def members_of(kind, name, value):
    needed, possible = (set(words.split()) for words in MEMBERS[kind])
    return [*(f"{name}: has no {member}" for member in sorted(needed - value.keys())),
            *(f"{name}: has {member}, which a {kind} has not"
              for member in sorted(value.keys() - needed - possible))]


def of_document(document):
    info = document["creationInfo"]
    yield from members_of("creationInfo", "creationInfo", info)
    for right, fault in (
            (document["spdxVersion"] == "SPDX-2.3", "spdxVersion: is not 2.3"),
            (document["dataLicense"] == "CC0-1.0", "dataLicense: is not CC0-1.0"),
            (document["SPDXID"] == "SPDXRef-DOCUMENT", "SPDXID: is not SPDXRef-DOCUMENT"),
            (document["name"], "name: is empty"),
            (URI.fullmatch(document["documentNamespace"]), "documentNamespace: is no URI without #"),
            (TIME.fullmatch(info["created"]), "created: is no time in UTC"),
            (info["creators"], "creators: are none")):
        if not right:
            yield fault
    for creator in info["creators"]:
        if not AGENT.fullmatch(creator) and not re.fullmatch(r"Tool: .+-[0-9.]+", creator):
            yield f"creators: {creator}"


def of_file(entry, name):
    digests = {item["algorithm"]: item["checksumValue"] for item in entry["checksums"]}
    if not re.fullmatch(r"\./[^/].*", entry["fileName"]) or "/../" in entry["fileName"]:
        yield f"{name}: fileName is not below the root: {entry['fileName']}"
    if not DIGESTS.keys() <= digests.keys():
        yield f"{name}: lacks a checksum"
    for algorithm, value in digests.items():
        if not re.fullmatch(f"[0-9a-f]{{{DIGESTS.get(algorithm, 0)}}}", value):
            yield f"{name}: {algorithm} is {value}"
    if not set(entry.get("fileTypes", ())) <= FILE_TYPES:
        yield f"{name}: fileTypes"
    for licence in (entry["licenseConcluded"], *entry["licenseInfoInFiles"]):
        if not licence_or_none(licence):
            yield f"{name}: licence {licence!r}"
    if not entry["licenseInfoInFiles"]:
        yield f"{name}: licenseInfoInFiles is empty"


def of_package(package, name, contained):
    for member in ("licenseConcluded", "licenseDeclared"):
        if not licence_or_none(package[member]):
            yield f"{name}: licence {package[member]!r}"
    if package["downloadLocation"] not in ("NONE", "NOASSERTION") and not URI.fullmatch(
            package["downloadLocation"]):
        yield f"{name}: downloadLocation"
    supplier = package.get("supplier", "NOASSERTION")
    if supplier != "NOASSERTION" and not AGENT.fullmatch(supplier):
        yield f"{name}: supplier {supplier}"
    if package.get("primaryPackagePurpose", "OTHER") not in PURPOSES:
        yield f"{name}: primaryPackagePurpose"
    for reference in package.get("externalRefs", ()):
        if (reference["referenceCategory"], reference["referenceType"]) != ("PACKAGE-MANAGER", "purl"):
            yield f"{name}: a reference of no kind"
        elif not PURL.fullmatch(reference["referenceLocator"]):
            yield f"{name}: purl {reference['referenceLocator']}"
    analysed = ("packageVerificationCode", "licenseInfoFromFiles")
    if not package["filesAnalyzed"]:
        if contained or any(member in package for member in analysed):
            yield f"{name}: says that its files were not looked at, and tells of them"
        return
    if not all(member in package for member in analysed):
        yield f"{name}: says that its files were looked at, and does not tell of them"
        return
    digests = sorted(item["checksumValue"] for entry in contained for item in entry["checksums"]
                     if item["algorithm"] == "SHA1")
    code = hashlib.sha1("".join(digests).encode()).hexdigest()
    if package["packageVerificationCode"] != {"packageVerificationCodeValue": code}:
        yield f"{name}: the verification code is not that of its files"
    if set(package["licenseInfoFromFiles"]) != {
            licence for entry in contained for licence in entry["licenseInfoInFiles"]}:
        yield f"{name}: licenseInfoFromFiles is not what its files say"


def of_relationships(document, elements):
    described, contained = set(), set()
    for relation in document["relationships"]:
        yield from members_of("relationship", "relationship", relation)
        one, kind, other = (relation[member] for member in MEMBERS["relationship"][0].split())
        if kind not in RELATIONSHIPS:
            yield f"relationship: there is no {kind}"
        for end in (one, other):
            if end not in elements:
                yield f"relationship: {kind} names {end}, which is not in the document"
        if kind == "DESCRIBES" and one == "SPDXRef-DOCUMENT":
            described.add(other)
        if kind == "CONTAINS":
            contained.add(other)
    if not described:
        yield "relationship: the document describes nothing"
    for entry in document["files"]:
        if entry["SPDXID"] not in contained:
            yield f"{entry['SPDXID']}: no package contains it"


def faults(document):
    found = members_of("document", "document", document)
    for kind in ("package", "file"):
        for value in document[f"{kind}s"]:
            found += members_of(kind, value.get("SPDXID", kind), value)
    if found:
        return found

    parts = document["packages"] + document["files"]
    identifiers = [document["SPDXID"], *(part["SPDXID"] for part in parts)]
    found += [f"{name}: is no identifier" for name in identifiers if not IDENTIFIER.fullmatch(name)]
    found += [f"{name}: is not the only one" for name in sorted(set(identifiers))
              if identifiers.count(name) > 1]
    found += of_document(document)
    found += of_relationships(document, set(identifiers))
    files = {entry["SPDXID"]: entry for entry in document["files"]}
    for entry in document["files"]:
        found += of_file(entry, entry["SPDXID"])
    for package in document["packages"]:
        name = package["SPDXID"]
        contained = [files[relation["relatedSpdxElement"]] for relation in document["relationships"]
                     if (relation["spdxElementId"], relation["relationshipType"]) == (name, "CONTAINS")
                     and relation["relatedSpdxElement"] in files]
        found += of_package(package, name, contained)
    return found
