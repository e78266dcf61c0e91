// swift-tools-version: 6.1
import Foundation
import PackageDescription

// The parts of the pages that `fovea gaze` writes. They become part of the program, which needs no file beside it.
let pageParts = [
  "body.html", "page.css", "figure.css", "figure.js", "legend.js", "screen.js", "agreement.js", "replay.js",
  "panels.js", "terms.js", "keyboard.js", "export.js", "print.js", "address.js", "page.js", "controls.js",
]

// The charts of reports and of the live view, embedded in the same way.
let chartParts = ["scale.js", "curves.js", "chart.js", "tools.js", "charts.css"]

// The layers, lowest first. A module imports only modules of a lower row; `.ci/check-layers` enforces the table in
// docs/architecture.md.
let package = Package(
  name: "Fovea",
  products: [
    .executable(name: "fovea", targets: ["fovea"]),
    .executable(name: "fovea-bench", targets: ["fovea-bench"]),
    .library(name: "Tokenization", targets: ["Tokenization"]),
    .library(name: "Syntax", targets: ["Syntax"]),
    .library(name: "CodeMetrics", targets: ["CodeMetrics"]),
    .library(name: "Scanpaths", targets: ["Scanpaths"]),
    .library(name: "Recordings", targets: ["Recordings", "Importers"]),
    .library(name: "CodeT5", targets: ["CodeT5"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // Row 0: C.
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CMPI", dependencies: ["COpenMPI"]),
    .target(name: "CKernels"),
    // tree-sitter and its grammars are not SwiftPM packages: launch/setup fetches their pinned sources into these two
    // modules. Without them the modules that do not parse code still build; the others stop with a message that says what
    // to run. Nothing here may depend on whether the sources are there, since SwiftPM keeps what this file says.
    .target(
      name: "CTreeSitter", sources: ["CTreeSitter.c"],
      cSettings: [.headerSearchPath("fetched/include"), .headerSearchPath("fetched/src"), .define("NDEBUG")]),
    .target(
      name: "CGrammars", sources: ["languages"],
      // Grammars include <tree_sitter/parser.h>: the one in `replaced` first, which includes the fetched one.
      cSettings: [.headerSearchPath("replaced/include"), .headerSearchPath("fetched/include")]),

    // Row 1.
    .target(name: "Basics", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),

    // Row 2.
    .target(name: "Statistics", dependencies: ["Basics"]),
    .target(name: "Configuration", dependencies: ["Basics", "Yams"]),
    .target(
      name: "Pages", dependencies: ["Basics"], resources: chartParts.map { .embedInCode("Page/\($0)") }),
    .target(name: "Archives", dependencies: ["Basics", "CZlib"]),
    .target(name: "Tensors", dependencies: ["Basics", "CKernels", "COpenBLAS"]),
    .target(name: "Collectives", dependencies: ["Basics", "CMPI"]),
    .target(name: "Tokenization", dependencies: ["Basics"]),
    .target(name: "Syntax", dependencies: ["Basics", "CTreeSitter", "CGrammars"]),

    // Row 3.
    .target(name: "WeightFiles", dependencies: ["Basics", "Archives", "Tensors"]),
    .target(name: "CodeMetrics", dependencies: ["Basics", "Statistics", "Syntax"]),
    .target(name: "Scanpaths", dependencies: ["Basics", "Statistics", "Syntax"]),
    .target(name: "Launching", dependencies: ["Basics", "Collectives"]),
    .target(
      name: "Programs",
      dependencies: [
        "Basics", "Tensors", "Collectives", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Row 4.
    .target(name: "Recordings", dependencies: ["Basics", "Statistics", "Syntax", "Scanpaths"]),
    .target(name: "Studies", dependencies: ["Basics", "Statistics", "Scanpaths"]),
    .target(name: "CodeT5", dependencies: ["Basics", "CKernels", "Tensors", "WeightFiles"]),
    .target(name: "Corpus", dependencies: ["Basics", "Tokenization", "Syntax", "Scanpaths"]),

    // Row 5.
    .target(
      name: "Training",
      dependencies: [
        "Basics", "CKernels", "Tensors", "Collectives", "Tokenization", "Syntax", "WeightFiles", "CodeMetrics",
        "Scanpaths", "CodeT5", "Corpus",
      ]),
    .target(
      name: "Importers",
      dependencies: ["Basics", "Syntax", "Scanpaths", "Recordings", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "ReadingTables", dependencies: ["Basics", "Statistics", "Scanpaths", "Recordings"]),

    .target(
      name: "CorpusBuilding", dependencies: ["Basics", "Archives", "Pages", "Syntax", "Scanpaths", "Corpus"]),

    // Row 6.
    .target(
      name: "TensorBoard",
      dependencies: [
        "Basics", "Configuration", "Training", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "GazeView", dependencies: ["Basics", "Statistics", "Pages", "Scanpaths", "Recordings"],
      resources: pageParts.map { .embedInCode("Page/\($0)") }),
    .target(name: "Planning", dependencies: ["Basics", "Pages", "Tensors", "CodeT5", "Corpus", "Training"]),

    // Row 7.
    .target(
      name: "Runs",
      dependencies: [
        "Basics", "Configuration", "Pages", "Tensors", "Collectives", "Tokenization", "Syntax", "CodeMetrics",
        "Scanpaths", "Launching", "Recordings", "Importers", "ReadingTables", "Studies", "CodeT5", "Corpus", "Training",
        "GazeView", "TensorBoard",
      ]),

    // Row 8.
    .target(
      name: "Sweeps",
      dependencies: [
        "Basics", "Configuration", "Tensors", "Tokenization", "Launching", "CodeT5", "Corpus", "Training", "Runs",
      ]),
    .target(
      name: "Results",
      dependencies: [
        "Basics", "Statistics", "Configuration", "Pages", "Syntax", "CodeMetrics", "Scanpaths", "GazeView", "Training",
        "Runs", .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),

    // Row 9.
    .target(
      name: "StudyPlans",
      dependencies: [
        "Basics", "Statistics", "Archives", "Configuration", "Pages", "Syntax", "CodeMetrics", "Training", "Runs",
        "Sweeps",
        "Results",
      ]),
    .target(
      name: "CommandOptions",
      dependencies: [
        "Basics", "Tensors", "Tokenization", "CodeT5", "Training", "Programs", "Runs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Row 10.
    .target(
      name: "GazeCommands",
      dependencies: [
        "Basics", "Configuration", "Syntax", "Scanpaths", "Launching", "Programs", "Recordings", "Importers",
        "ReadingTables", "Studies", "Corpus", "GazeView", "Runs", "CommandOptions",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Row 11.
    .executableTarget(
      name: "fovea",
      dependencies: [
        "Basics", "Statistics", "Configuration", "Pages", "Tensors", "Collectives", "Tokenization", "Syntax",
        "CodeMetrics", "Launching", "Programs", "CodeT5", "Corpus", "CorpusBuilding", "Training", "Planning", "Runs",
        "Sweeps", "Results",
        "StudyPlans", "CommandOptions", "GazeCommands",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // A link to docs/configuration.md, which `fovea config explain` quotes.
      resources: [.embedInCode("Config/configuration.md")]),
    .executableTarget(
      name: "fovea-bench",
      dependencies: [
        "Basics", "Statistics", "Tensors", "Collectives", "Tokenization", "Syntax", "CodeMetrics", "Programs", "CodeT5",
        "Corpus", "Training", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests, and what they share.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(
      name: "CollectivesContract", dependencies: ["Basics", "Collectives"], path: "Tests/CollectivesContract"),
    .target(
      name: "GazeSamples", dependencies: [.product(name: "GRDB", package: "GRDB.swift")], path: "Tests/GazeSamples"),
    .target(
      name: "ReaderFuzzing",
      dependencies: [
        "Basics", "Configuration", "Tensors", "Collectives", "Tokenization", "Syntax", "WeightFiles", "CodeMetrics",
        "Scanpaths", "Recordings", "Importers", "ReadingTables", "CodeT5", "Corpus", "Training", "Runs", "Sweeps",
        "Results", "GazeSamples",
        "TestSupport",
      ], path: "Tests/ReaderFuzzing"),
    .executableTarget(
      name: "fuzz-readers",
      dependencies: ["Basics", "ReaderFuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/FuzzReaders"),
    .testTarget(name: "ReaderFuzzingTests", dependencies: ["Basics", "ReaderFuzzing", "TestSupport"]),
    .testTarget(
      name: "BasicsTests", dependencies: ["Basics", "TestSupport"]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Basics", "Statistics", "TestSupport"], exclude: ["Golden"]),
    .testTarget(name: "ConfigurationTests", dependencies: ["Basics", "Configuration", "TestSupport"]),
    .testTarget(name: "PagesTests", dependencies: ["Pages"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Basics", "CKernels", "Tensors", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "CollectivesTests", dependencies: ["Basics", "Collectives", "CollectivesContract", "TestSupport"]),
    .testTarget(
      name: "TokenizationTests", dependencies: ["Basics", "Tokenization", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "SyntaxTests", dependencies: ["Basics", "Syntax", "CTreeSitter", "CGrammars", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "StudyPlansTests", dependencies: ["Basics", "Statistics", "CodeMetrics", "StudyPlans", "TestSupport"]),
    .testTarget(name: "ArchivesTests", dependencies: ["Basics", "Archives", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "CorpusBuildingTests", dependencies: ["Basics", "Syntax", "Corpus", "CorpusBuilding", "TestSupport"]),
    .testTarget(
      name: "WeightFilesTests", dependencies: ["Basics", "Archives", "WeightFiles", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "CodeMetricsTests", dependencies: ["Basics", "Statistics", "CodeMetrics", "Syntax", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ScanpathsTests", dependencies: ["Basics", "Scanpaths", "Syntax", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "StudiesTests", dependencies: ["Basics", "Statistics", "Scanpaths", "Studies", "Syntax", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "LaunchingTests", dependencies: ["Basics", "Collectives", "Launching", "TestSupport"]),
    .testTarget(
      name: "RecordingsTests",
      dependencies: [
        "Basics", "Importers", "ReadingTables", "Recordings", "Scanpaths", "GazeSamples", "TestSupport",
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "ImportersTests",
      dependencies: ["Basics", "Importers", "Recordings", "Scanpaths", "GazeSamples", "TestSupport"]),
    .testTarget(
      name: "ReadingTablesTests",
      dependencies: ["Basics", "Importers", "ReadingTables", "Recordings", "Scanpaths", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "CodeT5Tests", dependencies: ["Basics", "CodeT5", "Tensors", "Training", "WeightFiles", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "CorpusTests", dependencies: ["Basics", "Corpus", "Scanpaths", "Tokenization", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Basics", "CodeMetrics", "Collectives", "CollectivesContract", "CodeT5", "Corpus", "Scanpaths",
        "Tensors", "Tokenization", "TestSupport",
      ], exclude: ["Golden"]),
    .testTarget(
      name: "GazeViewTests", dependencies: ["GazeView", "Pages", "Recordings", "Scanpaths", "TestSupport"]),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Basics", "CodeT5", "Corpus", "Planning", "Tensors", "Training", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Basics", "CodeMetrics", "Collectives", "Configuration", "Corpus", "Launching", "Recordings", "Runs",
        "Scanpaths", "Studies", "TensorBoard", "Tokenization", "Training", "TestSupport",
      ], exclude: ["Version01"]),
    .testTarget(
      name: "SweepsTests", dependencies: ["Basics", "Configuration", "Launching", "Sweeps", "Training", "TestSupport"]),
    .testTarget(
      name: "ResultsTests",
      dependencies: [
        "Basics", "Statistics", "CodeMetrics", "Pages", "Recordings", "Results", "Training", "TestSupport",
      ]),
    .testTarget(name: "CommandLineTests", dependencies: ["CodeT5", "Tensors", "Tokenization", "TestSupport"]),
    .testTarget(
      name: "ParallelTests",
      dependencies: ["Basics", "Collectives", "CollectivesContract", "CodeT5", "Corpus", "Tensors", "Training"]),
  ],
  swiftLanguageModes: [.v6]
)

// SwiftPM refuses a dependency with unsafe flags, so these are for Fovea's own builds alone. They are set here rather than
// on the command line, so that all builds share their products.
let isDependency = Context.packageDirectory.contains("/checkouts/")
let modulesInC = ["CMPI", "CKernels", "CTreeSitter", "CGrammars"]
if !isDependency {
  // Kernels and parses take most of the processor's time. SwiftPM compiles C with -O2.
  for target in package.targets where ["CKernels", "CTreeSitter"].contains(target.name) {
    target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-O3", "-fno-math-errno"])]
  }
  // Tests reach internal declarations in the release configuration too, where numeric tests take seconds.
  for target in package.targets where target.type == .regular && !modulesInC.contains(target.name) {
    target.swiftSettings = [.unsafeFlags(["-enable-testing"])]
  }
}

// For launch/docs. A package that depends on Fovea does not fetch the plugin.
if Context.environment["FOVEA_DOCS"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// For launch/fuzz: undefined behaviour in these modules ends the program there and then. Grammars declare functions
// without parameters as `()`, which is a mismatch of types to the letter and to no effect.
if Context.environment["FOVEA_TRAP_UNDEFINED"] != nil {
  for target in package.targets where modulesInC.contains(target.name) {
    target.cSettings =
      (target.cSettings ?? []) + [
        .unsafeFlags(["-fsanitize=undefined", "-fno-sanitize=function", "-fsanitize-trap=undefined"])
      ]
  }
}
