import Basics

/// The batch file of a job array; each task runs a stretch of a trial.
struct SlurmBatch {
  private let folder: SweepFolder
  private let settings: SweepConfiguration
  private let workingFolder: String

  init(_ folder: SweepFolder, _ settings: SweepConfiguration, workingFolder: String) {
    self.folder = folder
    self.settings = settings
    self.workingFolder = workingFolder
  }

  func text(name: String, _ jobs: [TrialJob]) -> String {
    let slurm = settings.slurm
    let tasks = jobs.enumerated().map { index, job in
      "  \(index) ) folder=\(folder.trial(job.trial.number).shellQuoted) command=(\(command(job))) ;;"
    }
    return """
      #!/usr/bin/env bash
      \(directives(name: name, count: jobs.count).map { "#SBATCH \($0)" }.joined(separator: "\n"))
      case $SLURM_ARRAY_TASK_ID in
      \(tasks.joined(separator: "\n"))
        *) exit 64 ;;
      esac
      submission=\(name.shellQuoted)_$SLURM_ARRAY_TASK_ID
      # Where another submission has taken the trial over, nothing is left to do.
      [[ $(<"$folder/\(SlurmTask.submissionName)") == "$submission" ]] || exit 0
      exec >>"$folder/\(TrialProcess.consoleName)" 2>&1
      cd \(workingFolder.shellQuoted) || exit 74
      \(TrialCommand.program.shellQuoted) launch --retries 0 --status-folder "$folder" --exit-timeout \(slurm.saveBefore) -- "${command[@]}" &
      supervisor=$!
      before_limit=0 terminated=0
      # Slurm signals this shell alone: USR1 some time before the limit, TERM when the job is preempted or cancelled.
      trap 'before_limit=1; kill -USR1 "$supervisor" 2>/dev/null' USR1
      trap 'terminated=1; kill -USR1 "$supervisor" 2>/dev/null' TERM
      code=0
      # A signal ends the wait, not the supervisor.
      while kill -0 "$supervisor" 2>/dev/null; do
        code=0
        wait "$supervisor" || code=$?
      done
      # A job that is back in the queue has not ended.
      if ((code == 75 && before_limit == 1)) && scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; then
        exit "$code"
      fi
      # Slurm ends the ranks and mpirun at the same time, whose codes then say nothing of the trial.
      if ((code != 0 && terminated == 1)); then code=75; fi
      echo "$submission $code" >"$folder/\(SlurmTask.endName).partial"
      mv -f "$folder/\(SlurmTask.endName).partial" "$folder/\(SlurmTask.endName)"
      exit "$code"

      """
  }

  private func directives(name: String, count: Int) -> [String] {
    let (slurm, resources) = (settings.slurm, settings.resources)
    let named = [
      ("partition", slurm.partition), ("account", slurm.account), ("qos", slurm.qos), ("time", slurm.time),
    ].filter { !$0.1.isEmpty }
    return [
      "--job-name=\(name)", "--array=0-\(count - 1)", "--nodes=\(slurm.nodes)",
      "--ntasks-per-node=\(resources.ranks / slurm.nodes)", "--cpus-per-task=\(resources.threads)",
      "--signal=B:USR1@\(slurm.saveBefore)", "--requeue", "--open-mode=append",
      "--output=\("\(folder.path)/jobs/\(name)-%a.log".shellQuoted)",
    ] + named.map { "--\($0)=\($1)" } + slurm.options
  }

  private func command(_ job: TrialJob) -> String {
    let trial = TrialCommand(folder: folder, settings: settings)
    let (slurm, ranks) = (settings.slurm, settings.resources.ranks)
    var command = ["mpirun"] + trial.mpirunOptions + ["--map-by", "ppr:\(ranks / slurm.nodes):node"]
    if slurm.nodes > 1 {
      command += ["--mca", "pml", "ob1", "--mca", "btl", "tcp,vader,self"]
      for (setting, value) in [("time", 5), ("intvl", 1), ("probes", 3)] {
        command += ["--mca", "oob_tcp_keepalive_\(setting)", "\(value)"]
      }
      if !slurm.network.isEmpty {
        command += ["--mca", "btl_tcp_if_include", slurm.network, "--mca", "oob_tcp_if_include", slurm.network]
      }
    }
    return (command + trial.training(job)).map(\.shellQuoted).joined(separator: " ")
  }
}
