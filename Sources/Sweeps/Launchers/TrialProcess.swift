import Basics
import Foundation
import Launching

/// The processes of a trial: a command that leads its own process group.
///
/// Before it executes the command, the process writes its identity to the trial's folder. If it outlives its scheduler,
/// the next one can find it, no matter when the scheduler was killed.
final class TrialProcess: RunningTrial {
  static let identityName = "process"
  static let consoleName = "console.log"
  /// The environment variable that names the trial's folder in all of its processes, and in no others.
  private static let variable = "FOVEA_TRIAL"
  /// How many bytes at the end of a console are searched for an error.
  private static let consoleTail: UInt64 = 1 << 16

  private static let prelude =
    "cat /proc/$$/stat /proc/sys/kernel/random/boot_id >\"$0.partial\" && mv \"$0.partial\" \"$0\" && exec \"$@\""

  private let process = Process()
  private let folder: String

  /// Starts the command; its standard output and standard error go to the folder's `console.log`.
  ///
  /// - Parameter workingFolder: the folder to which paths in the configuration are relative.
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

  /// Does nothing: the process has already begun.
  func withdraw() {}

  func kill(atOnce: Bool) { Foundation.kill(-process.processIdentifier, atOnce ? SIGKILL : SIGTERM) }

  /// Ends the process that a killed scheduler left in a trial's folder; returns whether there was one.
  static func endOrphan(in folder: String) -> Bool {
    guard let orphan = ProcessIdentity(recordedIn: "\(folder)/\(identityName)"), orphan.isAlive else { return false }
    for (signal, attempts) in [(SIGTERM, 100), (SIGKILL, 100)] {
      Foundation.kill(-orphan.number, signal)
      for _ in 0..<attempts where orphan.isAlive { usleep(100_000) }
    }
    return true
  }

  /// Kills the remaining processes of a trial's last start; returns their number.
  ///
  /// If mpirun was killed, its ranks take some seconds to notice and keep the trial's folder locked until then. They
  /// are in process groups of their own.
  static func endLeftovers(in folder: String) -> Int {
    JobLeftovers.killProcesses(marked: "\(variable)=\(folder)")
  }

  /// The last error line near the end of the trial's console, for reports.
  static func lastError(in folder: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: "\(folder)/\(consoleName)"), let end = try? file.seekToEnd(),
      (try? file.seek(toOffset: end - min(end, consoleTail))) != nil, let tail = try? file.readToEnd()
    else { return nil }
    let lines = tail.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    return lines.last { $0.contains("error: ") }
  }
}
