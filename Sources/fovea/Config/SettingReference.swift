import Foundation

/// The settings as docs/configuration.md describes them. The file is a part of the program, so both say the same.
struct SettingReference {
  /// A row of one of the file's tables.
  struct Entry {
    let key: String
    /// In plain text, without Markdown.
    let meaning: String
    /// The heading above the table.
    let heading: String
    /// The pages that the meaning refers to, as `docs/NAME.md`.
    let pages: [String]
  }

  /// In the order of the file, which is that of the configuration.
  let entries: [Entry]

  init() { self.init(markdown: String(decoding: PackageResources.configuration_md, as: UTF8.self)) }

  private init(markdown: String) {
    var heading = ""
    var entries: [Entry] = []
    for line in markdown.split(separator: "\n") {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      guard line.hasPrefix("| `"), cells.count >= 3, let first = cells.first, let last = cells.last else { continue }
      entries.append(
        Entry(
          key: first.filter { $0 != "`" && $0 != " " }, meaning: Self.plain(last), heading: heading,
          pages: Self.pages(last)))
    }
    self.entries = entries
  }

  subscript(key: String) -> Entry? { entries.first { $0.key == key } }

  /// Other settings whose meaning mentions this one, by its whole key or, below the same first key, by its last part.
  func mentions(of key: String) -> [String] {
    let parts = key.split(separator: ".")
    let name = parts.last.map(String.init) ?? key
    return entries.filter { entry in
      let words = Self.words(entry.meaning)
      let isNear = entry.key.split(separator: ".").first == parts.first && name.contains("_")
      return entry.key != key && (words.contains(key) || isNear && words.contains(name))
    }.map(\.key)
  }

  /// The words of a text; the full stops within keys belong to them.
  private static func words(_ text: String) -> Set<String> {
    Set(
      text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: ".")) })
  }

  /// Without backticks; of a link, only its text, and of one to a page, nothing: `pages` has those.
  private static func plain(_ cell: Substring) -> String {
    var text = String(cell).replacing(/\ ?\(\[[^\]]*\]\([^)]*\)\)/, with: "")
    text = text.replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.output.1) }
    return text.replacing("`", with: "").trimmingCharacters(in: .whitespaces)
  }

  private static func pages(_ cell: Substring) -> [String] {
    cell.matches(of: /\]\(([a-z-]+\.md)(#[a-z0-9-]+)?\)/).map { "docs/\($0.output.1)" }
  }
}
