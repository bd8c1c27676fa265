# SPDX-License-Identifier: Apache-2.0
"""Which package of the system, in which version, a library or header came from."""

import dataclasses
import functools
import os
import pathlib
import platform
import shutil
import subprocess
import urllib.parse


class NotFound(Exception):
    """A library that the program loads is not where the compiler looks."""


@dataclasses.dataclass(frozen=True, order=True)
class Origin:
    name: str
    version: str  # Empty when nothing knows it.
    supplier: str
    source: str
    purl: str


def purl_reference(purl):
    return {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}


def path_of_library(compiler, soname):
    said = answer_of(*compiler.split(), f"-print-file-name={soname}").strip()
    if not said or not os.path.isabs(said):
        raise NotFound(f"{compiler} does not find {soname}")
    return pathlib.Path(os.path.normpath(said))


def origins(entry, library, paths):
    """[(origin, names)], sorted: the packages that own the paths, and what of them is in each."""
    owners = owners_in_dpkg(paths)
    found = {}
    for path, name in paths.items():
        origin = in_dpkg(owners[path]) if path in owners else in_rpm(path)
        found.setdefault(origin or unpackaged(entry, library), set()).add(name)
    return [(origin, sorted(names)) for origin, names in sorted(found.items())]


def unpackaged(entry, library):
    module = entry.get("pkg_config")
    version = answer_of("pkg-config", "--modversion", module).strip() if module else ""
    suffix = f"@{encoded(version)}" if version else ""
    return Origin(library, version, "NOASSERTION", "", f"pkg:generic/{library}{suffix}")


def spellings(path):
    """What a database may call the file: links followed or not, and /usr/lib or the older /lib."""
    names = []
    for name in (str(path), os.path.realpath(path)):
        names += [name, name[4:] if name.startswith("/usr/lib") else "/usr" + name]
    return list(dict.fromkeys(names))


def owners_in_dpkg(paths):
    """{path: package}; one question, because each has dpkg read all of its lists."""
    path_of = {name: path for path in paths for name in spellings(path)}
    owners = {}
    for line in answer_of("dpkg-query", "-S", *path_of).split("\n"):
        owner, _, name = line.partition(": ")
        if name in path_of and not owner.startswith("diversion "):
            owners[path_of[name]] = owner.split(", ")[0]
    return owners


@functools.cache
def in_dpkg(owner):
    fields = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"
    package, version, machine, source, source_version = answer_of(
        "dpkg-query", "-W", "-f", fields, owner).split("\n")[0].split("\t")
    return Origin(package, version, f"Organization: {release('NAME')}",
                  f"built from the source package {source} {source_version}",
                  purl("deb", package, version, machine))


def in_rpm(path):
    """None when rpm does not know the file either."""
    fields = "%{NAME}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\n"
    answers = (answer_of("rpm", "-q", "--qf", fields, "-f", name) for name in spellings(path))
    # It says on the same channel that no package has the file.
    answer = next((answer for answer in answers if "\t" in answer), "").split("\n")[0].split("\t")
    if len(answer) != 4:
        return None
    package, version, machine, source = answer
    return Origin(package, version, f"Organization: {release('NAME')}",
                  f"built from the source package {source}", purl("rpm", package, version, machine))


def purl(kind, package, version, machine):
    system = release("ID")
    return (f"pkg:{kind}/{system}/{package}@{encoded(version)}?arch={machine}"
            f"&distro={system}-{release('VERSION_ID')}")


def encoded(text):
    return urllib.parse.quote(text, safe="")


def release(field):
    """The name of this system, as /etc/os-release has it."""
    try:
        return platform.freedesktop_os_release().get(field, "unknown")
    except OSError:
        return "unknown"


def answer_of(*command):
    """What it prints, even when it does not know all that it is asked; empty without the program."""
    if not shutil.which(command[0]):
        return ""
    said = subprocess.run(command, capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C"})
    return said.stdout.decode()
