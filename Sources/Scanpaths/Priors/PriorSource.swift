/// Where priors come from. Results name it, because a label's prior means different things in the two cases.
package enum PriorSource: Sendable, Equatable {
  /// Computed from recorded readings: of all tokens with the label, once for each reading of their method, the share
  /// that the reading fixated.
  case readings(Int)
  /// A folder in EyeMulator's form. The published folders count something else: their `saccades_count` of `word_count`
  /// has a mean of 0.352 over all labels, where the share of fixated tokens in the recordings that they were made from
  /// is 0.618, and the labels' ranks hardly agree (Spearman's 0.13; docs/method.md).
  case folder(String)

  /// What the mean of a label's Beta distribution is.
  package var quantity: String {
    switch self {
    case .readings: "share of the label's tokens that a reading fixated"
    case .folder: "saccades_count of word_count in the folder's files"
    }
  }

  /// The source in a few words.
  package var name: String {
    switch self {
    case .readings(let count): "\(count) readings"
    case .folder(let path): "folder \(path)"
    }
  }

  /// A sentence for people.
  package var sentence: String {
    switch self {
    case .readings: "priors of labels from \(name): the \(quantity)"
    case .folder:
      "priors of labels from the \(name): \(quantity), which in EyeMulator's published folders is not the share of "
        + "tokens that are fixated"
    }
  }
}
