import Foundation

/// A file or folder that could not be read or written.
public struct FileFailure: DiagnosableError, Equatable {
  /// What was attempted.
  public enum Action: String, Sendable {
    /// Opening or reading a file.
    case read
    /// Writing to a file.
    case write
    /// Creating a file.
    case create
    /// Renaming a file.
    case rename
    /// Removing a file.
    case remove
    /// Listing a folder.
    case list
    /// Creating a folder.
    case makeFolder = "make"
  }

  /// What was attempted.
  public var action: Action
  /// The file or folder.
  public var path: String
  /// The system's `errno`.
  public var errorNumber: Int32
  /// Bytes still to be written at the time of the failure; 0 if unknown.
  package var bytesNeeded: Int

  package init(_ action: Action, path: String, errorNumber: Int32 = errno, bytesNeeded: Int = 0) {
    self.action = action
    self.path = path
    self.errorNumber = errorNumber
    self.bytesNeeded = bytesNeeded
  }

  /// Wraps an error from Foundation; `errno` may have changed since.
  package init(_ action: Action, path: String, because error: any Error) {
    let cause = (error as? CocoaError)?.underlying as? POSIXError
    self.init(action, path: path, errorNumber: cause?.code.rawValue ?? EIO)
  }

  /// The system's reason, with the path and what to do about it.
  public var diagnosis: Diagnosis {
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
    case EFBIG: "raise the limit on the size of files (ulimit -f); files written earlier are intact"
    default: ""
    }
  }
}
