import Basics
import Foundation

/// Lines of bash that become part of every batch file.
enum SlurmPrologue {
  /// Lets bash look at the file without running it.
  ///
  /// - Throws: `FileFailure` or `DataLineError` if it is no text, `InvalidSetting` with bash's message if it is not bash.
  static func check(_ path: String) throws {
    _ = try TextFile.lines(of: path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-n", path]
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw SweepError.cannotStart(program: "bash", reason: error.localizedDescription)
    }
    let text = String(decoding: (try? errors.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw InvalidSetting(
        "slurm.prologue", "is not bash: \(text.split(separator: "\n").first ?? "")", remedy: "correct that line")
    }
  }
}
