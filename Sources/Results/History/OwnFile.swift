import Basics
import Foundation

/// A file of a run's folder that is a link, or lies behind one: what is shown of a run must not come from elsewhere, as
/// others may write to shared results.
struct ForeignFile: DiagnosableError, Equatable {
  var path: String

  /// Throws unless the file of that name lies in the folder itself.
  static func refuse(_ name: String, of folder: String) throws {
    guard let file = realPath("\(folder)/\(name)"), let own = realPath(folder) else { return }
    guard file == (own == "/" ? "/\(name)" : "\(own)/\(name)") else { throw ForeignFile(path: "\(folder)/\(name)") }
  }

  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "it is a link to another place, which is not followed", place: path,
      remedy: "copy the file here")
  }
}
