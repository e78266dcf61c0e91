import Foundation

/// Finds programs like a shell.
enum ProgramSearch {
  /// The path of a program in the search path; nil if it is not found.
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  /// The path of a program that a sweep requires.
  ///
  /// - Throws: `SweepError.cannotStart` if it is not found.
  static func required(_ program: String) throws -> String {
    guard let path = path(of: program) else {
      throw SweepError.cannotStart(program: program, reason: "it is not on the PATH")
    }
    return path
  }
}
