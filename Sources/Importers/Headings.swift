import Basics

/// The headings of a table by the quantity they name.
struct Headings {
  let path: String
  let line: Int
  let all: [Heading]
  /// The fields that every row must have: those up to the last heading that is not blank.
  let required: Int
  private let byName: [String: [Heading]]

  init(_ row: DelimitedRow, path: String, line: Int) {
    self.path = path
    self.line = line
    all = (0..<row.count).map { Heading(row.text($0) ?? "", index: $0) }
    required = (all.lastIndex { !$0.name.isEmpty } ?? -1) + 1
    byName = Dictionary(grouping: all.filter { !$0.name.isEmpty }, by: \.name)
  }

  /// The columns with one of the names, in the order of the names.
  func columns(_ names: [String]) -> [Heading] {
    names.flatMap { byName[HeaderColumns.normalized($0).name] ?? [] }
  }

  /// The first column with one of the names; earlier names take precedence.
  func column(_ names: String...) -> Heading? { columns(names).first }

  func fault(_ problem: String, remedy: String) -> DataLineError {
    DataLineError(path: path, line: line, problem: problem, remedy: remedy)
  }

  /// The column that the user names for the stimulus.
  ///
  /// - Throws: `DataLineError` when there is none.
  func stimulusColumn(named name: String) throws -> Int {
    if let exact = all.first(where: { $0.text == name }) ?? column(name) { return exact.index }
    let nearest = NearestName.nearest(to: name, among: all.map(\.text))
    throw fault("no column \(name)", remedy: nearest.map { "did you mean \($0)?" } ?? "check stimulus_column")
  }

  /// The column of a time, with its unit, nil when the heading has none.
  ///
  /// - Parameters:
  ///   - isFilled: whether the first rows have a value in a column.
  ///   - declared: the unit that the user declares; with it, a column in a unit that is not known can be used.
  ///   - isDeclarable: whether the user can declare the unit.
  /// - Throws: `DataLineError` when all such columns are in units that are no units of time.
  func time(
    _ names: [String], isFilled: (Int) -> Bool = { _ in true }, declared: TimeUnit? = nil, isDeclarable: Bool = true
  ) throws -> (index: Int, unit: TimeUnit?)? {
    let found = columns(names)
    let usable = found.filter { declared != nil || $0.unit.isEmpty || TimeUnit(heading: $0.unit) != nil }
    guard let chosen = usable.first(where: { isFilled($0.index) }) ?? usable.first else {
      guard let unusable = found.first else { return nil }
      throw fault(
        "the column \(unusable.text) is in a unit of time that is not known",
        remedy: "export it in s, ms or µs" + (isDeclarable ? ", or declare the unit with time_unit" : ""))
    }
    return (chosen.index, TimeUnit(heading: chosen.unit))
  }
}
