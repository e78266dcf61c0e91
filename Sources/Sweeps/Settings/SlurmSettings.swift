import Basics

/// How trials are submitted to Slurm.
package struct SlurmSettings: ValidatedConfiguration, Equatable {
  package var partition = ""
  package var account = ""
  package var qos = ""
  /// The time limit of a job in sbatch's format; empty for the partition's.
  package var time = ""
  /// The number of hosts for a trial; its ranks are spread evenly over them.
  package var nodes = 1
  /// Seconds before the time limit at which the ranks save and the job is requeued.
  package var saveBefore = 120
  /// Interfaces or address ranges for traffic between hosts; empty to let mpirun choose.
  package var network = ""
  /// How ranks exchange messages.
  package var transport = Transport.default
  /// A file with lines of bash that become part of the batch files, such as `module load openmpi`; empty for none.
  package var prologue = ""
  /// Names of environment variables that the ranks get.
  package var environment: [String] = []
  /// Additional options of mpirun, one word each.
  package var mpi: [String] = []
  /// Additional options of sbatch, such as `--mem=8G`.
  package var options: [String] = []

  /// How ranks exchange messages.
  package enum Transport: String, Codable, Sendable, CaseIterable {
    /// Open MPI takes the fastest network that it finds.
    case `default`
    /// TCP between hosts, shared memory within.
    case tcp
    case ucx
  }

  package init() {}

  /// Options that the sweep sets itself.
  private static let own = [
    "array", "job-name", "nodes", "ntasks", "cpus-per-task", "output", "error", "signal", "wrap",
  ]

  package func validate() throws {
    for (key, value) in [("partition", partition), ("account", account), ("qos", qos), ("time", time)] {
      try require(
        value.allSatisfy { !$0.isWhitespace } && !value.hasControls, key, "is \"\(value)\"",
        remedy: "give it as sbatch would take it")
    }
    try require(nodes >= 1 && nodes <= 65_536, "nodes", "must be at least 1")
    try require(saveBefore >= 1 && saveBefore <= 65_535, "saveBefore", "must be between 1 and 65535 seconds")
    try require(!prologue.hasControls, "prologue", "is \(prologue.debugDescription)", remedy: "name a file")
    for (number, name) in environment.enumerated() {
      let isName = name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
      try require(
        isName && name.first?.isNumber == false, "environment[\(number)]", "is \"\(name)\"",
        remedy: "give the name of an environment variable")
    }
    for (number, word) in mpi.enumerated() {
      try require(
        !word.isEmpty && !word.hasControls, "mpi[\(number)]", "is \(word.debugDescription)",
        remedy: "give one word of mpirun's options in each, such as [\"-x\", \"UCX_NET_DEVICES=mlx5_0:1\"]")
    }
    for (number, option) in options.enumerated() {
      let place = "options[\(number)]"
      try require(
        option.hasPrefix("--") && !option.hasControls, place, "is \"\(option)\"",
        remedy: "give options of sbatch in their long form, such as --mem=8G")
      try require(
        !Self.own.contains { option.dropFirst(2).hasPrefix($0) }, place,
        "is \"\(option)\", which the sweep sets itself",
        remedy: "remove it; resources and slurm have settings for ranks, threads and hosts")
    }
  }
}
