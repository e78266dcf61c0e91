import Foundation

/// A file could not be read or written; `errno` as the system gave it.
package struct FileFailure: DiagnosableError, Equatable {
  package enum Action: String, Sendable {
    case read, write, create, rename, remove, list
    case makeFolder = "make"
  }

  package var action: Action
  package var path: String
  package var errorNumber: Int32
  /// Bytes that still had to be written when the failure came; 0 when that is not known.
  package var bytesNeeded: Int

  package init(_ action: Action, path: String, errorNumber: Int32 = errno, bytesNeeded: Int = 0) {
    self.action = action
    self.path = path
    self.errorNumber = errorNumber
    self.bytesNeeded = bytesNeeded
  }

  /// For an error of Foundation's, whose `errno` may have been another's since.
  package init(_ action: Action, path: String, because error: any Error) {
    let cause = (error as? CocoaError)?.underlying as? POSIXError
    self.init(action, path: path, errorNumber: cause?.code.rawValue ?? EIO)
  }

  package var diagnosis: Diagnosis {
    let reason = String(cString: strerror(errorNumber))
    let need = bytesNeeded > 0 ? " (\(bytesNeeded) bytes still to be written)" : ""
    let object = action == .makeFolder ? "folder" : "file"
    return Diagnosis(
      .inputOutput, problem: "cannot \(action.rawValue) the \(object): \(reason)\(need)", place: path, remedy: remedy)
  }

  private var remedy: String {
    switch errorNumber {
    case ENOENT: "check the path; relative paths start at the folder where the command runs"
    case ENOTDIR, EEXIST: "a part of the path is a file and no folder; choose another"
    case EISDIR: "name a file, not a folder"
    case EACCES, EPERM, EROFS: "change the permissions, or choose another folder"
    case ENOSPC, EDQUOT: "free some space or choose another disk; files written earlier are intact"
    default: ""
    }
  }
}
