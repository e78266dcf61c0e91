import Basics
import Foundation

/// Writes a report: a self-contained HTML page, its plots as SVG files, and the comparison as CSV and LaTeX.
package struct ReportWriter: Sendable {
  private let content: ReportContent

  package init(_ content: ReportContent) {
    self.content = content
  }

  package struct Files: Codable, Sendable, Equatable {
    package var page: String
    package var figures: [String]
    /// The comparison; empty if there is none.
    package var tables: [String]
  }

  /// Writes `page`, the comparison's tables beside it, and the figures into the folder `figures` if one is given.
  ///
  /// - Throws: `FileFailure`.
  package func write(page: String, figures folder: String?) throws -> Files {
    let sections = content.sections
    try Folder.make(PathName.folder(of: page))
    let tables = try writeTables(beside: page)
    try AtomicFile.write(ReportPage.html(content, sections, tables: tables.map(PathName.last)), to: page)
    guard let folder else { return Files(page: page, figures: [], tables: tables) }
    try Folder.make(folder)
    let written = try sections.flatMap(\.figures).map { figure in
      let path = "\(folder)/\(Self.fileName(figure.name)).svg"
      try AtomicFile.write(figure.plot.standalone, to: path)
      return path
    }
    return Files(page: page, figures: written, tables: tables)
  }

  /// The comparison's files beside a page: those of `report.html` are `comparison.csv` and `comparison.tex`, those of
  /// `NAME.html` begin with its name.
  package static func tablePaths(beside page: String) -> (csv: String, latex: String) {
    let name = PathName.withoutExtension(PathName.last(of: page))
    let stem = PathName.joined(PathName.folder(of: page), name == "report" ? "comparison" : "\(name)-comparison")
    return ("\(stem).csv", "\(stem).tex")
  }

  private func writeTables(beside page: String) throws -> [String] {
    guard !content.comparisons.isEmpty else { return [] }
    let paths = Self.tablePaths(beside: page)
    try AtomicFile.write(ComparisonRows.csv(content.comparisons), to: paths.csv)
    let tables = content.comparisons.map { ComparisonLaTeX.table($0, name: content.name) }
    try AtomicFile.write(tables.joined(separator: "\n\n") + "\n", to: paths.latex)
    return [paths.csv, paths.latex]
  }

  /// The names of figures contain names of metrics, which come from files and may be unsafe.
  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }.prefix(80))
  }
}
