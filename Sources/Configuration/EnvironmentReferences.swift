/// References to environment variables in a value: `${NAME}`, or `${NAME:-default}` with a default if unset or empty.
///
/// `$${` means a literal `${`. A dollar before anything else is just a dollar.
enum EnvironmentReferences {
  /// The value with its references expanded. The results are not expanded again.
  ///
  /// - Parameter isExpanded: set to true if the value contains a reference.
  static func expand(
    _ value: String, from environment: [String: String], isExpanded: inout Bool
  ) throws(ConfigurationProblem.Kind) -> String {
    var result = ""
    var rest = value[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else { throw .malformedReference(String(rest)) }
        result += try resolve(rest[rest.index(dollar, offsetBy: 2)..<end], from: environment)
        rest = rest[rest.index(after: end)...]
        isExpanded = true
      } else {
        result.append("$")
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// The value with every `${` escaped, so that `expand` returns the original.
  static func escape(_ value: String) -> String {
    value.replacing("${", with: "$${")
  }

  private static func resolve(
    _ reference: Substring, from environment: [String: String]
  ) throws(ConfigurationProblem.Kind) -> String {
    let separator = reference.firstRange(of: ":-")
    let name = separator.map { reference[..<$0.lowerBound] } ?? reference
    let isName = name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard let first = name.first, isName, !first.isNumber else { throw .malformedReference("${\(reference)}") }
    let variable = environment[String(name)]
    if let separator {
      return variable.flatMap { $0.isEmpty ? nil : $0 } ?? String(reference[separator.upperBound...])
    }
    guard let variable else { throw .unsetVariable(String(name)) }
    return variable
  }
}
