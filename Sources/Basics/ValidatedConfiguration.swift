/// The settings of one part of the program, with a default for every one of them.
///
/// A configuration is a plain struct of stored properties with default values: truth values, integers, numbers, text,
/// string enums that are `CaseIterable`, nested configurations, and arrays, string-keyed dictionaries or optionals of
/// these. Coding is the synthesized one; the key in a file is the property's name in snake case (`ConfigurationKey`).
package protocol ValidatedConfiguration: Codable, Sendable {
  /// The defaults.
  init()

  /// Checks this configuration's own values and how they fit together, and throws `InvalidSetting`.
  ///
  /// Nested configurations are not this method's concern: `invalidSettings()` visits them all.
  func validate() throws
}

extension ValidatedConfiguration {
  /// Throws `InvalidSetting` for `property` unless the condition holds.
  package func require(
    _ condition: Bool, _ property: String, _ problem: @autoclosure () -> String, remedy: String = ""
  ) throws {
    guard condition else { throw InvalidSetting(property, problem(), remedy: remedy) }
  }

  /// What `validate()` finds here and in every nested configuration, at most one problem of each, parents first.
  package func invalidSettings() -> [InvalidSetting] {
    var found: [InvalidSetting] = []
    do {
      try validate()
    } catch let invalid as InvalidSetting {
      found.append(invalid)
    } catch {
      let diagnosis = Diagnosis(of: error)
      found.append(InvalidSetting("", diagnosis.problem, remedy: diagnosis.remedy))
    }
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

  /// The configurations that a property holds, each with what follows the property in its key path.
  private static func configurations(in value: Any) -> [(suffix: String, configuration: any ValidatedConfiguration)] {
    if let one = value as? any ValidatedConfiguration { return [("", one)] }
    if let list = value as? [any ValidatedConfiguration] { return list.enumerated().map { ("[\($0)]", $1) } }
    if let named = value as? [String: any ValidatedConfiguration] {
      return named.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    return []
  }
}
