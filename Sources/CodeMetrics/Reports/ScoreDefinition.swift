/// What the scores of a validation measure, in a sentence each.
package enum ScoreDefinition {
  /// The definition of a score; nil for a name that validations do not compute.
  ///
  /// - Parameter name: a name from `ScoringRequest.names`.
  package static func text(_ name: String) -> String? {
    switch name {
    case "exact_match": "Share of the outputs that are the reference, character for character."
    case "bleu":
      "Overlap with the reference in runs of one to four words: for summaries the mean of smoothed sentence BLEU-4, for "
        + "code the BLEU-4 of the whole set, as CodeXGLUE computes them."
    case "meteor": "Words matched with the reference, also by their stems; broken order costs points."
    case "chrf": "Overlap with the reference in runs of one to six characters, where recall counts twice."
    case "edit_similarity": "100 less the edits from output to reference, in percent of the longer text's length."
    case "codebleu":
      "Mean of four parts: n-grams, n-grams with keywords weighted, syntax subtrees and data flow (mode fixed)."
    case "codebleu_ngram": "The part of CodeBLEU that is BLEU."
    case "codebleu_weighted_ngram": "The part of CodeBLEU that weighs keywords five times in n-grams."
    case "codebleu_syntax": "The part of CodeBLEU that counts matching subtrees of the syntax trees."
    case "codebleu_dataflow": "The part of CodeBLEU that counts matching edges of data flow."
    default: nil
    }
  }
}
