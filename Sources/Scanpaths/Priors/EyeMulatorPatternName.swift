/// The spelling of label patterns in EyeMulator's files: a label's name alone, or names as Python prints a tuple of
/// strings, `('function call', 'argument')`.
package enum EyeMulatorPatternName {
  /// The names in a key; nil when it is neither a plain name nor a well-formed tuple.
  package static func names(in key: String) -> [String]? {
    guard key.hasPrefix("(") else { return [key] }
    var names: [String] = []
    var rest = key.dropFirst()
    while let quote = rest.first, quote == "'" || quote == "\"" {
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      names.append(String(rest[..<end]))
      rest = rest[rest.index(after: end)...]
      if rest == ")" || rest == ",)" { return names }
      guard rest.hasPrefix(", ") else { return nil }
      rest = rest.dropFirst(2)
    }
    return nil
  }

  /// The pattern of a key; nil when any of its names is not a label.
  package static func pattern(of key: String) -> LabelNGram? {
    guard let names = names(in: key), (1...LabelNGram.maximumLength).contains(names.count) else { return nil }
    let labels = names.compactMap { SemanticLabel(rawValue: $0) }
    return labels.count == names.count ? LabelNGram(labels) : nil
  }

  package static func key(of pattern: LabelNGram) -> String {
    let labels = pattern.labels
    guard labels.count > 1 else { return labels.first?.rawValue ?? "" }
    return "(" + labels.map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
  }
}
