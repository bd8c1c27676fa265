# SPDX-License-Identifier: Apache-2.0
"""The table of libraries, libraries.toml: which library a file belongs to."""

import fnmatch
import re
import tomllib


class Unknown(Exception):
    """Something was used that the table has no entry for."""


class Libraries:
    def __init__(self, path):
        with open(path, "rb") as file:
            self._entries = tomllib.load(file)
        self._unknown = {}

    def entry(self, library):
        return self._entries[library]

    def of_soname(self, soname):
        return self._find("sonames", soname, soname)

    def of_archive(self, path):
        """libz.a is what libz.so.1 would be."""
        for library, entry in self._entries.items():
            for pattern in entry.get("sonames", ()):
                if path.name == pattern.split(".so")[0] + ".a":
                    return library
        return self._remember("sonames", path.name)

    def of_header(self, path):
        # Debian has a directory for each kind of machine below /usr/include.
        name = re.sub(r"^/usr/(?:local/)?include/(?:[a-z0-9_]+-linux-[a-z0-9]+/)?", "", str(path))
        return self._find("headers", name, name if "/" not in name else name.split("/")[0] + "/")

    def refuse_unknown(self):
        """Says all at once what there is to add."""
        if self._unknown:
            raise Unknown("; ".join(
                f"no library in packaging/sbom/libraries.toml has {name}: add it to `{key}` of its "
                "library, or the library with its licence"
                for name, key in sorted(self._unknown.items())))

    def _find(self, key, name, shown):
        for library, entry in self._entries.items():
            for pattern in entry.get(key, ()):
                if fnmatch.fnmatchcase(name, pattern + "*" if pattern.endswith("/") else pattern):
                    return library
        return self._remember(key, shown)

    def _remember(self, key, name):
        self._unknown[name] = key
        return ""
