"""The self-test of check-layers: a small sound project in which it must find nothing, and changes to it that each bring
one kind of finding."""

import tempfile
from pathlib import Path

import layers_picture
import script
from layers import TABLE, TableError, read_table

HEADER = "| row | module | holds | may import |\n|---|---|---|---|\n"
ROWS = {
    "COpenMPI": "| 0 | `COpenMPI` | a C library | – |\n",
    "CMPI": "| 0 | `CMPI` | its shim | `COpenMPI` |\n",
    "Basics": "| 1 | `Basics` | what all use | `Logging` |\n",
    "Collectives": "| 2 | `Collectives` | communicators | `CMPI` |\n",
    "Tools": "| 2 | `Tools` | the rest | – |\n",
    "app": "| 3 | `app` | the program | `Tools`, `ArgumentParser` |\n",
}
MANIFEST = """\
let package = Package(
  targets: [
    // .target(name: "Gone", dependencies: ["Tools"]),
    .systemLibrary(name: "COpenMPI", pkgConfig: "ompi-c"),
    .target(name: "CMPI", dependencies: ["COpenMPI"], cSettings: [.define("X", to: "f(1")]),
    .target(name: "Basics", dependencies: [.product(name: "Logging", package: "swift-log")]),
    .target(name: "Collectives", dependencies: ["Basics", .target(name: "CMPI")]),
    .target(name: "Tools"),
    .executableTarget(
      name: "app", dependencies: ["Tools", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .target(name: "Samples", dependencies: ["Tools"], path: "Tests/Samples"),
    .testTarget(name: "ToolsTests", dependencies: ["Tools"]),
  ])
"""
SOUND = {
    TABLE: "# Architecture\n\n" + HEADER + "".join(ROWS.values()) + "\nText | with bars\n",
    "Package.swift": MANIFEST,
    "Sources/COpenMPI/module.modulemap": "module COpenMPI {}\n",
    "Sources/CMPI/shim.c": "int one;\n",
    "Sources/Basics/Failure.swift": "import Logging\n\npublic struct Failure {}\n",
    "Sources/Collectives/Group.swift": "internal import CMPI\nimport Basics\n\nstruct Group {}\n",
    "Sources/Tools/Plan.swift": "import Foundation\n\npackage struct Plan { let saw: Saw }\n",
    "Sources/Tools/Saws/Saw.swift": "package struct Saw {\n  enum Blade { case fine }\n}\n",
    "Sources/Tools/Saws/Teeth/Tooth.swift": "struct Tooth {}\n",
    "Sources/app/main.swift": "import ArgumentParser\nimport Tools\n\nlet plan: Plan? = nil\n",
    "Tests/ToolsTests/PlanTests.swift": 'let text = """\n  import CMPI\n  """\n',
}


def swift(text, path="Sources/Tools/Saws/Saw.swift"):
    """A change of one file that leaves the types of the sound one in it."""
    return {path: SOUND[path] + text}


def users(count):
    """So many files that use a type."""
    return {f"Sources/Tools/User{number}.swift": "func use(_ plan: Plan) {}\n" for number in range(count)}


def table(**rows):
    """The table with some rows replaced."""
    return {TABLE: HEADER + "".join({**ROWS, **rows}.values())}


#: Changes of files (None removes one) after which nothing must be found.
NOTHING = {
    "a comment": swift("// Plan\n/// Plan\n/* Plan /* Plan */ Plan */\n"),
    "a string": swift('let a = "Plan \\" Plan \\\\"\nlet b = #"Plan " \\(Plan) Plan"#\n'),
    "a string of several lines": swift('let a = """\n  Plan " Plan\n  Plan\n  """\n'),
    "a pattern": swift('let a = /Plan/\nlet b = #/Plan" /Plan/#\nlet c = 1 / 2\n'),
    "a member of something": swift("let a = Other.Plan()\nlet b: Other\n  .Plan\nlet c = Other?.Plan\n"),
    "a nested type": swift("struct Owner {\n  struct Plan {}\n}\nlet a: Plan\n"),
    "a member of an extended type": {
        "Sources/Tools/Saws/Owner.swift": "struct Owner { struct Plan {} }\n",
        **swift("extension Owner {\n  func use(_ plan: Plan) {}\n}\n"),
    },
    "a generic parameter": swift("func use<Plan: Sendable>(_ plan: Plan) {}\n"),
    "a private type": swift("struct Rip {}\nlet a: Hidden\n")
    | {"Sources/Tools/Hidden.swift": "private struct Hidden {}\nlet rip: Rip\n"},
    "a name in several folders": swift("let a: Twin\n")
    | {f"Sources/Tools/{folder}Twin.swift": "struct Twin {}\nlet a: Saw\n" for folder in ("", "Saws/Teeth/")},
    "five users": {
        **users(4),
        "Sources/Tools/Plan.swift": None,
        "Sources/Tools/Many.swift": "package struct Plan {}\n",
    },
    "a file with the name of the type and more": {
        **users(7),
        "Sources/Tools/Plan.swift": None,
        "Sources/Tools/Plan+Parts.swift": "package struct Plan {}\n",
    },
    "many lines that are fetched": {"Sources/Tools/fetched/big.c": "\n" * 6000, "Sources/Tools/big.txt": "\n" * 6000},
}

CYCLE = "in the cycle of Tools, Tools/Saws"
#: Changes of files, and what each of the findings after them must contain.
SOMETHING = {
    "no table": ({TABLE: "Nothing\n"}, ["there is no table"]),
    "a broken row": (table(Tools="| 2 | `Tools` | a | b | – |\n"), [f"{TABLE}:7: a row needs"]),
    "a second row": (table(more=ROWS["Tools"]), [f"{TABLE}:9: Tools has a second row"]),
    "no row": (
        {"Sources/More/More.swift": "import Anything\n"},
        ["Sources/More: the module has no row"],
    ),
    "no folder": (
        table(more="| 3 | `More` | nothing | – |\n"),
        [f"{TABLE}:9: More is not in Sources/", f"{TABLE}:9: More is no target"],
    ),
    "a use of the same row": (
        {
            **table(Tools="| 2 | `Tools` | the rest | `Collectives` |\n"),
            "Package.swift": MANIFEST.replace('name: "Tools")', 'name: "Tools", dependencies: ["Collectives"])'),
        },
        [f"{TABLE}:7: Tools (row 2) uses Collectives (row 2)"],
    ),
    "an import that the table lacks": (
        swift("@_spi(Some) @preconcurrency package import struct Collectives.Group\n"),
        ["Sources/Tools/Saws/Saw.swift:4: Tools may not import Collectives"],
    ),
    "an import of Basics in row 1 or below": (
        {"Sources/CMPI/More.swift": "import Basics\n"},
        ["Sources/CMPI/More.swift:1: CMPI may not import Basics"],
    ),
    "other dependencies": (
        {"Package.swift": MANIFEST.replace('"Tools", .product', '"Collectives", .product')},
        ["Package.swift:9: app depends on (ArgumentParser, Collectives), the table says (ArgumentParser, Tools)"],
    ),
    "CMPI elsewhere": (
        swift("import CMPI\n") | {"Tests/ToolsTests/PlanTests.swift": "@testable import CMPI\n"},
        ["Saw.swift:4: only Collectives may import CMPI", "PlanTests.swift:1: only Collectives may import CMPI"],
    ),
    "a cycle with the root folder": (
        swift("let a: Plan\n"),
        [
            f"Sources/Tools/Plan.swift:3: Tools uses Tools/Saws (Saw), {CYCLE}",
            f"Sources/Tools/Saws/Saw.swift:4: Tools/Saws uses Tools (Plan), {CYCLE}",
        ],
    ),
    "a use in an interpolation": (swift('let a = "Plan \\("x" + String(Plan.b)) Plan"\n'), [CYCLE, CYCLE]),
    "a use with the name of the module": (swift("let a: Tools.Plan\n"), [CYCLE, CYCLE]),
    "a use after a pattern and a range": (swift('let a = text.replacing(/"/, with: 0...Plan.count)\n'), [CYCLE, CYCLE]),
    "a cycle of three": (
        swift("let a: Tooth\n") | swift("extension Plan {}\n", "Sources/Tools/Saws/Teeth/Tooth.swift"),
        ["Tools uses Tools/Saws (", "Tools/Saws uses Tools/Saws/Teeth (Tooth)", "Tooth.swift:2: Tools/Saws/Teeth uses"],
    ),
    "many lines": ({"Sources/Tools/big.css": "\n" * 5500}, ["Sources/Tools: 5507 lines, more than 5500"]),
    "six users": (
        {**users(5), "Sources/Tools/Plan.swift": None, "Sources/Tools/Many.swift": "\npackage struct Plan {}\n"},
        ["Sources/Tools/Many.swift:2: 6 other files use Plan, so it needs a file Plan.swift"],
    ),
    "an old picture": ({layers_picture.PICTURE: "<svg/>\n"}, [f"{layers_picture.PICTURE}: it does not show"]),
}


def test(findings):
    """Runs the function `findings` over every small project and ends the script if it errs."""
    cases = {"the sound project": ({}, [])} | {title: (files, []) for title, files in NOTHING.items()} | SOMETHING
    wrong = []
    for title, (files, expected) in cases.items():
        found = _findings_after(files, findings)
        if len(found) != len(expected) or not all(part in line for part, line in zip(expected, found)):
            wrong.append(f"{title}: expected {expected or 'nothing'}, found {found or 'nothing'}")
    wrong += _faint_colours()
    if wrong:
        script.refuse("the self-test failed", "\n  ".join(wrong))
    script.say(f"the self-test of {len(cases)} projects passed")


def _findings_after(files, findings):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**SOUND, **files}.items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
        if layers_picture.PICTURE not in files:
            try:
                (root / layers_picture.PICTURE).write_text(layers_picture.draw(read_table(root)), encoding="utf-8")
            except TableError:
                pass
        return findings(root)


def _faint_colours():
    """The pairs of colours in the picture that are too alike, by the contrast ratio of WCAG 2."""
    for palette in (layers_picture.LIGHT, layers_picture.DARK):
        for (front, back), least in layers_picture.CONTRASTS.items():
            dark, light = sorted(_luminance(palette[name]) for name in (front, back))
            if (light + 0.05) / (dark + 0.05) < least:
                yield f"{front} {palette[front]} on {back} {palette[back]} has less contrast than {least}"


def _luminance(colour):
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
