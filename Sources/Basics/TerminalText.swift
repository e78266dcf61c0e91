extension String {
  /// The text with its control characters written out, as `\x1b`: text from files must not command a terminal.
  ///
  /// Line ends, also CR LF, and tabs stay.
  package var escapingControls: String {
    let scalars = unicodeScalars
    guard scalars.contains(where: Self.isControl) else { return self }
    var text = ""
    for index in scalars.indices {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      let endsLine = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
      if Self.isControl(scalar) && !endsLine {
        let digits = String(scalar.value, radix: 16)
        text += "\\x" + (digits.count < 2 ? "0" : "") + digits
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Whether there are control characters in it, line ends and tabs included.
  package var hasControls: Bool {
    unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
  }

  /// C0 without tab and line feed, DEL, and C1.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar.value != 0x09 && scalar.value != 0x0A || (0x7F...0x9F).contains(scalar.value)
  }
}
