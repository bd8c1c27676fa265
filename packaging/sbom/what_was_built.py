# SPDX-License-Identifier: Apache-2.0
"""What a program was compiled from and linked to, as ninja and the program itself tell it."""

import dataclasses
import os
import pathlib
import re
import subprocess


class NotBuilt(Exception):
    """The program, or what the build knows of it, is not there."""


@dataclasses.dataclass(frozen=True)
class Built:
    """`sources` are names below the project's root, sorted: what was compiled, with the headers and
    resources that came with it, and without what the build itself generated from these."""
    sources: list
    system_headers: list
    archives: list  # Static libraries from outside of the build.
    sonames: list  # The libraries that it loads.


def answer_of(*command):
    said = subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C"})
    if said.returncode != 0:
        raise NotBuilt(f"{command[0]} says: {(said.stderr or said.stdout).decode().strip()}")
    return said.stdout.decode()


def headers_of(objects, ninja, build):
    """The build runs while this asks, so ninja is told to change nothing (-n)."""
    answer = answer_of(ninja, "-C", build, "-n", "-t", "deps")
    headers, wanted, seen = set(), False, set()
    for line in answer.split("\n"):
        if line.startswith("    "):
            if wanted:
                headers.add(line.strip())
        elif line:
            name = line.split(": #deps")[0]
            wanted = name in objects
            seen.add(name)
    unknown = sorted(objects - seen)
    if unknown:
        raise NotBuilt(f"ninja does not know the headers of {unknown[0]} "
                       f"({len(unknown)} in all); build the program with this ninja first")
    return headers


def read(source, build, program, ninja, readelf):
    """All paths absolute and without links. Raises NotBuilt."""
    inputs = answer_of(ninja, "-C", build, "-n", "-t", "inputs",
                       os.path.relpath(program, build)).split("\n")
    objects = {name for name in inputs if name.endswith(".o")}
    if not objects:
        raise NotBuilt(f"ninja does not know what {program} is made of")
    # The names of tools and of ninja's own rules are none of files in the tree.
    paths = {pathlib.Path(os.path.normpath(build / name))
             for name in {*inputs, *headers_of(objects, ninja, build)} if name}
    outside = {path for path in paths if source not in path.parents}
    sources = {path for path in paths - outside if build not in path.parents and path.is_file()}
    # Of what cmake filled in before ninja ran, only the result is in the build's own list.
    templates = {source / f"{path.relative_to(build)}.in" for path in paths if build in path.parents}
    sources |= {path for path in templates if path.is_file()}
    elf = answer_of(readelf, "--dynamic", "--wide", program)
    return Built(
        sources=sorted(path.relative_to(source).as_posix() for path in sources),
        system_headers=sorted(path for path in outside
                              if path.suffix not in (".a", ".o") and ".so" not in path.suffixes
                              and is_header(path)),
        archives=sorted(path for path in outside if path.suffix == ".a" and build not in path.parents),
        sonames=sorted(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+)\]", elf)))


def is_header(path):
    """Not a program, such as Qt's, that made a source."""
    return "include" in path.parts
