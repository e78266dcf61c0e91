import Basics
import Foundation
import TestSupport
import Testing

struct FileFailureTests {
  @Test func saysWhatFailedWhereAndWhyWithExitCode74() {
    let failure = FileFailure(.read, path: "data/train.jsonl", errorNumber: ENOENT)
    #expect(failure.diagnosis.exitCode == .inputOutput && ExitCode.inputOutput.rawValue == 74)
    #expect(
      failure.description.hasPrefix("error: data/train.jsonl: cannot read the file: No such file or directory\n  → "))
  }

  @Test func aFullDiskNamesTheBytesThatAreMissingAndWhatToDo() {
    let diagnosis = FileFailure(.write, path: "a", errorNumber: ENOSPC, bytesNeeded: 12).diagnosis
    #expect(diagnosis.problem.contains("12 bytes"))
    #expect(diagnosis.remedy.contains("disk"))
    #expect(!FileFailure(.write, path: "a", errorNumber: ENOSPC).diagnosis.problem.contains("bytes"))
  }

  @Test(arguments: [EACCES, EPERM, EROFS]) func permissionsHaveARemedyAnUnknownReasonHasNone(errorNumber: Int32) {
    #expect(FileFailure(.create, path: "a", errorNumber: errorNumber).diagnosis.remedy.contains("permissions"))
    #expect(FileFailure(.create, path: "a", errorNumber: EIO).description.contains("→") == false)
  }

  @Test func aFolderBelowAFileAndAFileReadThereTellTheSystemsReason() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("file", "x")
    #expect(throws: FileFailure(.makeFolder, path: "\(file)/below", errorNumber: ENOTDIR)) {
      try Folder.make("\(file)/below")
    }
    #expect(throws: FileFailure(.makeFolder, path: file, errorNumber: EEXIST)) { try Folder.make(file) }
    #expect(throws: FileFailure(.read, path: "\(file)/below", errorNumber: ENOTDIR)) {
      try TextFile.bytes(of: "\(file)/below")
    }
    #expect(FileFailure(.makeFolder, path: file, errorNumber: EEXIST).diagnosis.problem.contains("make the folder"))
    try Folder.make(folder.path("a/b/c"))
    try Folder.make(folder.path("a/b/c"))
  }

  @Test func errorsThatCannotExplainThemselvesBecomeAPlainFailure() {
    struct Odd: Error, CustomStringConvertible { var description: String { "odd thing" } }
    #expect(Diagnosis(of: Odd()) == Diagnosis(.failure, problem: "odd thing"))
    let failure = FileFailure(.list, path: "a", errorNumber: EACCES)
    #expect(Diagnosis(of: failure) == failure.diagnosis)
  }
}
