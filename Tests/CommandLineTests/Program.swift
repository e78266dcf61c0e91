import Foundation
import TestSupport
import Testing

/// The program as a person runs it.
enum Program {
  /// Named by FOVEA_EXECUTABLE, else beside the test bundle.
  static let path = executable(ProcessInfo.processInfo.environment["FOVEA_EXECUTABLE"] ?? "\(bundleFolder)/fovea")
  /// `fovea-bench`, beside the test bundle.
  static let benchmarks = executable("\(bundleFolder)/fovea-bench")

  private static let bundleFolder =
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

  private static func executable(_ path: String) -> String? { access(path, X_OK) == 0 ? path : nil }

  /// For `.enabled(if:)`.
  static var isBuilt: Bool { path != nil }
  static let skipMessage: Comment = "fovea is not built; run swift build, or name it in FOVEA_EXECUTABLE"

  /// What one run left.
  struct Result {
    let status: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
  }

  /// Runs it to its end.
  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    try start(try #require(path), arguments, input: Data(input.utf8), environment: environment)
  }

  /// Runs it with bytes as its input, which need not be UTF-8.
  static func run(_ arguments: String..., bytes: [UInt8]) throws -> Result {
    try start(try #require(path), arguments, input: Data(bytes), environment: [:])
  }

  /// Runs a line of bash in which `$0` is a program: `fovea` unless you name another.
  static func shell(_ script: String, program: String? = path) throws -> Result {
    let arguments = ["-c", script, try #require(program)]
    let result = try start("/bin/bash", arguments, input: Data(), environment: [:])
    // Open MPI 4.1.4 sometimes hangs in MPI_Comm_dup while the ranks start. Such a job has written nothing, so it may
    // start once more; a job that hangs later, or twice, fails its test.
    guard result.status == 124, script.contains("mpirun"), result.output.isEmpty, result.errors.isEmpty else {
      return result
    }
    FileHandle.standardError.write(Data("A job under mpirun hung before it wrote anything; starting it again.\n".utf8))
    return try start("/bin/bash", arguments, input: Data(), environment: [:])
  }

  /// Files take what is read and written, so that no full pipe can hold anything up.
  private static func start(
    _ executable: String, _ arguments: [String], input: Data, environment: [String: String]
  ) throws -> Result {
    let folder = try TemporaryFolder()
    try folder.file("input", input)
    for name in ["output", "errors"] { try folder.file(name, "") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FOVEA_THREADS": "1"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: folder.path("input"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("errors"))
    // Tests run on threads that block signals, which the program would inherit.
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try folder.read("output"), errors: try folder.read("errors"))
  }
}

/// The JSON value of a line.
func decoded<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
  try JSONDecoder().decode(type, from: Data(line.utf8))
}
