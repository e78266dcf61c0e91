/// A place in a source file as an editor's plug-in reported it.
public struct SourcePlace: Codable, Sendable, Hashable {
  /// The path as the editor reported it.
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// As the recorder counts it; iTrace counts from 1.
  public var column: Int

  /// A place in a source file.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}
