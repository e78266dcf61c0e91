/// A stay of the gaze at a place of the text: the column and line where a token begins, and how long.
package struct ScanpathPoint: Sendable, Equatable {
  package var column: Double
  package var line: Double
  package var durationMilliseconds: Double

  package init(column: Double, line: Double, durationMilliseconds: Double) {
    self.column = column
    self.line = line
    self.durationMilliseconds = durationMilliseconds
  }

  /// The points of a scanpath, one for each visit.
  static func path(of visits: [Scanpath.Visit], in method: StudyScanpaths.Method) -> [ScanpathPoint] {
    visits.map {
      ScanpathPoint(
        column: Double(method.columns[$0.token]), line: Double(method.lines[$0.token]),
        durationMilliseconds: $0.durationMilliseconds)
    }
  }
}
