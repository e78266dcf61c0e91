import Basics
import Yams

/// Overlays YAML on a configuration's tree and collects every mistake instead of stopping at the first.
///
/// Mappings merge key by key; lists and free-key mappings are replaced as a whole.
struct ConfigurationOverlay {
  /// The source of the YAML.
  enum Origin {
    case file(String)
    case setting(String)
  }

  /// The unknown keys for which a suggestion is looked for; more are not shown either.
  private static let mostSuggestions = ConfigurationError.mostShown

  let shape: ConfigurationShape
  let environment: [String: String]
  private(set) var tree: ConfigurationTree
  private(set) var problems: [ConfigurationProblem] = []
  /// The place where each key path was last set.
  private(set) var places: [String: ConfigurationProblem.Place] = [:]
  private var origin = Origin.file("")
  private var suggestions = 0

  /// - Parameter place: the source of the defaults; nil for the program itself.
  init(
    defaults: ConfigurationEncoder.Encoded, environment: [String: String], place: ConfigurationProblem.Place? = nil
  ) {
    shape = defaults.shape
    tree = defaults.value
    self.environment = environment
    places[""] = place
  }

  /// Overlays a whole file on the tree.
  mutating func lay(_ root: Node, fromFile path: String) {
    origin = .file(path)
    tree = merge(root, into: tree, shape: shape, path: "")
  }

  /// Applies one `key.path=value`; the value is YAML, except that text needs no quotes where text is expected.
  mutating func assign(_ assignment: String) {
    origin = .setting(assignment)
    let equals = assignment.firstIndex(of: "=") ?? assignment.startIndex
    let components = assignment[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard components.allSatisfy({ !$0.isEmpty }) else { return report(.notAnAssignment, at: "", nil) }
    tree = assign(
      String(assignment[assignment.index(after: equals)...]), to: components[...], in: tree, shape: shape, path: "")
  }

  private mutating func report(_ kind: ConfigurationProblem.Kind, at path: String, _ mark: Mark?) {
    problems.append(ConfigurationProblem(place: place(mark), keyPath: path, kind: kind))
  }

  private func place(_ mark: Mark?) -> ConfigurationProblem.Place {
    switch (origin, mark) {
    case (.setting(let assignment), _): .setting(assignment)
    case (.file(let path), let mark?): .file(path, line: mark.line, column: mark.column)
    case (.file(let path), nil): .wholeFile(path)
    }
  }
}

// MARK: - Merging YAML into the tree

extension ConfigurationOverlay {
  private mutating func merge(
    _ node: Node, into base: ConfigurationTree, shape: ConfigurationShape, path: String
  ) -> ConfigurationTree {
    places[path] = place(node.mark)
    let isNull = node.scalar != nil && ScalarReading.yamlType(of: node) == .null
    if case .optional = shape, isNull { return .absent }
    switch (shape.required, node) {
    case (.mapping(let fields), .mapping(let mapping)):
      return merge(mapping, into: base, fields: fields, shape: shape.required, path: path)
    case (.mapping, .scalar) where isNull:
      // A section whose lines are all commented out.
      return base
    case (.dictionary(let element), .mapping(let mapping)):
      let entries = named(mapping, in: path).map { key, value, _ in
        ConfigurationTree.Entry(
          key: key, codingKey: key,
          value: merge(value, into: element.defaultValue, shape: element, path: ConfigurationKey.path(path, key)))
      }
      return .mapping(entries)
    case (.sequence(let element), .sequence(let sequence)):
      return .sequence(
        sequence.enumerated().map { index, item in
          merge(item, into: element.defaultValue, shape: element, path: "\(path)[\(index)]")
        })
    case (let shape, .scalar(let scalar)):
      do {
        return try ScalarReading.read(expanded(scalar), as: shape)
      } catch {
        report(error, at: path, scalar.mark)
      }
    default:
      report(.mistyped(expected: shape.expectation, found: ScalarReading.describe(node)), at: path, node.mark)
    }
    return base
  }

  private mutating func merge(
    _ mapping: Node.Mapping, into base: ConfigurationTree, fields: [ConfigurationShape.Field],
    shape: ConfigurationShape, path: String
  ) -> ConfigurationTree {
    // An optional section that is absent by default starts from its own defaults.
    guard case .mapping(var entries) = base == .absent ? shape.defaultValue : base else { return base }
    for (key, value, mark) in named(mapping, in: path) {
      guard let index = entries.firstIndex(where: { $0.key == key }),
        let field = fields.first(where: { $0.key == key })
      else {
        reportUnknown(key, in: path, fields: fields, mark)
        continue
      }
      entries[index].value = merge(
        value, into: entries[index].value, shape: field.shape, path: ConfigurationKey.path(path, key))
    }
    return .mapping(entries)
  }

  private mutating func reportUnknown(
    _ key: String, in path: String, fields: [ConfigurationShape.Field], _ mark: Mark?
  ) {
    // A file of some other kind may have thousands of unknown keys.
    guard suggestions < Self.mostSuggestions else {
      return report(.unknownKey(suggestion: nil, validKeys: []), at: ConfigurationKey.path(path, key), mark)
    }
    suggestions += 1
    let nearest = shape.suggestedKeyPath(for: key, in: path, among: fields)
    report(
      .unknownKey(suggestion: nearest, validKeys: fields.map(\.key)), at: ConfigurationKey.path(path, key), mark)
  }

  /// A mapping's keys as text, each once.
  private mutating func named(_ mapping: Node.Mapping, in path: String) -> [(String, Node, Mark?)] {
    var pairs: [(String, Node, Mark?)] = []
    var seen: Set<String> = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        report(.mistyped(expected: "names as keys", found: ScalarReading.describe(key)), at: path, key.mark)
        continue
      }
      if !seen.insert(name).inserted {
        report(.duplicateKey(againOnLine: nil), at: ConfigurationKey.path(path, name), key.mark)
      }
      pairs.append((name, value, key.mark))
    }
    return pairs
  }

  /// The scalar with its environment references expanded; the result is typed like a plain scalar.
  private func expanded(_ scalar: Node.Scalar) throws(ConfigurationProblem.Kind) -> Node.Scalar {
    var isExpanded = false
    let text = try EnvironmentReferences.expand(scalar.string, from: environment, isExpanded: &isExpanded)
    guard isExpanded || text != scalar.string else { return scalar }
    // An empty value is still text where text is expected.
    let tag = isExpanded && !text.isEmpty ? Tag.implicit : Tag(.str)
    return Node.Scalar(text, tag, .plain, scalar.mark)
  }
}

// MARK: - Assignments

extension ConfigurationOverlay {
  private mutating func assign(
    _ text: String, to components: ArraySlice<String>, in base: ConfigurationTree, shape: ConfigurationShape,
    path: String
  ) -> ConfigurationTree {
    guard let key = components.first else {
      guard let node = value(text, for: shape, path: path) else { return base }
      return merge(node, into: base, shape: shape, path: path)
    }
    let inner = ConfigurationKey.path(path, key)
    switch (shape.required, base == .absent ? shape.required.defaultValue : base) {
    case (.mapping(let fields), .mapping(var entries)):
      guard let index = entries.firstIndex(where: { $0.key == key }),
        let field = fields.first(where: { $0.key == key })
      else {
        reportUnknown(key, in: path, fields: fields, nil)
        return base
      }
      entries[index].value = assign(
        text, to: components.dropFirst(), in: entries[index].value, shape: field.shape, path: inner)
      return .mapping(entries)
    case (.dictionary(let element), let tree):
      var entries: [ConfigurationTree.Entry] = []
      if case .mapping(let existing) = tree { entries = existing }
      let index = entries.firstIndex { $0.key == key } ?? entries.endIndex
      let old = index < entries.count ? entries[index].value : element.defaultValue
      let new = assign(text, to: components.dropFirst(), in: old, shape: element, path: inner)
      let entry = ConfigurationTree.Entry(key: key, codingKey: key, value: new)
      entries.replaceSubrange(index..<min(index + 1, entries.count), with: [entry])
      return .mapping(entries)
    default:
      report(.mistyped(expected: shape.expectation, found: "the key \"\(key)\" below it"), at: path, nil)
      return base
    }
  }

  /// The YAML of an assignment's value. Text is taken literally unless it begins with a quotation mark.
  private mutating func value(_ text: String, for shape: ConfigurationShape, path: String) -> Node? {
    switch shape.required {
    case .text, .choice:
      if text.isEmpty { return Node("", Tag(.str)) }
      if !text.hasPrefix("\"") && !text.hasPrefix("'") { return Node(text) }
    default: break
    }
    do {
      return try Yams.compose(yaml: text) ?? Node("")
    } catch {
      report(.syntax(ConfigurationText.message(of: error)), at: path, nil)
      return nil
    }
  }
}
