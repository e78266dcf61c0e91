import Foundation

/// The command that runs a stretch of a trial.
struct TrialCommand {
  let folder: SweepFolder
  let settings: SweepConfiguration

  /// This program, as a path that other processes can use.
  static var program: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }

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
