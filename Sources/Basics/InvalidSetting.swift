/// A setting whose value has the right type and cannot be used all the same.
package struct InvalidSetting: DiagnosableError, Equatable {
  /// The setting's place as it is spelled in a file, for example `optimizer.weight_decay`.
  package var keyPath: String
  package var problem: String
  package var remedy: String

  /// - Parameter property: the Swift property, or a path of them joined by full stops.
  package init(_ property: String, _ problem: String, remedy: String = "") {
    keyPath = ConfigurationKey.path(ofProperties: property)
    self.problem = problem
    self.remedy = remedy
  }

  package var diagnosis: Diagnosis {
    Diagnosis(.configuration, problem: problem, place: keyPath, remedy: remedy)
  }
}
