import Basics
import Foundation

/// One task of a job array that the sweep has submitted: the stretch of one trial.
///
/// It is known by a name that was chosen before it was submitted, so that the next scheduler finds it however this one
/// ends. The trial's folder names the submission that counts: a task of another one, late for whatever reason, does nothing.
struct SlurmTask: Hashable {
  /// The array's name in Slurm.
  let name: String
  let index: Int

  /// A file in the trial's folder with the name of the submission that counts.
  static let submissionName = "submission"
  /// A file in the trial's folder that the job writes at its end: the submission's name and the exit code.
  static let endName = "submission-end"

  init(name: String, index: Int) {
    self.name = name
    self.index = index
  }

  /// - Parameter submission: as the journal has it; nil for anything else.
  init?(submission: String) {
    guard let mark = submission.lastIndex(of: "_"), let index = Int(submission[submission.index(after: mark)...]) else {
      return nil
    }
    self.init(name: String(submission[..<mark]), index: index)
  }

  var submission: String { "\(name)_\(index)" }

  /// The exit code that the task's job has left in the trial's folder; nil while there is none.
  func exitCode(in folder: String) -> Int32? {
    guard let text = try? String(contentsOfFile: "\(folder)/\(Self.endName)", encoding: .utf8) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count == 2 && words[0] == submission ? Int32(words[1]) : nil
  }
}
