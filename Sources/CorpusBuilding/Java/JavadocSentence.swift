/// The first sentence of a Javadoc comment as plain text.
///
/// As in the tool `javadoc`, the sentence ends at the first full stop before white space, at the first block tag, or
/// where a paragraph ends. Inline tags leave their content or label (`{@link Map#get label}` leaves `label`), HTML tags
/// leave nothing, entities become their characters, and white space becomes single spaces. *Ours*: the full stops of
/// `e.g.`, `i.e.` and their like end no sentence.
struct JavadocSentence: Sendable, Equatable {
  enum Origin: Sendable, Equatable {
    case own
    /// The comment says `{@inheritDoc}` first, so its text is elsewhere.
    case inherited
  }

  private(set) var text = ""
  private(set) var origin = Origin.own

  /// - Parameter comment: the comment with its delimiters.
  /// - Complexity: linear in the length of the comment.
  init(of comment: some Collection<UInt8>) {
    scalars = Self.content(of: String(decoding: comment, as: UTF8.self))
    while place < scalars.count, !isOver { step() }
    text = String(String.UnicodeScalarView(cleaned))
    scalars = []
    cleaned = []
  }

  private var scalars: [Unicode.Scalar] = []
  private var cleaned: [Unicode.Scalar] = []
  private var place = 0
  private var isOver = false

  static func == (first: JavadocSentence, second: JavadocSentence) -> Bool {
    first.text == second.text && first.origin == second.origin
  }

  /// The lines of the comment without their leading asterisks, up to the first block tag.
  private static func content(of comment: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    let inner = comment.dropFirst(comment.hasPrefix("/**") ? 3 : 0).dropLast(comment.hasSuffix("*/") ? 2 : 0)
    for line in inner.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let stars: Substring = line.drop(while: \.isWhitespace)
      let words: Substring = stars.drop(while: { $0 == "*" }).drop(while: \.isWhitespace)
      if words.first == "@", words.dropFirst().first?.isLetter == true { break }
      scalars += words.unicodeScalars
      scalars.append("\n")
    }
    return scalars
  }

  // MARK: - One element after the other

  private mutating func step() {
    let scalar = scalars[place]
    switch scalar {
    case "{" where following == "@": inlineTag()
    case "<" where following.map(Self.beginsTag) ?? false: htmlTag()
    case "&": entity()
    case ".": fullStop()
    case _ where scalar.properties.isWhitespace: whiteSpace()
    default: append(scalar)
    }
  }

  private var following: Unicode.Scalar? { place + 1 < scalars.count ? scalars[place + 1] : nil }

  private mutating func append(_ scalar: Unicode.Scalar) {
    cleaned.append(scalar)
    place += 1
  }

  /// One space for any white space; an empty line ends a paragraph.
  private mutating func whiteSpace() {
    var lines = 0
    while place < scalars.count, scalars[place].properties.isWhitespace {
      if scalars[place] == "\n" { lines += 1 }
      place += 1
    }
    guard !cleaned.isEmpty else { return }
    if lines > 1 {
      isOver = true
    } else if place < scalars.count, cleaned.last != " " {
      cleaned.append(" ")
    }
  }

  private mutating func fullStop() {
    append(".")
    guard place == scalars.count || scalars[place].properties.isWhitespace else { return }
    let rest = scalars[place...].drop { $0.properties.isWhitespace }
    let word = String(String.UnicodeScalarView(cleaned.suffix(5))).lowercased()
    if Self.neverEnding.contains(where: { word.hasSuffix($0) }) { return }
    if word.hasSuffix("etc."), rest.first.map({ !$0.properties.isUppercase }) ?? false { return }
    isOver = true
  }

  private static let neverEnding = ["e.g.", "i.e.", "cf.", "vs.", "viz."]

  /// `{@name content}`, with nested braces.
  private mutating func inlineTag() {
    var (depth, end) = (0, place)
    while end < scalars.count {
      if scalars[end] == "{" { depth += 1 }
      if scalars[end] == "}" { depth -= 1 }
      if depth == 0 { break }
      end += 1
    }
    let tag = String(String.UnicodeScalarView(scalars[min(place + 2, end)..<end]))
    place = min(end + 1, scalars.count)
    let parts = tag.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard let name = parts.first else { return }
    let content = parts.count > 1 ? String(parts[1]) : ""
    switch name {
    case "inheritDoc":
      if cleaned.isEmpty { (origin, isOver) = (.inherited, true) }
    case "link", "linkplain": append(text: Self.label(ofLink: content))
    case "docRoot", "index": break
    default: append(text: content)
    }
  }

  /// The label of a link, or else what it names, as code would write it.
  private static func label(ofLink content: String) -> String {
    var depth = 0
    var end = content.startIndex
    while end < content.endIndex {
      if content[end] == "(" { depth += 1 }
      if content[end] == ")" { depth -= 1 }
      if depth <= 0, content[end].isWhitespace { break }
      end = content.index(after: end)
    }
    let label = content[end...].drop(while: \.isWhitespace)
    guard label.isEmpty else { return String(label) }
    let target = content[..<end]
    return String(target.drop(while: { $0 == "#" })).replacing("#", with: ".")
  }

  private mutating func append(text: String) {
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = cleaned.last, last != " ", word.startIndex != text.startIndex { cleaned.append(" ") }
      cleaned += word.unicodeScalars
    }
  }

  private static func beginsTag(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "/" || scalar == "!" || scalar.properties.isAlphabetic
  }

  private mutating func htmlTag() {
    guard let end = scalars[place...].firstIndex(of: ">") else {
      append("<")
      return
    }
    let name = scalars[place + 1..<end].drop { $0 == "/" }.prefix { $0.properties.isAlphabetic || ("1"..."6") ~= $0 }
    place = end + 1
    let isBlock = Self.blocks.contains(String(String.UnicodeScalarView(name)).lowercased())
    if isBlock, !cleaned.isEmpty { isOver = true }
  }

  /// The HTML elements that end a paragraph.
  private static let blocks: Set<String> = [
    "p", "ul", "ol", "li", "pre", "table", "dl", "dt", "dd", "hr", "blockquote", "div", "h1", "h2", "h3", "h4", "h5",
    "h6",
  ]

  private mutating func entity() {
    let rest = scalars[place...].prefix(Self.longestEntity)
    guard let end = rest.firstIndex(of: ";"),
      let scalar = Self.scalar(ofEntity: String(String.UnicodeScalarView(scalars[place + 1..<end])))
    else {
      append("&")
      return
    }
    place = end + 1
    if scalar.properties.isWhitespace || scalar == "\u{A0}" {
      if let last = cleaned.last, last != " " { cleaned.append(" ") }
    } else {
      cleaned.append(scalar)
    }
  }

  private static let longestEntity = 10

  private static func scalar(ofEntity name: String) -> Unicode.Scalar? {
    if let known = entities[name] { return known }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let number = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap { Unicode.Scalar($0) }
  }

  private static let entities: [String: Unicode.Scalar] = [
    "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "\u{A9}", "times": "\u{D7}",
    "ndash": "\u{2013}", "mdash": "\u{2014}", "hellip": "\u{2026}", "le": "\u{2264}", "ge": "\u{2265}",
    "rarr": "\u{2192}", "larr": "\u{2190}", "plusmn": "\u{B1}", "middot": "\u{B7}", "deg": "\u{B0}", "pi": "\u{3C0}",
  ]
}
