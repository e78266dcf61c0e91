import Synchronization

/// The settings of one part of the program, each with a default.
///
/// A configuration is a plain struct of stored properties with default values: Booleans, integers, floating-point
/// numbers, text, string enums that are `CaseIterable`, nested configurations, and arrays, string-keyed dictionaries or
/// optionals of these. Coding is synthesized; the key in a file is the property's name in snake case
/// (`ConfigurationKey`).
package protocol ValidatedConfiguration: Codable, Sendable {
  /// The defaults.
  init()

  /// Checks this configuration's own values and their combinations; throws `InvalidSetting`.
  ///
  /// It need not check nested configurations: `invalidSettings()` visits them all.
  func validate() throws
}

extension ValidatedConfiguration {
  /// Throws `InvalidSetting` for `property` unless the condition is true; notes it and goes on while `invalidSettings()`
  /// collects all problems. What follows in `validate()` must therefore not rely on the condition.
  package func require(
    _ condition: Bool, _ property: String, _ problem: @autoclosure () -> String, remedy: String = ""
  ) throws {
    guard !condition else { return }
    let invalid = InvalidSetting(property, problem(), remedy: remedy)
    guard let collected = CollectedProblems.current else { throw invalid }
    collected.add(invalid)
  }

  /// The problems that `validate()` finds here and in all nested configurations, one for each setting, parents first.
  package func invalidSettings() -> [InvalidSetting] {
    var found = CollectedProblems.of(self)
    for child in Mirror(reflecting: self).children {
      let key = ConfigurationKey.key(ofProperty: child.label ?? "")
      for (suffix, nested) in Self.configurations(in: child.value) {
        found += nested.invalidSettings().map { invalid in
          var placed = invalid
          placed.keyPath = ConfigurationKey.path(ConfigurationKey.path(key, suffix), invalid.keyPath)
          return placed
        }
      }
    }
    return found
  }

  /// The configurations in a property, each with the suffix that its key path adds to the property's.
  private static func configurations(in value: Any) -> [(suffix: String, configuration: any ValidatedConfiguration)] {
    if let one = value as? any ValidatedConfiguration { return [("", one)] }
    if let list = value as? [any ValidatedConfiguration] { return list.enumerated().map { ("[\($0)]", $1) } }
    if let named = value as? [String: any ValidatedConfiguration] {
      return named.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    return []
  }
}

/// The problems of one configuration, of which `validate()` alone would only throw the first.
private final class CollectedProblems: Sendable {
  @TaskLocal static var current: CollectedProblems?

  private let found = Mutex<[InvalidSetting]>([])

  /// A second problem of the same setting usually follows from the first.
  func add(_ invalid: InvalidSetting) {
    found.withLock { found in
      if !found.contains(where: { $0.keyPath == invalid.keyPath }) { found.append(invalid) }
    }
  }

  static func of(_ configuration: some ValidatedConfiguration) -> [InvalidSetting] {
    let collected = CollectedProblems()
    do {
      try $current.withValue(collected) { try configuration.validate() }
    } catch let invalid as InvalidSetting {
      collected.add(invalid)
    } catch {
      let diagnosis = Diagnosis(of: error)
      collected.add(InvalidSetting("", diagnosis.problem, remedy: diagnosis.remedy))
    }
    return collected.found.withLock { $0 }
  }
}
