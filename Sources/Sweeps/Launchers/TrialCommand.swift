import Basics
import Foundation

/// The command that runs a stretch of a trial.
struct TrialCommand {
  let folder: SweepFolder
  let settings: SweepConfiguration

  /// This program, as a path that other processes can use.
  static var program: String { PathName.resolved("/proc/self/exe") }

  /// The command of each rank; it continues from the newest checkpoint if there is one.
  func training(_ job: TrialJob) -> [String] {
    var command = [Self.program, "train", folder.base]
    for (key, value) in job.trial.parameters.sorted(by: { $0.key < $1.key }) {
      command += ["--set", "\(key)=\(value)"]
    }
    let name = "\(settings.name)-\(SweepFolder.name(job.trial.number))"
    command += ["--set", "name=\(name)", "--set", "output=\(folder.trial(job.trial.number))", "--resume", "auto"]
    if job.pauseStep > 0 { command += ["--pause-after", "\(job.pauseStep)"] }
    return command
  }

  /// The options of mpirun for all launchers.
  ///
  /// mpirun must not bind ranks: it counts cores from the machine's first even if it may use only others, so it would
  /// bind parallel jobs to the same cores.
  var mpirunOptions: [String] {
    var options = ["-np", "\(settings.resources.ranks)", "--bind-to", "none"]
    if geteuid() == 0 { options.append("--allow-run-as-root") }
    return options + ["-x", "OPENBLAS_NUM_THREADS=1", "-x", "FOVEA_THREADS=\(settings.resources.threads)"]
  }
}

/// Finds programs like a shell.
enum ProgramSearch {
  /// The path of a program in the search path; nil if it is not found.
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  /// The path of a program that a sweep requires.
  ///
  /// - Throws: `SweepError.cannotStart` if it is not found.
  static func required(_ program: String) throws -> String {
    guard let path = path(of: program) else {
      throw SweepError.cannotStart(program: program, reason: "it is not on the PATH")
    }
    return path
  }
}
