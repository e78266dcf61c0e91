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
    try start(try #require(path), arguments, input: Data(input.utf8), environment: environment).result
  }

  /// Runs it with bytes as its input, which need not be UTF-8.
  static func run(_ arguments: String..., bytes: [UInt8]) throws -> Result {
    try start(try #require(path), arguments, input: Data(bytes)).result
  }

  /// Waits in a script as `comesTrue` does here: `wait_until CONDITION [PROCESS]` returns when the condition, a command,
  /// succeeds, or when the process that could bring it about has ended. Its limit only ends what would hang.
  private static let waiting = """
    wait_until() {
      for ((looks = 0; looks < 12000; looks++)); do
        eval "$1" && return
        [ -z "${2:-}" ] || kill -0 "$2" 2>/dev/null || return
        sleep 0.05
      done
      echo "waited in vain: $1" >&2
      return 1
    }

    """

  /// Runs a script of bash in which `$0` is a program: `fovea` unless you name another.
  static func shell(_ script: String, program: String? = path) throws -> Result {
    let arguments = ["-c", waiting + script, try #require(program)]
    if script.contains("mpirun") {
      let (result, hung) = try start("/bin/bash", arguments, input: Data(), mayHang: true)
      if !hung { return result }
      FileHandle.standardError.write(
        Data("A job under mpirun wrote nothing for four minutes; starting it again.\n".utf8))
    }
    return try start("/bin/bash", arguments, input: Data()).result
  }

  /// Builds one of the libraries of launch/lib/faults, to be loaded with LD_PRELOAD, and returns its path.
  static func faultLibrary(_ name: String, in folder: TemporaryFolder) throws -> String {
    let library = folder.path("\(name).so")
    let source = PackageFolder.path("launch/lib/faults/\(name).c")
    let built = try shell("clang -shared -fPIC -O1 -o \(library) \(source) -ldl")
    try #require(built.status == 0, "\(built.errors)")
    return library
  }

  /// Files take what is read and written, so that no full pipe can hold anything up.
  ///
  /// - Parameter mayHang: whether to end its `mpirun` if nothing has been written for four minutes, as Open MPI 4.1.4
  ///   sometimes hangs in MPI_Comm_dup while the ranks start. On a very busy machine, a job may only be that slow.
  private static func start(
    _ executable: String, _ arguments: [String], input: Data, environment: [String: String] = [:],
    mayHang: Bool = false
  ) throws -> (result: Result, hung: Bool) {
    let folder = try TemporaryFolder()
    try folder.file("input", input)
    for name in ["output", "errors"] { try folder.file(name, "") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FOVEA_THREADS": "1", mark: folder.path]) { $1 }.merging(environment) { $1 }
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
    let hung =
      try mayHang
      && !comesTrue(within: 240) {
        try !process.isRunning || !folder.read("output").isEmpty || !folder.read("errors").isEmpty
      }
    if hung { endLaunchers(of: folder.path) }
    process.waitUntilExit()
    return (
      Result(status: process.terminationStatus, output: try folder.read("output"), errors: try folder.read("errors")),
      hung
    )
  }

  /// The variable that tells the processes of one run from those of other tests.
  private static let mark = "FOVEA_TEST_FOLDER"

  private static func endLaunchers(of folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let number = pid_t(name),
        FileManager.default.contents(atPath: "/proc/\(name)/comm") == Data("mpirun\n".utf8),
        let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ")
      else { continue }
      if environment.split(separator: 0).contains(Data("\(mark)=\(folder)".utf8)) { kill(number, SIGTERM) }
    }
  }
}

/// The JSON value of a line.
func decoded<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
  try JSONDecoder().decode(type, from: Data(line.utf8))
}
