/// The units that a statement was drawn from, and how many there were.
package struct SampledUnits: Sendable, Equatable, Codable {
  /// In the plural: `seeds`, `samples`, `participants`.
  package var name: String
  package var count: Int

  package init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }

  /// `3 seeds`, `1 seed`.
  package var text: String {
    "\(count) \(count == 1 && name.hasSuffix("s") ? String(name.dropLast()) : name)"
  }
}

extension [SampledUnits] {
  /// Crossed units with a cross, the readings that they share in brackets: `3 seeds × 100 samples`,
  /// `23 participants × 61 methods (479 readings)`.
  package var text: String {
    guard count > 1, let last, last.name == "readings" else { return map(\.text).joined(separator: " × ") }
    return "\(dropLast().map(\.text).joined(separator: " × ")) (\(last.text))"
  }
}
