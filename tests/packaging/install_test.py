# SPDX-License-Identifier: Apache-2.0
"""`cmake --install` puts into a package's directory what the package has, and it works from there."""

import os
import pathlib
import unittest

from program import InAPlace, answer_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["COUNTERFOIL_BUILD"])
SCHEMAS = sorted(path.name for path in (ROOT / "schemas").iterdir() if path.suffix == ".json")


class Install(InAPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prefix = cls.place / "usr"
        answer_of("cmake", "--install", BUILD, "--prefix", "/usr", "--component", "counterfoil",
            env={**os.environ, "DESTDIR": str(cls.place)})
        cls.files = {path.relative_to(cls.prefix).as_posix()
                     for path in cls.prefix.rglob("*") if path.is_file()}
        cls.program = cls.prefix / "bin" / "counterfoil"
        cls.data = cls.prefix / "share" / "counterfoil"

    def test_the_program_works_from_there(self):
        version = answer_of(self.program, "--version").split("\n")[0]
        self.assertRegex(version, r"^counterfoil \d+\.\d+\.\d+$")

    def test_every_schema_and_the_second_verifier_are_there(self):
        self.assertGreater(len(SCHEMAS), 10)
        self.assertEqual(sorted(path.name for path in self.data.iterdir()),
                         sorted([*SCHEMAS, "reference_verifier.py"]))

    def test_both_verifiers_verify(self):
        home = self.prefix.parent / "home"
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        ledger = home / "ledger"
        home.mkdir()
        answer_of(self.program, "init", ledger, env=environment)
        answer_of(self.program, "append", ledger, env=environment, input=b"one")
        pin = next((home / ".local/share/counterfoil/trust").glob("*.pin"))
        for verifier in (self.program, "verify"), (self.data / "reference_verifier.py",):
            verdict = answer_of(*verifier, ledger, "--key", pin, env=environment)
            self.assertTrue(verdict.startswith("VERIFIED"), verdict)

    def test_documents_are_whole_or_not_there(self):
        pages = {name for name in self.files if name.startswith("share/man/")}
        commands = [line.split()[0] for line in answer_of(self.program, "--help").split(
            "Commands:\n")[1].split("\n\n")[0].split("\n")] if pages else []
        if pages:  # COUNTERFOIL_INSTALL_DOCS
            self.assertEqual(pages, {"share/man/man1/counterfoil.1", *(
                f"share/man/man1/counterfoil-{command}.1" for command in commands)})
            self.assertLessEqual({
                "share/bash-completion/completions/counterfoil",
                "share/fish/vendor_completions.d/counterfoil.fish",
                "share/doc/counterfoil/README.md",
                "share/doc/counterfoil/counterfoil.spdx.json",
                "share/doc/counterfoil/docs/FORMAT.md"}, self.files)
            self.assertTrue([name for name in self.files if name.endswith("/_counterfoil")])
        else:
            self.assertEqual({name.split("/")[0] + "/" + name.split("/")[1]
                              for name in self.files}, {"bin/counterfoil", "share/counterfoil"})


if __name__ == "__main__":
    unittest.main()
