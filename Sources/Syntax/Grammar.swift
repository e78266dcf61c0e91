import CGrammars
import CTreeSitter

/// The node kinds and fields of a language from tree-sitter's parse tables; one shared value for each language.
///
/// A *kind* is a small number for a name such as `method_declaration` or `;`. Two kinds have the same name only if one
/// of them is a named node and the other is not.
package final class Grammar: @unchecked Sendable {
  // Unchecked, because the pointer refers to constant tables in the program itself.
  let language: OpaquePointer
  /// The name of each kind; the last is `ERROR`, which is not in tree-sitter's own table.
  package let kindNames: [String]
  let kindNameBytes: [[UInt8]]
  /// The name of each field; number 0 means no field.
  package let fieldNames: [String]
  private let kindsByName: [String: [UInt16]]
  private let fieldsByName: [String: UInt16]
  private let visibleNames: Set<String>

  package static func of(_ language: ProgrammingLanguage) -> Grammar {
    switch language {
    case .c: c
    case .cpp: cpp
    case .cSharp: cSharp
    case .go: go
    case .java: java
    case .javaScript: javaScript
    case .python: python
    case .ruby: ruby
    case .rust: rust
    }
  }

  /// The kind of tree-sitter's `ERROR` nodes.
  package var errorKind: UInt16 { UInt16(kindNames.count - 1) }

  /// All kinds with that name: none, one, or a named and an unnamed one.
  package func kinds(named name: String) -> [UInt16] { kindsByName[name] ?? [] }

  /// The field with that name, or nil when the grammar has none.
  package func field(named name: String) -> UInt16? { fieldsByName[name] }

  /// Whether nodes of that kind can appear in a tree; the grammar's internal kinds cannot.
  func isVisible(_ name: String) -> Bool { visibleNames.contains(name) }

  private init(_ language: OpaquePointer) {
    let symbols = ts_language_symbol_count(language)
    var kindNames = (0..<symbols).map { symbol in
      ts_language_symbol_name(language, UInt16(symbol)).map { String(cString: $0) } ?? ""
    }
    visibleNames = Set(
      kindNames.indices.filter { symbol in
        let type = ts_language_symbol_type(language, UInt16(symbol))
        return type == TSSymbolTypeRegular || type == TSSymbolTypeAnonymous
      }.map { kindNames[$0] })
    kindNames.append("ERROR")
    let fields = ts_language_field_count(language)
    let fieldNames = (0...fields).map { field in
      ts_language_field_name_for_id(language, UInt16(field)).map { String(cString: $0) } ?? ""
    }
    self.language = language
    self.kindNames = kindNames
    kindNameBytes = kindNames.map { Array($0.utf8) }
    self.fieldNames = fieldNames
    kindsByName = Dictionary(grouping: kindNames.indices.map { UInt16($0) }) { kindNames[Int($0)] }
    fieldsByName = Dictionary(
      fieldNames.indices.dropFirst().map { (fieldNames[$0], UInt16($0)) }, uniquingKeysWith: { first, _ in first })
  }

  private static let c = Grammar(tree_sitter_c())
  private static let cpp = Grammar(tree_sitter_cpp())
  private static let cSharp = Grammar(tree_sitter_c_sharp())
  private static let go = Grammar(tree_sitter_go())
  private static let java = Grammar(tree_sitter_java())
  private static let javaScript = Grammar(tree_sitter_javascript())
  private static let python = Grammar(tree_sitter_python())
  private static let ruby = Grammar(tree_sitter_ruby())
  private static let rust = Grammar(tree_sitter_rust())
}
