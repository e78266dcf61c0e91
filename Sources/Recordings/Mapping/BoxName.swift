/// A recording's name for a box: its text and, after a full stop, its number among the boxes with that text.
///
/// `name.2` is the third box with the text `name`, counted from 0; the first is `name` alone, never `name.0`.
package struct BoxName: Sendable, Hashable {
  package var text: String
  package var occurrence: Int

  package init(text: String, occurrence: Int) {
    self.text = text
    self.occurrence = occurrence
  }

  /// Parses a name. `100.0` has no box number, since the first box is never numbered; whether `0.5` is the sixth box
  /// `0` or a number depends on the code (`BoxMapping`).
  package init(_ name: String) {
    self.init(text: name, occurrence: 0)
    guard let point = name.lastIndex(of: "."), point > name.startIndex else { return }
    let digits = name[name.index(after: point)...]
    guard let first = digits.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(digits)
    else { return }
    self.init(text: String(name[..<point]), occurrence: number)
  }

  /// The name as it is written in recordings.
  package var name: String { occurrence == 0 ? text : "\(text).\(occurrence)" }
}
