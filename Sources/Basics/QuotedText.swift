extension StringProtocol {
  /// The text in quotation marks, without control characters and cut to a readable length, for error messages about
  /// names from a possibly hostile file.
  package var quoted: String {
    let limit = 120
    let visible = unicodeScalars.prefix(limit).map { scalar in
      scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "\"\(visible.joined())\(unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")\""
  }
}
