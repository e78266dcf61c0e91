/// The order of scores in tables: first those with a meaning for any text, CodeBLEU and its components last.
package enum ScoreOrder {
  private static let first = ["bleu", "meteor", "chrf", "exact_match", "edit_similarity"]

  /// Names of scores in the order of tables; unknown ones stand between the text metrics and CodeBLEU, sorted.
  package static func sorted(_ names: some Sequence<String>) -> [String] {
    names.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  private static func rank(_ name: String) -> Int {
    if let place = first.firstIndex(of: name) { return place }
    return name == "codebleu" ? first.count + 1 : name.hasPrefix("codebleu_") ? first.count + 2 : first.count
  }
}
