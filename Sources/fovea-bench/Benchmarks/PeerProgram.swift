import Basics
import Foundation

/// A program in `launch/peers` that does the same work with another library, for comparison.
struct PeerProgram: Sendable {
  private let interpreter: String
  private let script: String

  /// The environment variable that selects another Python.
  static let interpreterVariable = "FOVEA_PEER_PYTHON"

  /// Finds `launch/peers/NAME.py` in the current folder or in the project that this program was built in, and the
  /// Python that `launch/peers/setup` installed, unless FOVEA_PEER_PYTHON selects another.
  ///
  /// - Throws: `PeerFailure` if one of them is missing.
  init(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let project = try Self.project(with: "launch/peers/\(name).py")
    script = "\(project)/launch/peers/\(name).py"
    interpreter = environment[Self.interpreterVariable] ?? "\(project)/.venv/bin/python"
    guard access(interpreter, X_OK) == 0 else { throw PeerFailure.pythonMissing(interpreter) }
  }

  /// The current folder if it contains `file`, or the nearest folder above the executable that does.
  private static func project(with file: String) throws -> String {
    let executable = PathName.resolved("/proc/self/exe")
    var folders = [FileManager.default.currentDirectoryPath]
    var folder = PathName.folder(of: executable)
    while folder.count > 1 {
      folders.append(folder)
      folder = PathName.folder(of: folder)
    }
    guard let found = folders.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(file)") }) else {
      throw PeerFailure.scriptMissing(file)
    }
    return found
  }

  /// Runs the program and decodes its output; its messages go to standard error.
  ///
  /// - Parameter environment: variables to set in addition to those of this process.
  /// - Throws: `PeerFailure` if it fails or prints anything else.
  func run<Report: Decodable>(
    _ type: Report.Type, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Report {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = [script] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    do {
      try process.run()
    } catch {
      throw PeerFailure.pythonMissing(interpreter)
    }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PeerFailure.failed(script: script, status: process.terminationStatus)
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let report = try? decoder.decode(type, from: output) else {
      throw PeerFailure.unreadable(script: script)
    }
    return report
  }
}

/// A peer program that cannot be run.
enum PeerFailure: DiagnosableError, Equatable {
  case scriptMissing(String)
  case pythonMissing(String)
  case failed(script: String, status: Int32)
  case unreadable(script: String)

  var diagnosis: Diagnosis {
    switch self {
    case .scriptMissing(let script):
      Diagnosis(
        .failure, problem: "the peer program is not in this folder nor above the executable", place: script,
        remedy: "run the benchmark in the project's folder")
    case .pythonMissing(let path):
      Diagnosis(
        .failure, problem: "there is no Python for the peer programs", place: path,
        remedy: "run launch/peers/setup, or name a Python with torch, transformers and ctranslate2 in FOVEA_PEER_PYTHON"
      )
    case .failed(let script, let status):
      Diagnosis(.failure, problem: "the peer program ended with status \(status); see its messages", place: script)
    case .unreadable(let script):
      Diagnosis(.failure, problem: "the peer program printed no report that can be read", place: script)
    }
  }
}

/// Provides a temporary folder that exists while `body` runs.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-\(UUID().uuidString)").path
  try Folder.make(folder)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}
