import Foundation

/// The command of a stretch of a trial.
struct TrialCommand {
  let folder: SweepFolder
  let settings: SweepConfiguration

  /// This program, by a path that other processes can use.
  static var program: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }

  /// What each rank runs; it continues from the newest checkpoint if there is one.
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

  /// Options of mpirun that every launcher gives.
  ///
  /// Ranks are not bound by it: mpirun counts cores from the machine's first, whichever of them its own process may use, so
  /// that jobs side by side would all be bound to the same ones.
  var mpirunOptions: [String] {
    var options = ["-np", "\(settings.resources.ranks)", "--bind-to", "none"]
    if geteuid() == 0 { options.append("--allow-run-as-root") }
    return options + ["-x", "OPENBLAS_NUM_THREADS=1", "-x", "FOVEA_THREADS=\(settings.resources.threads)"]
  }
}
