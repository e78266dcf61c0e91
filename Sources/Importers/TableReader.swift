import Basics
import Recordings

/// Reads a table with a heading, row by row, whatever separates and quotes its fields and however it writes numbers.
final class TableReader {
  let header: HeaderColumns
  private let lines: LineReader
  private let dialect: TableDialect
  private let notation: NumberNotation

  /// - Parameter decimal: the decimal separator that the user declares.
  /// - Throws: `FileFailure`; `DataLineError` for a file without a line.
  init(_ path: String, decimal: DecimalSeparator?) throws {
    lines = try LineReader(path)
    let examined = try LineReader(path)
    var heading = try lines.next()
    _ = try examined.next()
    // A line for spreadsheets that names the delimiter.
    while let line = heading, line.isBlank || line.starts(with: "sep=".utf8) {
      heading = try lines.next()
      _ = try examined.next()
    }
    guard let heading else {
      throw DataLineError(path: path, line: 0, problem: "the file is empty", remedy: "check that it is complete")
    }
    dialect = TableDialect(heading: heading)
    header = HeaderColumns(dialect.row(heading))
    notation = try NumberNotation(examined, dialect, declared: decimal)
  }

  var path: String { lines.path }
  /// The line of the row that `next` returned last.
  var line: Int { lines.line }
  /// `file:line` of the row that `next` returned last.
  var place: String { lines.place }

  /// The next row that is not blank; nil at the end.
  func next() throws -> DelimitedRow? {
    while let line = try lines.next() {
      if !line.isBlank { return dialect.row(line, notation) }
    }
    return nil
  }

  /// The index of the first column with one of the names.
  ///
  /// - Throws: `DataLineError` when there is none.
  func column(_ names: String..., remedy: String) throws -> Int {
    for name in names {
      if let column = header.column(name) { return column.index }
    }
    throw DataLineError(path: path, line: 1, problem: "no column \(names.joined(separator: " or "))", remedy: remedy)
  }
}
