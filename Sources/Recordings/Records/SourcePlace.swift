/// A position in a source file, as reported by an editor's plug-in.
public struct SourcePlace: Codable, Sendable, Hashable {
  /// The path as the editor reported it.
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// The column as the recorder counts it; iTrace counts from 1.
  public var column: Int

  /// Creates a position in a source file.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}
