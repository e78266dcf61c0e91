/// What separates the fields of a table, and whether they are quoted; found out from its heading.
struct TableDialect: Equatable {
  var delimiter: UInt8
  var isQuoted: Bool

  private init(delimiter: UInt8, isQuoted: Bool) {
    self.delimiter = delimiter
    self.isQuoted = isQuoted
  }

  /// The delimiter that gives the heading the most fields: a tab, a semicolon or a comma. Tables with tabs are quoted if
  /// their heading is; those with semicolons or commas always, because texts may contain these.
  init(heading: [UInt8]) {
    let candidates = [
      TableDialect(delimiter: UInt8(ascii: "\t"), isQuoted: heading.contains(UInt8(ascii: "\""))),
      TableDialect(delimiter: UInt8(ascii: ";"), isQuoted: true),
      TableDialect(delimiter: UInt8(ascii: ","), isQuoted: true),
    ]
    var best = (dialect: candidates[0], fields: 0)
    for candidate in candidates {
      let fields = candidate.row(heading).count
      if fields > best.fields { best = (candidate, fields) }
    }
    self = best.dialect
  }

  func row(_ line: [UInt8], _ notation: NumberNotation? = nil) -> DelimitedRow {
    DelimitedRow(line, delimiter: delimiter, isQuoted: isQuoted, notation: notation)
  }
}
