/// A place in a source file as an editor's plug-in reported it.
package struct SourcePlace: Codable, Sendable, Hashable {
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// As the recorder counts it; iTrace counts from 1.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}
