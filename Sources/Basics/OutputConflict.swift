import Foundation

/// An output that would replace one of the command's own inputs.
package struct OutputConflict: DiagnosableError, Equatable {
  package var output: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the output is also an input, which writing it would destroy", place: output,
      remedy: "name another file for the output")
  }

  /// Checks that an output is none of the inputs, whatever their paths look like.
  ///
  /// - Throws: `OutputConflict`.
  package static func check(_ output: String?, inputs: [String?]) throws {
    guard let output, let own = identity(output) else { return }
    guard !inputs.contains(where: { $0.flatMap(identity) == own }) else { throw OutputConflict(output: output) }
  }

  /// The device and the number of an existing file.
  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }
}
