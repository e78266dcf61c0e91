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

  /// - Parameter prologue: lines of bash before the run.
  func text(name: String, _ jobs: [TrialJob], prologue: [String] = []) -> String {
    let slurm = settings.slurm
    let trial = TrialCommand(folder: folder, settings: settings)
    let tasks = jobs.enumerated().map { index, job in
      "  \(index) ) folder=\(folder.trial(job.trial.number).shellQuoted) command=(\(quoted(trial.training(job)))) ;;"
    }
    let preparation =
      prologue.isEmpty ? [] : prologue + ["# The prologue's strictness does not hold for what follows.", "set +eu"]
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
      \((preparation + launcher).joined(separator: "\n"))
      # The supervisor and what it starts.
      \(TrialCommand.program.shellQuoted) launch --retries 0 --status-folder "$folder" --exit-timeout \(slurm.saveBefore) -- "${launcher[@]}" "${command[@]}" &
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
    ] + named.map { "--\($0)=\($1)" } + slurm.options + cores
  }

  /// Slurm counts hardware threads as CPUs where a host has them; a thread of a rank gets a core.
  private var cores: [String] {
    let others = [
      "hint", "threads-per-core", "ntasks-per-core", "cores-per-socket", "sockets-per-node", "extra-node-info",
    ]
    let isChosen = settings.slurm.options.contains { option in others.contains { option.hasPrefix("--\($0)") } }
    return isChosen ? [] : ["--hint=nomultithread"]
  }

  /// Lines that set `launcher` to mpirun with its options, when the job runs: only there is it known which Open MPI the
  /// prologue has loaded.
  private var launcher: [String] {
    let (slurm, ranks) = (settings.slurm, settings.resources.ranks)
    let trial = TrialCommand(folder: folder, settings: settings)
    var lines = [
      "# Open MPI 5 has other names for some of what follows.",
      "shared=vader daemons=--mca interfaces=oob_tcp_if_include",
      "if [[ $(mpirun --version 2>/dev/null) == *\"(Open MPI) \"[5-9]* ]]; then",
      "  shared=sm daemons=--prtemca interfaces=prte_if_include",
      "fi",
      "launcher=(mpirun \(quoted(trial.mpirunOptions + ["--map-by", "ppr:\(ranks / slurm.nodes):node"])))",
    ]
    switch slurm.transport {
    case .default: break
    case .tcp: lines.append("launcher+=(--mca pml ob1 --mca btl \"tcp,$shared,self\")")
    case .ucx:
      lines.append("launcher+=(--mca pml ucx --mca opal_common_ucx_tls any --mca opal_common_ucx_devices any)")
    }
    if slurm.nodes > 1 {
      for (setting, value) in [("time", 5), ("intvl", 1), ("probes", 3)] {
        lines.append("launcher+=(\"$daemons\" oob_tcp_keepalive_\(setting) \(value))")
      }
      if !slurm.network.isEmpty {
        let network = slurm.network.shellQuoted
        lines.append("launcher+=(--mca btl_tcp_if_include \(network) \"$daemons\" \"$interfaces\" \(network))")
      }
    }
    if !slurm.mpi.isEmpty { lines.append("launcher+=(\(quoted(slurm.mpi)))") }
    let names = slurm.environment + (slurm.prologue.isEmpty ? [] : ["PATH", "LD_LIBRARY_PATH"])
    if !names.isEmpty {
      lines.append("for name in \(names.joined(separator: " ")); do")
      lines.append("  if [[ -v $name ]]; then launcher+=(-x \"$name\"); fi")
      lines.append("done")
    }
    return lines
  }

  private func quoted(_ words: [String]) -> String { words.map(\.shellQuoted).joined(separator: " ") }
}
