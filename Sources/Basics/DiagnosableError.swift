/// An error that can explain itself to the person who caused it or has to fix it.
package protocol DiagnosableError: Error, CustomStringConvertible {
  var diagnosis: Diagnosis { get }
}

extension DiagnosableError {
  package var description: String { diagnosis.rendered }
}
