import Basics

/// References and predictions read from files, sample by sample.
package struct ScoredFiles: Sendable {
  /// One or more references for each sample.
  package var references: [[String]]
  package var predictions: [String]

  /// - Parameter references: files of references; each adds one reference, or a list of them, to every sample.
  /// - Throws: the same errors as `SampleTexts.read`, and `DataLineError` when the files differ in their number of
  ///   samples.
  package init(references paths: [String], predictions path: String) throws {
    predictions = try SampleTexts.readSingle(path, keys: SampleTexts.predictionKeys)
    references = Array(repeating: [], count: predictions.count)
    for references in paths {
      let texts = try SampleTexts.read(references, keys: SampleTexts.referenceKeys)
      guard texts.count == predictions.count else {
        throw DataLineError(
          path: path, line: 0,
          problem: "\(predictions.count) predictions, but \(texts.count) references in \(references)",
          remedy: "give one prediction for each reference, in the same order; an empty prediction is an empty line")
      }
      for (index, sample) in texts.enumerated() { self.references[index] += sample }
    }
    guard !predictions.isEmpty else {
      throw DataLineError(path: path, line: 0, problem: "there is nothing to score", remedy: "check the files")
    }
    try Self.requireText(self.references, paths)
  }

  /// References that are known already, and a file of predictions.
  ///
  /// - Parameter source: where the references are from, for errors.
  /// - Throws: the same errors as `init(references:predictions:)`.
  package init(references: [[String]], named source: String, predictions path: String) throws {
    predictions = try SampleTexts.readSingle(path, keys: SampleTexts.predictionKeys)
    self.references = references
    guard predictions.count == references.count else {
      throw DataLineError(
        path: path, line: 0, problem: "\(predictions.count) predictions, but \(references.count) samples in \(source)",
        remedy: "give one prediction for each sample, in the same order; an empty prediction is an empty line")
    }
    try Self.requireText(references, [source])
  }

  /// Samples of which no reference has any text.
  package var emptyReferences: Int { references.count { $0.allSatisfy(\.isBlank) } }

  /// - Throws: `DataLineError` if no sample has a reference with any text: scores would mean nothing.
  private static func requireText(_ references: [[String]], _ paths: [String]) throws {
    guard references.allSatisfy({ $0.allSatisfy(\.isBlank) }) else { return }
    throw DataLineError(
      path: paths.first ?? "", line: 0, problem: "every reference is empty, in all \(references.count) samples",
      remedy: "give the file with the references; published test sets may leave them out")
  }

  /// References without predictions, which floors are scored on.
  ///
  /// - Throws: the same errors as `SampleTexts.read`, and `DataLineError` when the files differ in their number of
  ///   samples or have none.
  package static func references(_ paths: [String]) throws -> [[String]] {
    var references: [[String]] = []
    for (place, path) in paths.enumerated() {
      let texts = try SampleTexts.read(path, keys: SampleTexts.referenceKeys)
      if place == 0 { references = Array(repeating: [], count: texts.count) }
      guard texts.count == references.count, !texts.isEmpty else {
        throw DataLineError(
          path: path, line: 0,
          problem: texts.isEmpty
            ? "there is nothing to score" : "\(texts.count) references, but \(references.count) in \(paths[0])",
          remedy: "every file needs one reference for each sample, in the same order")
      }
      for (index, sample) in texts.enumerated() { references[index] += sample }
    }
    try requireText(references, paths)
    return references
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
