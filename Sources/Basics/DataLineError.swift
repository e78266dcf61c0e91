/// An unusable line of a data file, with its place.
public struct DataLineError: DiagnosableError, Equatable {
  /// The file.
  public var path: String
  /// The line, counted from 1; 0 means the whole file.
  public var line: Int
  /// What is wrong with the line.
  public var problem: String
  /// What to do about it. Empty when there is no useful advice.
  public var remedy: String

  package init(path: String, line: Int, problem: String, remedy: String = "") {
    self.path = path
    self.line = line
    self.problem = problem
    self.remedy = remedy
  }

  /// The problem, with file and line as its place.
  public var diagnosis: Diagnosis {
    Diagnosis(.badData, problem: problem, place: line > 0 ? "\(path):\(line)" : path, remedy: remedy)
  }
}
