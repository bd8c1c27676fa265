#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what a built program is made of: an SPDX 2.3 document, as JSON.

Nothing is listed by hand. The build says what was compiled (what_was_built.py), the program itself
which libraries it loads, and the system's package database which versions these are
(where_from.py); libraries.toml adds licences. A library that it lacks is an error, so that the
document is complete or not there.

The same build gives the same document, byte for byte: the time is SOURCE_DATE_EPOCH (or now), the
name of the document is that of its content, and everything is sorted. It has no checksum of the
program, because packages strip it afterwards.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import sys

import what_was_built
import where_from
from libraries import Libraries, Unknown

HERE = pathlib.Path(__file__).resolve().parent
AUTHORS = "Organization: Counterfoil maintainers (maintainers@counterfoil.example)"
COPYRIGHT = "2026 the Counterfoil authors"
NAMESPACE = "https://counterfoil.example/spdx"
# Of the few files that cannot name their own licence, because a tool writes them anew.
LICENCE_OF_FOLDER = (("gui/", "GPL-3.0-or-later"), ("", "Apache-2.0"))


def identifier(kind, name):
    """An SPDXID that no other name has, and that a person can read."""
    readable = re.sub(r"[^A-Za-z0-9.-]", "-", name)
    return f"SPDXRef-{kind}-{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def all_of(licences):
    """One expression for what has parts under each of these."""
    different = sorted(set(licences))
    if len(different) == 1:
        return different[0]
    return " AND ".join(f"({one})" if " OR " in one else one for one in different)


def file_entry(source_dir, name):
    data = (source_dir / name).read_bytes()
    named = re.search(rb"SPDX-License-Identifier: ([A-Za-z0-9.+ ()-]+?) *(?:-->|\*/)?\n", data)
    licence = named[1].decode() if named else None
    folder = next(licence for start, licence in LICENCE_OF_FOLDER if name.startswith(start))
    return {
        "SPDXID": identifier("File", name),
        "fileName": f"./{name}",
        "fileTypes": ["SOURCE"],
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()}],
        "licenseConcluded": licence or folder,
        "licenseInfoInFiles": [licence or "NONE"],
        "copyrightText": COPYRIGHT,
    }


def verification_code(files):
    """As section 7.9 of the specification has it."""
    digests = sorted(entry["checksums"][0]["checksumValue"] for entry in files)
    return hashlib.sha1("".join(digests).encode()).hexdigest()


def own_packages(name, version, files):
    """The program, and the sources that it was made from."""
    licence = all_of(entry["licenseConcluded"] for entry in files)
    common = {
        "versionInfo": version,
        "supplier": AUTHORS,
        "downloadLocation": "NOASSERTION",
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": COPYRIGHT,
    }
    program = {
        "SPDXID": "SPDXRef-Program", "name": name, **common, "filesAnalyzed": False,
        "primaryPackagePurpose": "LIBRARY" if name.startswith("lib") else "APPLICATION",
        "comment": "Without a checksum: the program is stripped when it is packaged.",
        "externalRefs": [where_from.purl_reference(f"pkg:generic/{name}@{version}")],
    }
    sources = {
        "SPDXID": "SPDXRef-Sources", "name": f"{name}-sources", **common, "filesAnalyzed": True,
        "primaryPackagePurpose": "SOURCE",
        "comment": f"The files of Counterfoil's source that {name} was compiled from.",
        "packageVerificationCode": {"packageVerificationCodeValue": verification_code(files)},
        "licenseInfoFromFiles": sorted({entry["licenseInfoInFiles"][0] for entry in files}),
    }
    return [program, sources]


def used_libraries(built, libraries, compiler):
    """{(library, relationship): {path: what it is called}}; what has no entry, the table remembers."""
    used = {}
    for soname in built.sonames:
        library = libraries.of_soname(soname)
        path = where_from.path_of_library(compiler, soname)
        used.setdefault((library, "DYNAMIC_LINK"), {})[path] = soname
    for path in built.archives:
        library = libraries.of_archive(path)
        used.setdefault((library, "STATIC_LINK"), {})[path] = path.name
    linked = {library for library, _ in used}
    # What is linked has headers too; what is headers only is in the program all the same.
    for path in built.system_headers:
        library = libraries.of_header(path)
        if library not in linked:
            used.setdefault((library, "STATIC_LINK"), {})[path] = "headers"
    return used


def library_packages(used, libraries):
    """[(package, relationships)]: one for each package of the system that libraries came from."""
    inside, relationships = {}, {}
    for (library, relationship), paths in sorted(used.items()):
        for origin, names in where_from.origins(libraries.entry(library), library, paths):
            inside.setdefault(origin, []).append((library, names))
            relationships.setdefault(origin, set()).add(relationship)
    packages = []
    for origin, parts in sorted(inside.items()):
        entries = [libraries.entry(library) for library, _ in parts]
        licence = all_of(entry["licence"] for entry in entries)
        packages.append(({
            "SPDXID": identifier("Library", origin.name),
            "name": origin.name,
            **({"versionInfo": origin.version} if origin.version else {}),
            "supplier": origin.supplier,
            "downloadLocation": "NOASSERTION",
            "homepage": entries[0]["homepage"],
            "filesAnalyzed": False,
            "licenseConcluded": licence,
            "licenseDeclared": licence,
            "copyrightText": "NOASSERTION",
            "primaryPackagePurpose": "LIBRARY",
            **({"sourceInfo": origin.source} if origin.source else {}),
            "comment": "; ".join(f"{library}: {', '.join(names)}" for library, names in parts),
            "externalRefs": [where_from.purl_reference(origin.purl)],
        }, sorted(relationships[origin])))
    return packages


def document(name, version, files, linked, created):
    relationships = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Program"),
                     ("SPDXRef-Program", "GENERATED_FROM", "SPDXRef-Sources")]
    relationships += [("SPDXRef-Sources", "CONTAINS", entry["SPDXID"]) for entry in files]
    relationships += [("SPDXRef-Program", kind, package["SPDXID"])
                      for package, kinds in linked for kind in kinds]
    made = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{name}-{version}",
        "creationInfo": {"created": created, "creators": [AUTHORS, f"Tool: counterfoil-sbom-{version}"]},
        "packages": [*own_packages(name, version, files), *(package for package, _ in linked)],
        "files": files,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in relationships],
    }
    digest = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
    return {**made, "documentNamespace": f"{NAMESPACE}/{name}-{version}-{digest[:32]}"}


def main():
    parser = argparse.ArgumentParser(description="What a built program is made of, as SPDX 2.3")
    parser.add_argument("--name", required=True, help="of the package that the program is in")
    parser.add_argument("--version", required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True, help="the project's root")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a build by ninja")
    parser.add_argument("--ninja", default="ninja")
    parser.add_argument("--compiler", default="c++")
    parser.add_argument("--readelf", default="readelf")
    parser.add_argument("--libraries", type=pathlib.Path, default=HERE / "libraries.toml")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("document", type=pathlib.Path)
    given = parser.parse_args()
    try:
        libraries = Libraries(given.libraries)
        built = what_was_built.read(given.source.resolve(), given.build.resolve(),
                                    given.program.resolve(), given.ninja, given.readelf)
        used = used_libraries(built, libraries, given.compiler)
        libraries.refuse_unknown()
        linked = library_packages(used, libraries)
        files = [file_entry(given.source, name) for name in built.sources]
    except (Unknown, what_was_built.NotBuilt, where_from.NotFound, OSError) as error:
        print(f"make_sbom.py: {given.name}: {error}", file=sys.stderr)
        return 1
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.datetime.now().timestamp())
    created = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    made = document(given.name, given.version, files, linked, f"{created:%Y-%m-%dT%H:%M:%SZ}")
    given.document.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
