import Basics

/// A tensor that a model needs.
package struct ExpectedTensor: Sendable, Equatable {
  package var name: String
  package var shape: [Int]

  package init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

/// All differences between the tensors that a model needs and those in a file, sorted by name.
package struct WeightMismatch: DiagnosableError, Equatable {
  package struct Difference: Sendable, Equatable {
    package var name: String
    package var expected: [Int]
    package var actual: [Int]
  }

  package var path: String
  /// Needed, but not in the file.
  package var missing: [ExpectedTensor]
  /// In the file, but not needed.
  package var extra: [ExpectedTensor]
  package var misshaped: [Difference]

  package var diagnosis: Diagnosis {
    let lines =
      missing.map { "missing: \($0.name.quoted), expected \(Shape.text($0.shape))" }
      + extra.map { "not expected: \($0.name.quoted), found \(Shape.text($0.shape))" }
      + misshaped.map {
        "shape: \($0.name.quoted), expected \(Shape.text($0.expected)), found \(Shape.text($0.actual))"
          + ($0.expected == $0.actual.reversed() ? " (transposed)" : "")
      }
    return Diagnosis(
      .badData,
      problem: "the tensors do not fit the model; differences: \(lines.count)\n    "
        + lines.joined(separator: "\n    "),
      place: path, remedy: "check that config.json and the weights belong to the same model")
  }
}

extension WeightReader {
  /// Checks that the file has exactly the tensors that a model needs, and reports all differences in one
  /// `WeightMismatch`.
  ///
  /// - Parameters:
  ///   - expected: the model's tensors, each name once.
  ///   - aliases: additional names under which a file may repeat a tensor, such as `encoder.embed_tokens.weight` for
  ///     the tied embedding; they are neither needed nor reported.
  package func check(against expected: [ExpectedTensor], ignoring aliases: Set<String> = []) throws {
    let names = Set(expected.map(\.name))
    let mismatch = WeightMismatch(
      path: path,
      missing: expected.filter { tensors[$0.name] == nil && !aliases.contains($0.name) }.sorted { $0.name < $1.name },
      extra: tensors.values.filter { !names.contains($0.name) && !aliases.contains($0.name) }
        .map { ExpectedTensor(name: $0.name, shape: $0.shape) }.sorted { $0.name < $1.name },
      misshaped: expected.compactMap { wanted in
        guard let found = tensors[wanted.name], found.shape != wanted.shape else { return nil }
        return WeightMismatch.Difference(name: wanted.name, expected: wanted.shape, actual: found.shape)
      }.sorted { $0.name < $1.name })
    guard mismatch.missing.isEmpty, mismatch.extra.isEmpty, mismatch.misshaped.isEmpty else { throw mismatch }
  }
}
