#!/usr/bin/env python3
"""Tests that the invariants of random trials notice what they are for."""

import os
import tempfile
import unittest

import invariants

CODES = {0, 1, 64, 65, 71, 74, 75, 78}


def trial(**changes):
    return {"sent": [], "limits": {}, "streams": {}, "argv": ["fovea", "gaze"], "written": set(), "owned": [],
            "cwd": os.getcwd()} | changes


class Exits(unittest.TestCase):
    def faults(self, status, errors=b"error: x\n", **changes):
        return list(invariants.exit_faults(status, trial(**changes), errors, CODES))

    def test_codes(self):
        for code in CODES:
            self.assertEqual(self.faults(code << 8), [])
        for code in (2, 66, 127, 132, 139):
            self.assertEqual(len(self.faults(code << 8)), 1, code)

    def test_signals(self):
        for number in (4, 6, 7, 11, 13, 25):
            self.assertEqual(len(self.faults(number)), 1, number)
            self.assertEqual(self.faults(number, sent=[(0, number)]), [])

    def test_messages(self):
        self.assertEqual(len(self.faults(65 << 8, b"")), 1)
        self.assertEqual(self.faults(65 << 8, b"", streams={2: "closed"}), [])
        self.assertEqual(len(self.faults(0, b"Swift/Array.swift:1: Fatal error: Index out of range\n")), 1)
        self.assertEqual(len(self.faults(64 << 8, b"unknown '\x1b[31m'\n")), 1)

    def test_json(self):
        def faults(text, **changes):
            return list(invariants.output_faults(0, trial(argv=["fovea", "x", "--json"], **changes), text))
        self.assertEqual(faults(b'{"a": 1}\n{"a": 2}\n'), [])
        self.assertEqual(faults(b'{\n"a": 1\n}\n'), [])
        self.assertEqual(len(faults(b'{"a": 1}\ndone\n')), 1)


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("input", "before")
        self.before = invariants.snapshot(self.folder.name)

    def write(self, name, text):
        with open(f"{self.folder.name}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def faults(self, was_killed=False, **changes):
        after = invariants.snapshot(self.folder.name)
        return list(invariants.file_faults(self.before, after, trial(**changes), was_killed))

    def test_inputs(self):
        self.assertEqual(self.faults(), [])
        self.write("input", "after")
        self.assertEqual(len(self.faults()), 1)
        self.assertEqual(self.faults(written={f"{self.folder.name}/input"}), [])
        os.unlink(f"{self.folder.name}/input")
        self.assertEqual(len(self.faults()), 1)

    def test_permissions(self):
        os.chmod(f"{self.folder.name}/input", 0o600)
        self.assertEqual(len(self.faults()), 1)

    def test_lines(self):
        self.write("new.jsonl", '{"a": 1}\n{"a": ')
        self.assertEqual(len(self.faults()), 1)
        self.assertEqual(self.faults(was_killed=True), [])
        self.write("new.jsonl", '{"a": 1}\n{"a": \n{"a": 2}\n')
        self.assertEqual(len(self.faults(was_killed=True)), 1)

    def test_pages(self):
        self.write("new.jsonl", "<html>\n")
        written = {f"{self.folder.name}/new.jsonl"}
        self.assertEqual(self.faults(written=written, argv=["fovea", "gaze", "view"]), [])
        self.assertEqual(len(self.faults(written=written, argv=["fovea", "gaze", "import"])), 1)

    def test_temporary_files(self):
        self.write("new.partial", "")
        self.assertEqual(len(self.faults()), 1)
        self.assertEqual(self.faults(was_killed=True), [])

    def test_outputs(self):
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder.name)
        self.assertIn(os.path.realpath("o"), invariants.written_paths(["fovea", "x", "--output", "o"]))
        self.assertIn(os.path.realpath("o"), invariants.written_paths(["fovea", "x", "--output=o"]))
        # What is an input too must not be written.
        self.assertNotIn(os.path.realpath("o"), invariants.written_paths(["fovea", "o", "--output", "o"]))


class Table(unittest.TestCase):
    def test_codes(self):
        project = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
        self.assertEqual(invariants.read_codes(project), CODES)


class Leftovers(unittest.TestCase):
    def test_temporary_folders(self):
        with tempfile.TemporaryDirectory() as place:
            for name in ("ompi.host.0", "made", "fovea-1"):
                os.mkdir(os.path.join(place, name))
            named = {"environment": {"TMPDIR": os.path.join(place, "made")}, "signals": [[1, 15]]}
            self.assertEqual(invariants.leftovers(place, named), ["fovea-1"])
            unasked = {"environment": {}, "signals": []}
            self.assertEqual(sorted(invariants.leftovers(place, unasked)), ["fovea-1", "made", "ompi.host.0"])
            open(os.path.join(place, "made", "file"), "w").close()
            self.assertIn("made", invariants.leftovers(place, named))


if __name__ == "__main__":
    unittest.main()
