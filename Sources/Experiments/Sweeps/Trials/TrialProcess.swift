import Basics
import Foundation

/// The processes of a trial: a command that leads a process group of its own.
///
/// Before it becomes the command, the process writes in the trial's folder which process it is, so that one that outlives
/// its scheduler is found by the next, at whatever instant the scheduler was killed.
final class TrialProcess: RunningTrial {
  static let identityName = "process"
  static let consoleName = "console.log"

  private static let prelude =
    "cat /proc/$$/stat /proc/sys/kernel/random/boot_id >\"$0.partial\" && mv \"$0.partial\" \"$0\" && exec \"$@\""

  private let process = Process()
  private let folder: String

  /// Starts the command with standard output and standard error going to the folder's `console.log`.
  ///
  /// - Parameter workingFolder: where relative paths in the configuration begin.
  init(_ command: [String], folder: String, workingFolder: String) throws {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileFailure(.create, path: folder, errorNumber: EACCES)
    }
    let path = "\(folder)/\(Self.consoleName)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    let console = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.prelude, "\(folder)/\(Self.identityName)"] + command
    process.currentDirectoryURL = URL(fileURLWithPath: workingFolder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = console
    process.standardError = console
    do {
      try process.run()
    } catch {
      throw SweepError.cannotStart(program: command.first ?? "", reason: "\(error.localizedDescription)")
    }
  }

  var isRunning: Bool { process.isRunning }

  var end: TrialEnd {
    process.terminationReason == .exit ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
  }

  /// It has begun.
  func withdraw() {}

  func kill(atOnce: Bool) { Foundation.kill(-process.processIdentifier, atOnce ? SIGKILL : SIGTERM) }

  /// Ends what a killed scheduler left running in a trial's folder; returns whether there was anything.
  static func endOrphan(in folder: String) -> Bool {
    guard let orphan = ProcessIdentity(recordedIn: "\(folder)/\(identityName)"), orphan.isAlive else { return false }
    for (signal, patience) in [(SIGTERM, 100), (SIGKILL, 100)] {
      Foundation.kill(-orphan.number, signal)
      for _ in 0..<patience where orphan.isAlive { usleep(100_000) }
    }
    return true
  }

  /// The last line with an error of the trial's console, for reports.
  static func lastError(in folder: String) -> String? {
    let lines = (try? TextFile.undecodedLines(of: "\(folder)/\(consoleName)").suffix(200)) ?? []
    return lines.map { String(decoding: $0, as: UTF8.self) }.last { $0.contains("error: ") }
  }
}
