import Basics
import Foundation

/// A child process that does one piece of work for this one, and may crash, run away or grow without harm to it.
///
/// Safe in a rank of an MPI job: the child begins as another program at once (`posix_spawn`), has none of this process's
/// descriptors, and none of the variables by which it would take itself for a rank.
package struct HelperProcess {
  /// How much a helper may take.
  package struct Limits: Sendable, Equatable {
    package var seconds: Int
    /// Of address space; 0 for no limit.
    package var megabytes: Int
    /// Of output.
    package var outputMegabytes = 64

    package init(seconds: Int, megabytes: Int, outputMegabytes: Int = 64) {
      self.seconds = seconds
      self.megabytes = megabytes
      self.outputMegabytes = outputMegabytes
    }
  }

  /// What a helper has left.
  package struct Result {
    /// All that it wrote before it ended.
    package var output: Data
    /// Why it did not end well; nil when it did.
    package var fault: HelperFault?
  }

  private let command: [String]
  private let limits: Limits

  /// The limits hold from before the command's first instruction, whatever the command.
  private static let prelude =
    "ulimit -c 0; ulimit -f \"$1\"; ulimit -t \"$2\"; test \"$3\" = 0 || ulimit -v \"$3\"; shift 3; exec \"$@\""

  /// Prefixes of the variables by which launchers and MPI tell a process that it is a rank.
  private static let rankVariables = ["OMPI_", "PMIX_", "PRTE_", "ORTE_", "PMI_", "SLURM_", "FOVEA_STATUS"]

  package init(_ command: [String], limits: Limits) {
    self.command = command
    self.limits = limits
  }

  /// Runs the command with `input` on its standard input until it ends, or its time is up and it is killed.
  ///
  /// - Throws: `FileFailure` or `ProgramNotStarted` when it cannot be started.
  package func run(input: Data) throws -> Result {
    let (input, output, errors) = (try Scratch(input), try Scratch(), try Scratch())
    // `ulimit -f` counts blocks of 512 bytes, `-v` kilobytes; the limit of processor time is for a child that has lost
    // its parent, who would otherwise end it in time.
    let numbers = [limits.outputMegabytes * 2048, limits.seconds + 5, limits.megabytes * 1024]
    let process = try SupervisedProcess(
      ["/bin/sh", "-c", Self.prelude, "sh"] + numbers.map(String.init) + command, environment: Self.environment,
      streams: .init(input: input.descriptor, output: output.descriptor, errors: errors.descriptor))
    Self.offerToMemoryKiller(process.identifier)
    let exitCode = process.wait(.seconds(limits.seconds))
    process.killGroup()
    return Result(output: try output.content(), fault: try fault(exitCode, process, errors))
  }

  private func fault(_ exitCode: Int32?, _ process: SupervisedProcess, _ errors: Scratch) throws -> HelperFault? {
    guard exitCode != 0 else { return nil }
    let cause: HelperFault.Cause =
      switch exitCode {
      case nil: .outOfTime(seconds: limits.seconds)
      case .some(let code) where code > 128: .signal(code - 128)
      case .some(let code): .exit(code)
      }
    return HelperFault(
      cause: cause, megabytes: process.peakKilobytes / 1024, allowedMegabytes: limits.megabytes,
      lastWords: HelperFault.lastWords(in: try errors.content()))
  }

  /// This process's variables without those of its rank. A crash shall end a helper at once, not after a backtrace; and
  /// it computes on one thread.
  private static var environment: [String: String] {
    ProcessInfo.processInfo.environment
      .filter { variable in !rankVariables.contains { variable.key.hasPrefix($0) } }
      .merging(["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"]) { $1 }
  }

  /// Where memory runs out on the host, the helper goes before any rank. Where that cannot be said, it is left unsaid.
  private static func offerToMemoryKiller(_ process: pid_t) {
    try? "1000".write(toFile: "/proc/\(process)/oom_score_adj", atomically: false, encoding: .utf8)
  }
}

/// A file without a name, which goes with its descriptor.
private final class Scratch {
  let descriptor: Int32

  init(_ content: Data = Data()) throws {
    let path = "\(NSTemporaryDirectory())/fovea-helper-\(UUID().uuidString)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    unlink(path)
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: content)
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }

  func content() throws -> Data {
    lseek(descriptor, 0, SEEK_SET)
    return try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd() ?? Data()
  }
}
