import Foundation

/// Finds programs as a shell does.
enum ProgramSearch {
  /// The path of a program that the search path leads to; nil where there is none.
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  /// The path of a program that a sweep needs.
  ///
  /// - Throws: `SweepError.cannotStart` where there is none.
  static func required(_ program: String) throws -> String {
    guard let path = path(of: program) else {
      throw SweepError.cannotStart(program: program, reason: "it is not on the PATH")
    }
    return path
  }
}
