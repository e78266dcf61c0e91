// swift-tools-version: 6.1
import Foundation
import PackageDescription

// tree-sitter and its grammars are no SwiftPM packages: their sources are fetched, pinned, into the two C modules.
let grammars = Context.packageDirectory + "/Sources/CGrammars/fetched"
guard FileManager.default.fileExists(atPath: grammars + "/pins") else {
  fatalError("tree-sitter's sources are not here yet; run launch/setup, which fetches them")
}
let grammarSources = ["c", "c_sharp", "cpp", "go", "java", "javascript", "python", "ruby", "rust"].flatMap { language in
  ["fetched/\(language)/parser.c", "replaced/\(language)_scanner.c", "fetched/\(language)/scanner.c"].filter { source in
    FileManager.default.fileExists(atPath: Context.packageDirectory + "/Sources/CGrammars/" + source)
  }.prefix(2)
}

// The parts of the pages and charts that `fovea gaze` writes. They become part of the program, which needs no file beside it.
let pageParts = [
  "page.html", "page.css", "figure.css", "chart.css", "figure.js", "replay.js", "panels.js", "export.js", "page.js",
]

// The layers, lowest first. A module imports only modules of a lower row; `.ci/check-layers` enforces the table in
// docs/architecture.md.
let package = Package(
  name: "Fovea",
  products: [.executable(name: "fovea", targets: ["fovea"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
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
    .target(name: "CMPI", dependencies: ["COpenMPI"]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),
    .target(
      name: "CTreeSitter", exclude: ["fetched"], sources: ["CTreeSitter.c"],
      cSettings: [
        .headerSearchPath("fetched/include"), .headerSearchPath("fetched/src"), .define("NDEBUG"),
        .unsafeFlags(["-w", "-O3", "-fvisibility=hidden", "-ftls-model=initial-exec"]),
      ]),
    .target(
      name: "CGrammars", sources: grammarSources,
      cSettings: [
        .headerSearchPath("fetched/include"),
        .unsafeFlags(["-w", "-include", Context.packageDirectory + "/Sources/CGrammars/character_sets.h"]),
      ]),

    // Row 1.
    .target(name: "Basics", dependencies: [.product(name: "Logging", package: "swift-log")]),

    // Row 2.
    .target(name: "Tensors", dependencies: ["Basics", "CKernels", "COpenBLAS"]),
    .target(name: "Collectives", dependencies: ["Basics", "CMPI"]),
    .target(name: "Tokenization", dependencies: ["Basics"]),
    .target(name: "Syntax", dependencies: ["Basics", "CTreeSitter", "CGrammars"]),
    .target(name: "Plots", dependencies: ["Basics"]),

    // Row 3.
    .target(name: "WeightFiles", dependencies: ["Basics", "Tensors"]),
    .target(name: "Optimizers", dependencies: ["Basics", "CKernels", "Tensors"]),
    .target(name: "CodeMetrics", dependencies: ["Basics", "Syntax"]),
    .target(
      name: "Gaze", dependencies: ["Basics", "Syntax", .product(name: "GRDB", package: "GRDB.swift")],
      resources: pageParts.map { .embedInCode("View/Page/\($0)") }),

    // Row 4.
    .target(name: "CodeT5", dependencies: ["Basics", "CKernels", "Tensors", "WeightFiles"]),
    .target(name: "Corpus", dependencies: ["Basics", "Tokenization", "Gaze"]),

    // Row 5.
    .target(
      name: "Training",
      dependencies: [
        "Basics", "Tensors", "Collectives", "Tokenization", "Syntax", "WeightFiles", "Gaze", "CodeT5", "Optimizers",
        "CodeMetrics", "Corpus", .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Row 6.
    .target(
      name: "Experiments",
      dependencies: [
        "Basics", "Tensors", "Collectives", "Tokenization", "Syntax", "Gaze", "CodeT5", "Optimizers", "CodeMetrics",
        "Corpus",
        "Training", "Yams", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),

    // Row 7.
    .target(
      name: "Results",
      dependencies: [
        "Basics", "Plots", "Gaze", "CodeMetrics", "Syntax", "Training", "Experiments", "Yams",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "FlyingFox", package: "FlyingFox"),
      ]),

    // Row 8.
    .executableTarget(
      name: "fovea",
      dependencies: [
        "Basics", "Tensors", "Collectives", "Tokenization", "Syntax", "Gaze", "CodeMetrics", "CodeT5", "Corpus",
        "Training",
        "Experiments", "Plots", "Results",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], exclude: ["Golden"]),
    .target(
      name: "CollectivesContract", dependencies: ["Basics", "Collectives"], path: "Tests/CollectivesContract"),
    .testTarget(name: "CollectivesTests", dependencies: ["Collectives", "CollectivesContract"]),
    .target(
      name: "GazeSamples", dependencies: [.product(name: "GRDB", package: "GRDB.swift")], path: "Tests/GazeSamples"),
    .target(
      name: "ReaderFuzzing",
      dependencies: [
        "Basics", "Tensors", "Collectives", "Tokenization", "Syntax", "WeightFiles", "CodeMetrics", "Gaze", "CodeT5",
        "Corpus", "Training", "Experiments", "Results", "GazeSamples",
      ], path: "Tests/ReaderFuzzing"),
    .executableTarget(
      name: "fuzz-readers",
      dependencies: ["Basics", "ReaderFuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/FuzzReaders"),
    .testTarget(name: "ReaderFuzzingTests", dependencies: ["Basics", "ReaderFuzzing"]),
    .testTarget(name: "TokenizationTests", dependencies: ["Tokenization"], exclude: ["Golden"]),
    .testTarget(
      name: "SyntaxTests", dependencies: ["Basics", "Syntax", "CTreeSitter", "CGrammars"], exclude: ["Golden"]),
    .testTarget(name: "WeightFilesTests", dependencies: ["WeightFiles"], exclude: ["Golden"]),
    .testTarget(name: "CodeT5Tests", dependencies: ["CodeT5", "Optimizers", "WeightFiles"], exclude: ["Golden"]),
    .testTarget(name: "OptimizersTests", dependencies: ["Optimizers"], exclude: ["Golden"]),
    .testTarget(name: "CodeMetricsTests", dependencies: ["CodeMetrics", "Syntax"], exclude: ["Golden"]),
    .testTarget(
      name: "GazeTests",
      dependencies: ["Basics", "Gaze", "GazeSamples", "Syntax", .product(name: "GRDB", package: "GRDB.swift")],
      exclude: ["Golden"]),
    .testTarget(name: "CorpusTests", dependencies: ["Corpus", "Gaze", "Syntax", "Tokenization"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Basics", "Collectives", "CodeT5", "Corpus", "Gaze", "Optimizers", "Tensors", "Tokenization",
      ]),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Basics", "Collectives", "Experiments", "Gaze", "Training"]),
    .testTarget(name: "PlotsTests", dependencies: ["Plots"]),
    .testTarget(
      name: "ResultsTests",
      dependencies: ["Basics", "CodeMetrics", "Gaze", "Plots", "Results", "Experiments", "Training"]),
    .testTarget(name: "CommandLineTests", dependencies: ["Basics", "CodeT5", "Tensors", "Tokenization"]),
    .testTarget(
      name: "ParallelTests",
      dependencies: ["Collectives", "CollectivesContract", "CodeT5", "Corpus", "Optimizers", "Tensors", "Training"]),
  ],
  swiftLanguageModes: [.v6]
)

// Tests reach internal declarations in the release configuration too, where numeric tests take seconds. It is set here
// rather than on the command line, so that all builds share their products.
let modulesInC = ["CMPI", "CKernels", "CTreeSitter", "CGrammars"]
for target in package.targets where target.type == .regular && !modulesInC.contains(target.name) {
  target.swiftSettings = [.unsafeFlags(["-enable-testing"])]
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
