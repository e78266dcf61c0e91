import ArgumentParser
import Basics
import Foundation
import GazeView

/// Where figures go: one file, or a folder of files.
struct FigureTarget {
  let format: PictureFormat
  private let path: String
  private let isFolder: Bool
  private let kind: FigureKind

  /// - Parameter format: the format that the user asks for, which only a folder needs.
  /// - Throws: `ValidationError`, `UnknownPictureFormat`.
  init(_ path: String, format: PictureFormat?, kind: FigureKind) throws {
    var isExistingFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isExistingFolder)
    isFolder = path.hasSuffix("/") || (exists && isExistingFolder.boolValue)
    self.path = path
    self.kind = kind
    if isFolder {
      guard kind.subject != .trials else {
        throw ValidationError("--kind \(kind.rawValue) draws one figure of all trials; name a file, not a folder")
      }
      self.format = format ?? .svg
    } else {
      self.format = try PictureFormat(path: path)
      if format != nil {
        throw ValidationError(
          "--format is for a folder, which must exist or end with a slash; a file's extension says it")
      }
    }
  }

  /// The path of each figure.
  ///
  /// - Parameter input: the file that the figures are drawn from, which no figure may replace.
  /// - Throws: `SeveralFigures` for one file; `OutputConflict`; `FileFailure` if the folder cannot be made.
  func paths(of figures: [PlannedFigure], input: String) throws -> [String] {
    guard isFolder else {
      guard figures.count == 1 else { throw SeveralFigures(path: path, kind: kind, figures: figures) }
      try OutputConflict.check(path, inputs: [input])
      return [path]
    }
    try Folder.make(path)
    let folder = path.hasSuffix("/") ? path : path + "/"
    var names = FigureFileNames()
    return try figures.map { figure in
      let parts = [kind.rawValue, figure.method ?? "", figure.participant ?? ""].filter { !$0.isEmpty }
      let file = folder + names.name(parts, fileExtension: format.rawValue)
      try OutputConflict.check(file, inputs: [input])
      return file
    }
  }
}

/// One file for several figures.
struct SeveralFigures: DiagnosableError {
  var path: String
  var kind: FigureKind
  var figures: [PlannedFigure]

  var diagnosis: Diagnosis {
    let what = kind.subject == .trial ? "trials" : "methods"
    let methods = Set(figures.compactMap(\.method)).sorted()
    let participants = Set(figures.compactMap(\.participant)).sorted()
    var choices: [String] = []
    if methods.count > 1 { choices.append("--method (\(Self.some(methods)))") }
    if participants.count > 1 { choices.append("--participant (\(Self.some(participants)))") }
    if choices.isEmpty { choices.append("--reading (1 to \(figures.count))") }
    return Diagnosis(
      .usage, problem: "there are \(figures.count) \(what) to draw, and one file holds one figure", place: path,
      remedy: "choose with \(choices.joined(separator: " and ")), or name a folder")
  }

  private static func some(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }
}
