import Basics
import Foundation

/// Writes a report: a self-contained HTML page, and its plots as SVG files.
package struct ReportWriter: Sendable {
  private let content: ReportContent

  package init(_ content: ReportContent) {
    self.content = content
  }

  package struct Files: Codable, Sendable, Equatable {
    package var page: String
    package var figures: [String]
  }

  /// Writes `page`, and the figures into the folder `figures` if one is given.
  ///
  /// - Throws: `FileFailure`.
  package func write(page: String, figures folder: String?) throws -> Files {
    let sections = content.sections
    try Folder.make(PathName.folder(of: page))
    try AtomicFile.write(ReportPage.html(content, sections), to: page)
    guard let folder else { return Files(page: page, figures: []) }
    try Folder.make(folder)
    let written = try sections.flatMap(\.figures).map { figure in
      let path = "\(folder)/\(Self.fileName(figure.name)).svg"
      try AtomicFile.write(figure.plot.standalone, to: path)
      return path
    }
    return Files(page: page, figures: written)
  }

  /// The names of figures contain names of metrics, which come from files and may be unsafe.
  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }.prefix(80))
  }
}
