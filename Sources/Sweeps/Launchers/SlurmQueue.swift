import Basics
import Foundation

/// Slurm's queue, polled at intervals.
final class SlurmQueue {
  struct Job: Equatable {
    /// In the form for scancel: `17_3`.
    let identifier: String
    /// In Slurm's spelling: `RUNNING`.
    let state: String

    /// Whether the job has ended. Every other state is followed by another one, including `COMPLETING` and those of
    /// requeued jobs.
    var hasEnded: Bool {
      [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "TIMEOUT",
      ].contains(state)
    }
  }

  private var jobs: [SlurmTask: Job] = [:]
  private var asked: ContinuousClock.Instant?
  private var isSilent = false
  private let say: (String) -> Void

  /// Polling more often would burden Slurm if many users did it.
  private static let interval = Duration.seconds(15)

  init(say: @escaping (String) -> Void) { self.say = say }

  /// The task's job in the queue; nil if it is not listed.
  subscript(task: SlurmTask) -> Job? { jobs[task] }

  /// Polls for the first time if that has not happened yet.
  ///
  /// - Throws: `SweepError.slurm` if there is no answer.
  func load() throws { if asked == nil { try refresh() } }

  private func refresh() throws {
    asked = .now
    let text = try SlurmCommand.run(
      "squeue", ["--me", "--array", "--states=all", "--noheader", "--format=%j|%i|%T"])
    jobs = Self.parse(text)
  }

  /// Polls again if the last answer is old, and returns the time of the answer. Returns nil while Slurm does not
  /// answer; that says nothing about the jobs.
  func refreshIfOld() -> ContinuousClock.Instant? {
    if let asked, ContinuousClock.now - asked < Self.interval { return isSilent ? nil : asked }
    do {
      try refresh()
      if isSilent { say("Slurm answers again") }
      isSilent = false
    } catch {
      if !isSilent { say("warning: Slurm does not answer, which is waited for: \(error)") }
      isSilent = true
    }
    return isSilent ? nil : asked
  }

  static func parse(_ text: String) -> [SlurmTask: Job] {
    var jobs: [SlurmTask: Job] = [:]
    for line in text.split(separator: "\n") {
      // A job's name may contain the separator.
      let fields = line.split(separator: "|", omittingEmptySubsequences: false)
      guard fields.count >= 3, let mark = fields[fields.count - 2].lastIndex(of: "_") else { continue }
      let identifier = fields[fields.count - 2]
      guard let index = Int(identifier[identifier.index(after: mark)...]) else { continue }
      let name = fields.dropLast(2).joined(separator: "|")
      jobs[SlurmTask(name: name, index: index)] = Job(
        identifier: String(identifier), state: String(fields[fields.count - 1]))
    }
    return jobs
  }
}

/// Runs Slurm's commands.
enum SlurmCommand {
  /// Runs a command and returns its output.
  ///
  /// - Throws: `SweepError.slurm` with the command's message if it fails.
  static func run(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw SweepError.slurm(command: name, reason: error.localizedDescription)
    }
    // Errors are a few lines and fit into the pipe's buffer.
    let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    let reason = String(decoding: (try? errors.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw SweepError.slurm(command: name, reason: reason.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return text
  }
}

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
