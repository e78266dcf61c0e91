import Basics

/// The nearest of the names; one that differs only in style (`batchTokens`, `batch-tokens`) is preferred.
func suggestion(for name: String, among names: [String]) -> String? {
  let restyled = ConfigurationKey.key(ofProperty: name).replacing("-", with: "_")
  return names.contains(restyled) ? restyled : NearestName.nearest(to: name, among: names)
}

extension ConfigurationShape {
  /// The likely intended key for an unknown one: a sibling key, or a key of the same name elsewhere.
  ///
  /// - Parameters:
  ///   - parent: the key path of the mapping that holds the unknown key.
  ///   - fields: the keys known there.
  func suggestedKeyPath(for key: String, in parent: String, among fields: [Field]) -> String? {
    if let near = suggestion(for: key, among: fields.map(\.key)) { return ConfigurationKey.path(parent, near) }
    let all = keyPaths()
    let restyled = ConfigurationKey.key(ofProperty: key).replacing("-", with: "_")
    return all.first { $0.split(separator: ".").last == restyled[...] }
  }
}
