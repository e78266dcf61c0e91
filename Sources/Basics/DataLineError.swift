/// A line of a data file that cannot be used, with its place.
package struct DataLineError: DiagnosableError, Equatable {
  package var path: String
  /// Counted from 1; 0 means the whole file.
  package var line: Int
  package var problem: String
  package var remedy: String

  package init(path: String, line: Int, problem: String, remedy: String = "") {
    self.path = path
    self.line = line
    self.problem = problem
    self.remedy = remedy
  }

  package var diagnosis: Diagnosis {
    Diagnosis(.badData, problem: problem, place: line > 0 ? "\(path):\(line)" : path, remedy: remedy)
  }
}
