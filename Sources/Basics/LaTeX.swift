/// Arbitrary text made safe for LaTeX, as any engine reads it without further packages.
package enum LaTeX {
  /// Signs that need a command. Those of mathematics are the ones that Fovea's own texts contain.
  private static let commands: [Character: String] = [
    "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_", "{": "\\{", "}": "\\}", "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "\"": "''", "[": "{[}", "]": "{]}", "*": "{*}", "−": "$-$", "±": "$\\pm$", "×": "$\\times$",
    "≤": "$\\leq$", "≥": "$\\geq$", "→": "$\\rightarrow$", "★": "$\\star$", "ρ": "$\\rho$", "ω": "$\\omega$",
    "–": "--", "—": "---", "…": "\\ldots{}", "’": "'", "‘": "`", "“": "``", "”": "''", "\u{A0}": "~",
  ]

  /// The text with commands for signs that LaTeX gives a meaning. Brackets and asterisks are grouped, since `\\` would
  /// take them for its own arguments. A character that a plain document cannot print becomes its number: `U+0416`.
  package static func escaped(_ text: String) -> String {
    text.reduce(into: "") { output, character in
      if let command = commands[character] {
        output += command
      } else if character.isWhitespace || character.isNewline {
        output += " "
      } else if let value = character.asciiValue {
        if value >= 0x20 && value != 0x7F { output.append(character) }
      } else if isPrintable(character) {
        output.append(character)
      } else {
        output += character.unicodeScalars.map { "U+" + hexadecimal($0.value) }.joined(separator: " ")
      }
    }
  }

  /// The accented letters of Latin-1 that all of LaTeX's font encodings have, as a single scalar.
  private static func isPrintable(_ character: Character) -> Bool {
    guard character.unicodeScalars.count == 1, let value = character.unicodeScalars.first?.value else { return false }
    return (0xC0...0xFF).contains(value) && ![0xD0, 0xD7, 0xDE, 0xF0, 0xF7, 0xFE].contains(value)
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
