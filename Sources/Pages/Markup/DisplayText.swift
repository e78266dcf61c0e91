/// Makes any text fit for display.
package enum DisplayText {
  /// The text on one line: line ends become `⏎`, and other control characters, which XML forbids, become visible symbols.
  package static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isControl || $0.isMisleading }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x2028, 0x2029: shown.append("⏎")
      case 0x0D: continue
      case 0x09: shown.append(" ")
      case 0x00..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case _ where scalar.isControl || scalar.isMisleading: shown.append("\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    return String(shown)
  }
}

extension String {
  /// The text for HTML and XML, both in elements and in quoted attributes, without the characters that XML forbids.
  package var markupEscaped: String {
    var output = ""
    output.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\t", "\n", "\r": output.unicodeScalars.append(scalar)
      case _ where scalar.isControl: break
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// At most `count` characters; text that is cut ends with an ellipsis.
  package func shortened(to count: Int) -> String {
    self.count <= count ? self : prefix(max(0, count - 1)) + "…"
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  /// Line ends that few programs recognise, and marks that reverse the direction of text, which can disguise code.
  fileprivate var isMisleading: Bool {
    switch value {
    case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
