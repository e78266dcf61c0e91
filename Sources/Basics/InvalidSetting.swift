/// A setting whose value has the right type but cannot be used.
public struct InvalidSetting: DiagnosableError, Equatable {
  /// The setting's key path in a file, for example `optimizer.weight_decay`.
  public var keyPath: String
  /// What is wrong with the value.
  public var problem: String
  /// The allowed values. Empty when the problem names them already.
  public var remedy: String

  /// - Parameter property: the Swift property, or a property path joined by full stops.
  package init(_ property: String, _ problem: String, remedy: String = "") {
    keyPath = ConfigurationKey.path(ofProperties: property)
    self.problem = problem
    self.remedy = remedy
  }

  /// The problem, with the setting as its place.
  public var diagnosis: Diagnosis {
    Diagnosis(.configuration, problem: problem, place: keyPath, remedy: remedy)
  }
}
