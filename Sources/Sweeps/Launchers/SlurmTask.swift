import Basics
import Foundation

/// A task of a submitted job array: one stretch of a trial.
///
/// Its name is chosen before the submission, so the next scheduler can find it however this one ends. The trial's
/// folder names the submission that counts: a late task of another submission does nothing.
struct SlurmTask: Hashable {
  /// The array's name in Slurm.
  let name: String
  let index: Int

  /// The file in the trial's folder with the name of the submission that counts.
  static let submissionName = "submission"
  /// The file in the trial's folder that the job writes at its end: the submission's name and the exit code.
  static let endName = "submission-end"

  init(name: String, index: Int) {
    self.name = name
    self.index = index
  }

  /// - Parameter submission: the name in the journal; the result is nil for any other text.
  init?(submission: String) {
    guard let mark = submission.lastIndex(of: "_"), let index = Int(submission[submission.index(after: mark)...]) else {
      return nil
    }
    self.init(name: String(submission[..<mark]), index: index)
  }

  var submission: String { "\(name)_\(index)" }

  /// The exit code that the job has written to the trial's folder; nil if there is none.
  func exitCode(in folder: String) -> Int32? {
    guard let text = try? String(contentsOfFile: "\(folder)/\(Self.endName)", encoding: .utf8) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count == 2 && words[0] == submission ? Int32(words[1]) : nil
  }
}
