import Basics
import Foundation

/// Builds a configuration from its defaults, a YAML file and `--set` assignments, in this order.
///
/// Reads the whole input before reporting anything, so that one run shows every mistake: unknown keys with the nearest
/// known one, values of the wrong type or out of range, unset environment variables. If there are such mistakes, invalid
/// values are added only for settings that were read without one. All errors are `ConfigurationError`s, with exit
/// code 78.
package enum ConfigurationLoader {
  /// Loads a configuration.
  ///
  /// - Parameters:
  ///   - path: a YAML file, or nil for the defaults. A file without keys also gives the defaults.
  ///   - assignments: the arguments of `--set`, each `key.path=value`; later ones win.
  ///   - environment: the variables for `${NAME}` and `${NAME:-default}` in values.
  package static func load<Configuration: ValidatedConfiguration>(
    _ type: Configuration.Type = Configuration.self, from path: String? = nil, assignments: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Configuration {
    try placed(type, from: path, assignments: assignments, environment: environment).configuration
  }

  /// Loads a configuration with the places of its settings; the parameters are those of `load`.
  package static func placed<Configuration: ValidatedConfiguration>(
    _ type: Configuration.Type = Configuration.self, from path: String? = nil, assignments: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> PlacedConfiguration<Configuration> {
    let text = try path.map { try ConfigurationText.read($0) } ?? ""
    return try placed(type, yaml: text, name: path ?? "", assignments: assignments, environment: environment)
  }

  /// Loads a configuration from YAML in memory; messages use `name` as the file name.
  package static func load<Configuration: ValidatedConfiguration>(
    _ type: Configuration.Type = Configuration.self, yaml: String, name: String, assignments: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Configuration {
    try placed(type, yaml: yaml, name: name, assignments: assignments, environment: environment).configuration
  }

  private static func placed<Configuration: ValidatedConfiguration>(
    _ type: Configuration.Type, yaml: String, name: String, assignments: [String], environment: [String: String]
  ) throws -> PlacedConfiguration<Configuration> {
    let defaults = try ConfigurationEncoder.encode(Configuration())
    var overlay = ConfigurationOverlay(defaults: defaults, environment: environment)
    if let root = try ConfigurationText.parse(yaml, path: name) { overlay.lay(root, fromFile: name) }
    return try configuration(overlay, assignments)
  }

  /// A configuration with some of its settings replaced.
  ///
  /// - Parameter name: the name of the whole configuration in messages.
  package static func load<Configuration: ValidatedConfiguration>(
    over base: Configuration, named name: String, assignments: [String],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Configuration {
    let overlay = ConfigurationOverlay(
      defaults: try ConfigurationEncoder.encode(base), environment: environment, place: .wholeFile(name))
    return try configuration(overlay, assignments).configuration
  }

  private static func configuration<Configuration: ValidatedConfiguration>(
    _ overlay: ConfigurationOverlay, _ assignments: [String]
  ) throws -> PlacedConfiguration<Configuration> {
    var overlay = overlay
    for assignment in assignments { overlay.assign(assignment) }
    let configuration: Configuration
    do {
      configuration = try decode(overlay)
    } catch {
      throw overlay.problems.isEmpty ? error : ConfigurationError(overlay.problems)
    }
    let invalid = configuration.invalidSettings().filter { setting in
      overlay.problems.isEmpty || isCertain(setting.keyPath, in: overlay)
    }
    let problems =
      overlay.problems
      + invalid.map { setting in
        ConfigurationProblem(
          place: place(of: setting.keyPath, in: overlay.places), keyPath: setting.keyPath,
          kind: .invalid(problem: setting.problem, remedy: setting.remedy))
      }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return PlacedConfiguration(configuration: configuration, places: overlay.places)
  }

  /// Whether a setting was given and read, so that its value is what is wrong and not the consequence of a mistake.
  private static func isCertain(_ keyPath: String, in overlay: ConfigurationOverlay) -> Bool {
    overlay.places[keyPath] != nil
      && !overlay.problems.contains { $0.keyPath == keyPath || $0.keyPath.hasPrefix("\(keyPath).") }
  }

  private static func decode<Configuration: ValidatedConfiguration>(
    _ overlay: ConfigurationOverlay
  ) throws -> Configuration {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Configuration.self, from: try encoder.encode(overlay.tree))
    } catch let error as DecodingError {
      // Only types with custom decoding can fail here: the tree has the shape of the type.
      throw ConfigurationError([
        ConfigurationProblem(
          place: place(of: "", in: overlay.places), keyPath: "", kind: .invalid(problem: error.briefly, remedy: ""))
      ])
    }
  }

  /// The place of a setting, or else of the section around it.
  private static func place(
    of keyPath: String, in places: [String: ConfigurationProblem.Place]
  ) -> ConfigurationProblem.Place {
    var path = keyPath[...]
    while !path.isEmpty {
      if let place = places[String(path)] { return place }
      path = path.lastIndex { $0 == "." || $0 == "[" }.map { path[..<$0] } ?? ""
    }
    if case .file(let name, _, _) = places[""] { return .wholeFile(name) }
    return places[""] ?? .defaults
  }
}

/// A configuration with the places where its settings were given.
package struct PlacedConfiguration<Configuration: ValidatedConfiguration>: Sendable {
  package let configuration: Configuration
  let places: [String: ConfigurationProblem.Place]

  /// The place of a setting or a section; nil if nobody gave it, so that it has its default.
  package func place(of keyPath: String) -> ConfigurationProblem.Place? { places[keyPath] }
}
