import Basics
import Foundation
import Launching

/// The processes of a trial: a command that leads a process group of its own.
///
/// Before it becomes the command, the process writes in the trial's folder which process it is, so that one that outlives
/// its scheduler is found by the next, at whatever instant the scheduler was killed.
final class TrialProcess: RunningTrial {
  static let identityName = "process"
  static let consoleName = "console.log"
  /// Names the trial's folder in the environment of all its processes, and of no others.
  private static let variable = "FOVEA_TRIAL"
  /// How much of a console is looked through for an error.
  private static let consoleTail: UInt64 = 1 << 16

  private static let prelude =
    "cat /proc/$$/stat /proc/sys/kernel/random/boot_id >\"$0.partial\" && mv \"$0.partial\" \"$0\" && exec \"$@\""

  private let process = Process()
  private let folder: String

  /// Starts the command with standard output and standard error going to the folder's `console.log`.
  ///
  /// - Parameter workingFolder: where relative paths in the configuration begin.
  init(_ command: [String], folder: String, workingFolder: String) throws {
    self.folder = folder
    try Folder.make(folder)
    let path = "\(folder)/\(Self.consoleName)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    let console = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.prelude, "\(folder)/\(Self.identityName)"] + command
    process.environment = ProcessInfo.processInfo.environment.merging([Self.variable: folder]) { $1 }
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
    for (signal, attempts) in [(SIGTERM, 100), (SIGKILL, 100)] {
      Foundation.kill(-orphan.number, signal)
      for _ in 0..<attempts where orphan.isAlive { usleep(100_000) }
    }
    return true
  }

  /// Kills the processes of a trial's last start that are still there; returns how many.
  ///
  /// Ranks whose mpirun was killed take some seconds to notice, in which they keep the trial's folder locked. They are in
  /// process groups of their own.
  static func endLeftovers(in folder: String) -> Int {
    JobLeftovers.killProcesses(marked: "\(variable)=\(folder)")
  }

  /// The last line with an error near the end of the trial's console, for reports.
  static func lastError(in folder: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: "\(folder)/\(consoleName)"), let end = try? file.seekToEnd(),
      (try? file.seek(toOffset: end - min(end, consoleTail))) != nil, let tail = try? file.readToEnd()
    else { return nil }
    let lines = tail.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    return lines.last { $0.contains("error: ") }
  }
}
