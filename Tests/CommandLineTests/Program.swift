import Foundation
import Testing

/// The program as a person runs it.
enum Program {
  /// Named by FOVEA_EXECUTABLE, else beside the test bundle.
  static let path: String? = {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["FOVEA_EXECUTABLE"] ?? "\(folder)/fovea"
    return access(path, X_OK) == 0 ? path : nil
  }()

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

  /// Runs a line of bash in which `$0` is the program.
  static func shell(_ script: String) throws -> Result {
    try start("/bin/bash", ["-c", script, try #require(path)], input: Data(), environment: [:])
  }

  /// Files take what is read and written, so that no full pipe can hold anything up.
  private static func start(
    _ executable: String, _ arguments: [String], input: Data, environment: [String: String]
  ) throws -> Result {
    let folder = try TemporaryFolder()
    try input.write(to: URL(fileURLWithPath: folder.file("input")))
    for name in ["output", "errors"] { try Data().write(to: URL(fileURLWithPath: folder.file(name))) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FOVEA_THREADS": "1"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: folder.file("input"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.file("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
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

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

  /// Writes a file and returns its path.
  func write(_ text: String, _ name: String) throws -> String {
    try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    return file(name)
  }
}

/// The JSON value of a line.
func decoded<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
  try JSONDecoder().decode(type, from: Data(line.utf8))
}
