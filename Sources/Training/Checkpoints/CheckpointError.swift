import Basics

/// Why a checkpoint cannot be used.
package enum CheckpointError: DiagnosableError, Equatable {
  case manifestUnreadable(path: String, problem: String)
  case fileMissing(path: String)
  /// `piece` is the first incomplete part of the file, if known.
  case wrongSize(path: String, expected: Int, actual: Int, piece: String?)
  /// `piece` is the first part of the file that differs, if known.
  case damaged(path: String, piece: String?)
  case otherModel(path: String)
  /// The folder has checkpoints, but none of them can be used.
  case noneIntact(folder: String)

  package var diagnosis: Diagnosis {
    let remedy = "use another checkpoint of the run; `fovea checkpoint verify` tells which are whole"
    switch self {
    case .manifestUnreadable(let path, let problem):
      return Diagnosis(.badData, problem: problem, place: path, remedy: remedy)
    case .fileMissing(let path):
      return Diagnosis(.badData, problem: "the checkpoint's file is missing", place: path, remedy: remedy)
    case .wrongSize(let path, let expected, let actual, let piece):
      let cut = piece.map { ", which cuts \($0)" } ?? ""
      return Diagnosis(
        .badData, problem: "the file has \(actual) bytes, not \(expected)\(cut)", place: path, remedy: remedy)
    case .damaged(let path, let piece):
      return Diagnosis(
        .badData, problem: "\(piece ?? "the file's content") does not match its checksum", place: path, remedy: remedy)
    case .otherModel(let path):
      return Diagnosis(
        .configuration, problem: "the checkpoint holds a model of another shape", place: path,
        remedy: "resume with the configuration that the run was started with")
    case .noneIntact(let folder):
      return Diagnosis(
        .badData, problem: "none of the run's checkpoints is intact", place: folder,
        remedy: "restore one from a copy, or train from the beginning with another output")
    }
  }
}
