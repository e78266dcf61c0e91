#!/usr/bin/env python3
"""Writes deflated.zip for DeflatedArchiveTests, with Python 3.11's zipfile: a compressed, a stored and an empty member, one in a
folder that has an entry of its own, and a comment at the end."""
import pathlib
import zipfile

here = pathlib.Path(__file__).parent
fixed = (2024, 1, 1, 0, 0, 0)


def member(name, text, method):
    info = zipfile.ZipInfo(name, fixed)
    info.compress_type = method
    archive.writestr(info, text)


with zipfile.ZipFile(here / "deflated.zip", "w") as archive:
    member("folder/", "", zipfile.ZIP_STORED)
    member("folder/Long.java", "class Long {}\n" * 500, zipfile.ZIP_DEFLATED)
    member("Stored.java", "class Stored {}\n", zipfile.ZIP_STORED)
    member("Empty.java", "", zipfile.ZIP_DEFLATED)
    archive.comment = b"made by make_archives.py"
