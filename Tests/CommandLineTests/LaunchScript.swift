import Foundation
import TestSupport

/// A script of launch/ as a person runs it.
enum LaunchScript {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  static func path(_ name: String) -> String { PackageFolder.path("launch/\(name)") }

  /// Runs it to its end in a folder.
  ///
  /// - Parameter environment: what it finds besides this process's variables; nil removes one.
  static func run(
    _ name: String, _ arguments: [String], in folder: TemporaryFolder, at place: String? = nil,
    environment: [String: String?] = [:]
  ) throws -> Result {
    let (output, errors) = ("\(UUID()).output", "\(UUID()).errors")
    let streams = try TemporaryFolder()
    for file in [output, errors] { try streams.file(file, "") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [path(name)] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: place ?? folder.path)
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: streams.path(output))
    process.standardError = FileHandle(forWritingAtPath: streams.path(errors))
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try streams.read(output), errors: try streams.read(errors))
  }

  /// Makes an executable file in `bin` of the folder, and returns the search path with it first.
  static func programPath(_ name: String, _ text: String, in folder: TemporaryFolder) throws -> String {
    let file = try folder.file("bin/\(name)", text)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    return "\(folder.path("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
  }
}
