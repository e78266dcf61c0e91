/// The spelling of a Swift property in a configuration file: `batchTokens` ↔ `batch_tokens`.
package enum ConfigurationKey {
  /// The snake-case key of a lowerCamelCase property.
  ///
  /// A word begins at a capital after a lower-case letter or digit, and at the last capital of a run that precedes a
  /// lower-case letter: `adamBeta1` becomes `adam_beta1`, `keepJSONLines` becomes `keep_json_lines`. The reverse is
  /// never computed: readers look a key up among the keys of the known properties.
  package static func key(ofProperty property: String) -> String {
    let characters = Array(property)
    var key = ""
    for (index, character) in characters.enumerated() {
      if character.isUppercase, index > 0 {
        let followsWord = characters[index - 1].isLowercase || characters[index - 1].isNumber
        let endsCapitals =
          characters[index - 1].isUppercase && index + 1 < characters.count && characters[index + 1].isLowercase
        if followsWord || endsCapitals { key.append("_") }
      }
      key.append(contentsOf: character.lowercased())
    }
    return key
  }

  /// The same for a path of properties joined by full stops: `optimizer.weightDecay`.
  package static func path(ofProperties properties: String) -> String {
    properties.split(separator: ".").map { key(ofProperty: String($0)) }.joined(separator: ".")
  }

  /// The key path of `key` inside `parent`; an empty string is the root.
  package static func path(_ parent: String, _ key: String) -> String {
    if parent.isEmpty || key.isEmpty { return parent + key }
    return key.hasPrefix("[") ? parent + key : "\(parent).\(key)"
  }
}
