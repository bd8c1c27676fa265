# SPDX-License-Identifier: Apache-2.0
"""The library's two packages are all that an application needs: the example that they bring is built
and run with what `cmake --install` puts into a directory, which may be moved."""

import os
import pathlib
import re
import unittest

from program import PROGRAM, InAPlace, answer_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["COUNTERFOIL_BUILD"])
COMPILER = os.environ["COUNTERFOIL_CXX"]
SYMBOLS = ROOT / "packaging" / "debian" / "libcounterfoil0.symbols"
VERSION = re.search(r"^project\(counterfoil VERSION ([0-9.]+)",
                    (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)[1]


class Library(InAPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {}
        for component in ("libcounterfoil0", "libcounterfoil-dev"):
            answer_of("cmake", "--install", BUILD, "--prefix", cls.place / "installed",
                "--component", component)
            known = set().union(*cls.files.values())
            cls.files[component] = {
                path.relative_to(cls.place / "installed").as_posix()
                for path in cls.place.rglob("*") if not path.is_dir()} - known
        cls.prefix = (cls.place / "installed").rename(cls.place / "moved")
        cls.library = next(cls.prefix.rglob("libcounterfoil.so"))

    def environment(self, name):
        home = self.place / name
        home.mkdir()
        return {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                "XDG_STATE_HOME": str(home / "state")}

    def expect_it_works(self, program, environment):
        ledger = pathlib.Path(environment["HOME"]) / "ledger"
        said = answer_of(program, ledger, env=environment).split("\n")
        self.assertEqual(said[0], "counterfoil-pin v1")
        self.assertTrue(said[3].startswith('{"sequence":'), said)
        self.assertRegex(said[4], r'^record \d+: \{"from":"ada","amount":12\}$')
        self.assertEqual(said[5], "VERIFIED: everything is proven")
        # The program finds what the library made, keys and pin, and the other way round.
        program_environment = {**environment, "LD_LIBRARY_PATH": ""}
        verdict = answer_of(PROGRAM, "verify", ledger, env=program_environment)
        self.assertTrue(verdict.startswith("VERIFIED: everything is proven"), verdict)
        shown = answer_of(PROGRAM, "show", ledger, "-2", "--raw", env=program_environment)
        self.assertEqual(shown, '{"from":"ada","amount":12}\n{"from":"ada"}\n')

    def test_each_component_has_what_its_package_is_for(self):
        libdir = self.library.parent.relative_to(self.prefix).as_posix()
        self.assertEqual(self.files["libcounterfoil0"], {
            f"{libdir}/libcounterfoil.so.0", f"{libdir}/libcounterfoil.so.{VERSION}"})
        headers = ("bytes", "event", "ledger", "places", "reader", "result", "verify", "version")
        configs = {name for name in self.files["libcounterfoil-dev"] if "/cmake/" in name}
        self.assertTrue({f"{libdir}/cmake/counterfoil/counterfoil-{name}.cmake" for name in (
            "config", "config-version", "targets")} <= configs)
        self.assertEqual(self.files["libcounterfoil-dev"] - configs, {
            f"{libdir}/libcounterfoil.so", f"{libdir}/pkgconfig/counterfoil.pc",
            *(f"include/counterfoil/{name}.h" for name in headers),
            *(f"share/doc/libcounterfoil-dev/examples/{name}" for name in (
                "CMakeLists.txt", "record_events.cpp"))})

    def test_no_installed_file_names_the_tree_it_came_from(self):
        for name in self.files["libcounterfoil-dev"]:
            text = (self.prefix / name).read_bytes()
            for place in (ROOT, BUILD, self.place):
                self.assertTrue(name.endswith(".so") or str(place).encode() not in text, name)

    def test_exactly_the_listed_symbols_are_given_out(self):
        listed = set(re.findall(r'^ \(c\+\+\)"(.+)" [0-9.]+$', SYMBOLS.read_text(), re.MULTILINE))
        self.assertGreater(len(listed), 20)
        named = answer_of("nm", "--dynamic", "--defined-only", "--demangle", "--with-symbol-versions",
                    self.library)
        symbols = [line.split(" ", 2)[1:] for line in named.splitlines()]
        # The version itself is a symbol, too, with no place of its own.
        given = {name.replace("@@", "@") for kind, name in symbols if kind != "A"}
        self.assertEqual(sorted(given), sorted(listed))

    def test_the_soname_is_the_version_of_its_symbols(self):
        dynamic = answer_of("readelf", "--dynamic", "--wide", self.library)
        self.assertIn("[libcounterfoil.so.0]", dynamic)

    def test_the_example_is_built_by_cmake(self):
        build = self.place / "by-cmake"
        example = self.prefix / "share" / "doc" / "libcounterfoil-dev" / "examples"
        answer_of("cmake", "-G", "Ninja", "-S", example, "-B", build,
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}")
        answer_of("cmake", "--build", build)
        self.expect_it_works(build / "record_events", self.environment("cmake-home"))

    def test_cmake_is_refused_another_minor_version(self):
        major, minor = (int(part) for part in VERSION.split(".")[:2])
        for wanted, good in ((f"{major}.{minor}", True), (f"{major}.{minor + 1}", False),
                             (f"{major + 1}.{minor}", False)):
            source = self.place / f"wants-{wanted}"
            source.mkdir()
            (source / "CMakeLists.txt").write_text(
                "cmake_minimum_required(VERSION 3.25)\nproject(wants LANGUAGES CXX)\n"
                f"find_package(counterfoil {wanted} CONFIG)\n"
                "message(STATUS \"found: ${counterfoil_FOUND}\")\n")
            said = answer_of("cmake", "-G", "Ninja", "-S", source, "-B", source / "build",
                       f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}")
            self.assertIn(f"found: {1 if good else 0}", said)

    def test_the_example_is_built_by_one_command(self):
        environment = self.environment("pkg-config-home")
        pkg_config = {**environment, "PKG_CONFIG_PATH": str(self.library.parent / "pkgconfig")}
        self.assertEqual(answer_of("pkg-config", "--modversion", "counterfoil", env=pkg_config).strip(),
                         VERSION)
        flags = answer_of("pkg-config", "--cflags", "--libs", "counterfoil", env=pkg_config).split()
        example = next(self.prefix.rglob("record_events.cpp"))
        program = self.place / "by-one-command"
        answer_of(COMPILER, "-std=c++20", "-Wall", "-Wextra", "-Werror", example, *flags, "-o", program)
        self.expect_it_works(program, {**environment, "LD_LIBRARY_PATH": str(self.library.parent)})


if __name__ == "__main__":
    unittest.main()
