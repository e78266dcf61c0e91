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
    guard let output, let own = FileIdentity(at: output) else { return }
    guard !inputs.contains(where: { $0.flatMap(FileIdentity.init(at:)) == own }) else {
      throw OutputConflict(output: output)
    }
  }
}
