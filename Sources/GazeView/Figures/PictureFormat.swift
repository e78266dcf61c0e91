import Basics

/// A format of pictures, by the extension of the file.
package enum PictureFormat: String, CaseIterable, Sendable {
  case svg, pdf, png

  /// The format of a file with this path.
  ///
  /// - Throws: `UnknownPictureFormat`.
  package init(path: String) throws {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let found = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    guard let format = PictureFormat(rawValue: found) else {
      throw UnknownPictureFormat(path: path, found: found)
    }
    self = format
  }
}

/// A file name whose extension is not that of a picture.
package struct UnknownPictureFormat: DiagnosableError, Equatable {
  package var path: String
  /// In lower case; empty if there is none.
  package var found: String

  package var diagnosis: Diagnosis {
    let formats = PictureFormat.allCases.map { ".\($0.rawValue)" }
    let guess =
      NearestName.nearest(to: found, among: PictureFormat.allCases.map(\.rawValue)).map { "did you mean .\($0)? " }
      ?? ""
    return Diagnosis(
      .usage,
      problem: found.isEmpty
        ? "the file has no extension, which names the format" : "no picture has the extension .\(found)",
      place: path, remedy: guess + "the formats are \(formats.joined(separator: ", "))")
  }
}
