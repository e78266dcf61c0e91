/// Rows of delimited text after RFC 4180, for everything that writes CSV or TSV.
///
/// A cell is quoted if it contains the separator, a quotation mark or a line end; a quotation mark within is doubled. A
/// missing cell is empty and an empty text is two quotation marks, so that a reader can tell them apart.
package enum DelimitedText: Sendable {
  /// Commas between cells; lines end with CR LF, as the RFC asks.
  case commas
  /// Tabs between cells, quoted by the same rules; lines end with LF.
  case tabs

  package var separator: String {
    switch self {
    case .commas: ","
    case .tabs: "\t"
    }
  }

  package var lineEnd: String {
    switch self {
    case .commas: "\r\n"
    case .tabs: "\n"
    }
  }

  /// One row without its line end.
  ///
  /// - Parameter cells: nil for a missing value.
  package func line(_ cells: [String?]) -> String {
    cells.map { $0.map(quoted) ?? "" }.joined(separator: separator)
  }

  private func quoted(_ text: String) -> String {
    let separator = self == .commas ? UInt8(ascii: ",") : UInt8(ascii: "\t")
    // Bytes, because CR LF is a single character.
    let isSpecial = text.utf8.contains { byte in
      byte == separator || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
    guard isSpecial || text.isEmpty else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
