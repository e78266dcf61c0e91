/// An error that says what is wrong, where, and what to do about it.
///
/// Every error that Fovea throws conforms. Printing one gives its `Diagnosis` as text of one or two lines.
public protocol DiagnosableError: Error, CustomStringConvertible {
  /// The problem, its place and the remedy as separate fields.
  var diagnosis: Diagnosis { get }
}

extension DiagnosableError {
  /// The diagnosis as text, ready to print.
  public var description: String { diagnosis.rendered }
}
