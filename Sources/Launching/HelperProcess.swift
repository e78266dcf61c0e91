import Basics
import Foundation

/// A child process that does one piece of work and may crash, run away or use too much memory without harm to this one.
///
/// Safe in a rank of an MPI job: the child starts as another program directly (`posix_spawn`), without this process's
/// descriptors and without the variables that would make it take itself for a rank.
package struct HelperProcess {
  /// The resource limits of a helper.
  package struct Limits: Sendable, Equatable {
    package var seconds: Int
    /// The limit on address space; 0 for no limit.
    package var megabytes: Int
    /// The limit on output.
    package var outputMegabytes = 64

    package init(seconds: Int, megabytes: Int, outputMegabytes: Int = 64) {
      self.seconds = seconds
      self.megabytes = megabytes
      self.outputMegabytes = outputMegabytes
    }
  }

  /// The outcome of a helper.
  package struct Result {
    /// Everything it wrote to standard output.
    package var output: Data
    /// The reason for its failure; nil if it succeeded.
    package var fault: HelperFault?
  }

  private let command: [String]
  private let limits: Limits

  /// Sets the limits before the command's first instruction.
  private static let prelude =
    "ulimit -c 0; ulimit -f \"$1\"; ulimit -t \"$2\"; test \"$3\" = 0 || ulimit -v \"$3\"; shift 3; exec \"$@\""

  /// Prefixes of the variables with which launchers and MPI mark a process as a rank.
  private static let rankVariables = ["OMPI_", "PMIX_", "PRTE_", "ORTE_", "PMI_", "SLURM_", "FOVEA_STATUS"]

  package init(_ command: [String], limits: Limits) {
    self.command = command
    self.limits = limits
  }

  /// Runs the command with `input` as its standard input until it ends, or kills it when its time is up.
  ///
  /// - Throws: `FileFailure` or `ProgramNotStarted` if it cannot be started.
  package func run(input: Data) throws -> Result {
    let (input, output, errors) = (try Scratch(input), try Scratch(), try Scratch())
    // `ulimit -f` counts blocks of 512 bytes, `-v` kilobytes; the limit on processor time is for a child that has lost
    // its parent, which would otherwise end it in time.
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

  /// This process's variables without those of its rank. They also make a crash end the helper at once, without a
  /// backtrace, and make it compute on one thread.
  private static var environment: [String: String] {
    ProcessInfo.processInfo.environment
      .filter { variable in !rankVariables.contains { variable.key.hasPrefix($0) } }
      .merging(["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"]) { $1 }
  }

  /// Makes the kernel kill the helper before any rank if the host runs out of memory. Does nothing where that is not
  /// supported.
  private static func offerToMemoryKiller(_ process: pid_t) {
    try? "1000".write(toFile: "/proc/\(process)/oom_score_adj", atomically: false, encoding: .utf8)
  }
}

/// A nameless file, removed when its descriptor closes.
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

/// The reason why a helper failed.
package struct HelperFault: Error, Equatable, CustomStringConvertible {
  package enum Cause: Sendable, Equatable {
    case outOfTime(seconds: Int)
    case signal(Int32)
    case exit(Int32)
  }

  package var cause: Cause
  /// Its peak memory.
  package var megabytes: Int
  /// The limit on its address space; 0 for none.
  package var allowedMegabytes: Int
  /// The most informative line of its messages.
  package var lastWords: String

  package init(cause: Cause, megabytes: Int, allowedMegabytes: Int, lastWords: String) {
    self.cause = cause
    self.megabytes = megabytes
    self.allowedMegabytes = allowedMegabytes
    self.lastWords = lastWords
  }

  package var description: String {
    let end =
      switch cause {
      case .outOfTime(let seconds): "it was not done after \(seconds) s and was killed"
      case .signal(let number): "it was ended by signal \(number) (\(String(cString: strsignal(number))))"
      case .exit(let code): "it ended with exit code \(code)"
      }
    let allowed = allowedMegabytes > 0 ? " of \(allowedMegabytes)" : ""
    return "\(end), having held \(megabytes)\(allowed) MB" + (lastWords.isEmpty ? "" : ": \(lastWords)")
  }

  /// The line with an error, or else the last line.
  package static func lastWords(in messages: Data) -> String {
    let lines = String(decoding: messages.suffix(16_384), as: UTF8.self).split(whereSeparator: \.isNewline)
    let telling = lines.last { $0.contains("atal error") || $0.contains("error:") } ?? lines.last ?? ""
    return String(telling.prefix(300))
  }
}
