/// CodeXGLUE's line completion scores: exact match and edit similarity after replacing literal placeholders.
package enum LineCompletion {
  package struct Score: Sendable, Equatable, Codable {
    package var exactMatch: MetricScore
    package var editSimilarity: MetricScore
  }

  /// Scores predicted lines against the true ones; as in CodeXGLUE, a prediction is stripped and a reference is not.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(references: [String], predictions: [String]) throws -> Score {
    Score(
      exactMatch: try exactMatch.score(references: references, predictions: predictions),
      editSimilarity: try editSimilarity.score(references: references, predictions: predictions))
  }

  /// The two scores as separate metrics, for several references and for comparing two systems.
  package static let exactMatch: some SummableMetric = LineMetric(
    base: ExactMatch(comparison: .whitespaceNormalized), name: "line-exact-match")
  package static let editSimilarity: some SummableMetric = LineMetric(
    base: EditSimilarity(), name: "line-edit-similarity")

  /// Another metric, applied to lines with their literals written out.
  private struct LineMetric<Base: MeanMetric>: MeanMetric {
    let base: Base
    let name: String

    func sampleValue(references: [String], prediction: String) -> Double {
      base.sampleValue(
        references: references.map(writingOutLiterals),
        prediction: writingOutLiterals(String(MetricText.stripped(prediction))))
    }
  }

  /// Replaces the data set's placeholders with the literals they represent.
  ///
  /// `<NUM_LIT>` becomes `0`, `<STR_LIT>` and `<CHAR_LIT>` become empty (the quotes are outside the placeholder), and
  /// `<NUM_LIT:v>`, `<STR_LIT:v>`, `<CHAR_LIT:v>` become `v`.
  package static func writingOutLiterals(_ code: String) -> String {
    let kinds = [("NUM", "0"), ("STR", ""), ("CHAR", "")]
    var scalars = code.unicodeScalars
    for (kind, literal) in kinds {
      scalars = scalars.replacing("<\(kind)_LIT>".unicodeScalars, with: literal.unicodeScalars)
    }
    let openings = kinds.map { "<\($0.0)_LIT:".unicodeScalars }
    var rest = scalars[...]
    var result = String.UnicodeScalarView()
    while let start = rest.firstIndex(of: "<") {
      result.append(contentsOf: rest[..<start])
      rest = rest[start...]
      if let opening = openings.first(where: { rest.starts(with: $0) }),
        let end = rest.dropFirst(opening.count).firstIndex(of: ">")
      {
        result.append(contentsOf: rest.dropFirst(opening.count)[..<end])
        rest = rest[rest.index(after: end)...]
      } else {
        result.append(rest.removeFirst())
      }
    }
    result.append(contentsOf: rest)
    return String(result)
  }
}
