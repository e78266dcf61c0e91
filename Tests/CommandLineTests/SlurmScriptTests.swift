import Foundation
import TestSupport
import Testing

/// `launch/slurm`, which writes a batch file for Slurm.
struct SlurmScriptTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a batch file but does not submit it.
  private func slurm(
    _ arguments: [String], in place: String? = nil, environment: [String: String?] = [:]
  ) throws -> LaunchScript.Result {
    try LaunchScript.run("slurm", ["--dry-run"] + arguments, in: folder, at: place, environment: environment)
  }

  /// Runs the batch file up to the supervisor, with an mpirun that says it is that version; prints the launcher word by word.
  private func launcher(openMPI version: String, environment: [String: String?] = [:]) throws -> Program.Result {
    let path = try LaunchScript.programPath(
      "mpirun", "#!/bin/sh\necho 'mpirun (Open MPI) \(version)'\n", in: folder)
    let text = try folder.read("run.sbatch").components(separatedBy: "# Slurm signals only")[0]
    let file = try folder.file("words", text + "printf '%s\\n' \"${command[@]}\"\n")
    let variables = environment.merging(["PATH": path]) { $1 }.map { name, value in
      value.map { "\(name)=\($0)" } ?? "-u \(name)"
    }
    return try Program.shell("env \(variables.sorted().joined(separator: " ")) bash \(file)", program: "/bin/true")
  }

  @Test func theBatchFileHasTheDirectivesThatWereGiven() throws {
    let result = try slurm([
      "--partition", "short", "--array", "1-5", "my run.yaml", "--set", "output=run é {}", "--set", "seed={}",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let lines = try folder.read("my run.sbatch").split(separator: "\n")
    #expect(lines.contains("#SBATCH --partition=short") && lines.contains("#SBATCH --array=1-5"))
    #expect(lines.contains { $0.contains("seed=${SLURM_ARRAY_TASK_ID}") })
  }

  @Test func aPrologueThatFailsEndsTheJob() throws {
    try folder.file("prologue", "false || true\n(exit 7)\nexport FOVEA_P=1\n")
    #expect(try slurm(["--prologue", "prologue", "run.yaml"]).status == 0)
    let job = try launcher(openMPI: "4.1.4")
    #expect(job.status == 78 && job.errors.contains("the prologue failed with 7"), "\(job.status) \(job.errors)")
  }

  @Test func aThreadGetsACoreUnlessSbatchIsToldOtherwise() throws {
    #expect(try slurm(["run.yaml"]).status == 0)
    #expect(try folder.read("run.sbatch").contains("#SBATCH --hint=nomultithread\n"))
    #expect(try slurm(["run.yaml", "--", "--threads-per-core=2"]).status == 0)
    #expect(try !folder.read("run.sbatch").contains("nomultithread"))
  }

  @Test func optionsOfSbatchBecomeDirectives() throws {
    let result = try slurm([
      "--mem=2G", "--constraint", "fast&big", "--gres", "scratch:10", "--exclusive", "run.yaml", "--set", "seed=2",
      "--",
      "--comment", "two words", "-x", "bad1,bad2", "--mail-type=END",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let text = try folder.read("run.sbatch")
    for line in [
      "--mem=2G", "--constraint=fast&big", "--gres=scratch:10", "--exclusive", "--comment 'two words'", "-x bad1,bad2",
      "--mail-type=END",
    ] {
      #expect(text.contains("\n#SBATCH \(line)\n"), "\(line)")
    }
    #expect(text.contains("run.yaml --set seed=2 --resume auto"))
  }

  @Test func thePrologueAndItsVariablesReachTheRanks() throws {
    try folder.file("prologue", "set -eu\nexport FOVEA_P=1\nfalse || true\n")
    try folder.file("run.yaml", "a: ${FOVEA_A}\nb: ${FOVEA_B:-x}\n")
    let result = try slurm(
      [
        "--prologue", "prologue", "--env", "FOVEA_P", "--nodes", "2", "--transport", "tcp", "--mpi", "--quiet",
        "run.yaml",
      ])
    #expect(result.status == 0, "\(result.errors)")
    for (version, shared, daemons) in [("4.1.4", "tcp,vader,self", "--mca"), ("5.0.3", "tcp,sm,self", "--prtemca")] {
      let run = try launcher(openMPI: version, environment: ["FOVEA_A": "1", "FOVEA_B": nil])
      let place = try #require(run.lines.firstIndex(of: "mpirun"))
      let words = Array(run.lines[place...])
      #expect(words.contains(shared) && words.contains("--quiet") && words.contains("FOVEA_A"), "\(run)")
      #expect(words.contains("FOVEA_P") && words.contains("PATH") && !words.contains("FOVEA_B"), "\(run)")
      let keepalive = try #require(words.firstIndex(of: "oob_tcp_keepalive_time"))
      #expect(words[keepalive - 1] == daemons, "\(run)")
      #expect(run.lines[..<place].contains { $0.hasPrefix("launch/slurm: ") }, "the binding is said: \(run)")
    }
    let unset = try launcher(openMPI: "4.1.4", environment: ["FOVEA_A": nil])
    #expect(unset.status == 78 && unset.errors.contains("FOVEA_A is not set in the job"), "\(unset)")
    let other = try launcher(openMPI: "", environment: ["FOVEA_A": "1"])
    #expect(other.status == 78 && other.errors.contains("no mpirun of Open MPI"), "\(other)")
  }

  @Test func srunStartsTheRanksThroughPMIx() throws {
    let result = try slurm([
      "--launcher", "srun", "--nodes", "2", "--ranks-per-host", "3", "--threads", "4", "--transport", "tcp", "run.yaml",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let run = try launcher(openMPI: "4.1.4")
    for word in ["srun", "--mpi=pmix", "--ntasks=6", "--cpus-per-task=4", "--kill-on-bad-exit=1"] {
      #expect(run.lines.contains(word), "\(run)")
    }
    #expect(try folder.read("run.sbatch").contains("export OMPI_MCA_btl=tcp,vader,self\n"))
  }

  @Test(arguments: [
    (["--transport", "fast", "a.yaml"], 64, "--transport is 'fast'"),
    (["--launcher", "mpiexec", "a.yaml"], 64, "--launcher is 'mpiexec'"),
    (["--launcher", "srun", "--network", "eth0", "a.yaml"], 64, "--network is for mpirun"),
    (["--prologue", "nowhere", "a.yaml"], 74, "cannot read the prologue"),
    (["--prologue", ".", "a.yaml"], 74, "cannot read the prologue"),
    (["--prologue", "broken", "a.yaml"], 65, "is not bash"),
    (["--prologue", "windows", "a.yaml"], 65, "Windows line ends"),
    (["--env", "A B", "a.yaml"], 64, "the name of an environment variable"),
    (["--env", "FOVEA_NOWHERE_SET", "a.yaml"], 78, "FOVEA_NOWHERE_SET"),
    (["--mem"], 64, "--mem needs a value"), (["a.yaml", "--", "stray"], 64, "belongs to no option"),
    (["a.yaml", "--", "--array=1-3"], 64, "sets it itself"), (["a.yaml", "--", "-N2"], 64, "sets it itself"),
    (["a.yaml", "--", "--wait"], 64, "keep launch/slurm waiting"),
    (["a.yaml", "--help"], 64, "--help comes after the configuration"),
    (["a.yaml", "--nodes=4"], 64, "--nodes=4 comes after the configuration"),
    (["--mpi", "--dry-run", "a.yaml"], 64, "not launch/slurm's --dry-run"),
    (["a.yaml", "--", "--comment", "it's so"], 64, "in a batch file"),
    (["a.yaml", "--", "--comment=a\nb"], 64, "control characters"), (["--", "--mem=1G"], 64, "'--'"),
  ])
  func mistakesAreNamed(_ arguments: [String], _ status: Int32, _ text: String) throws {
    try folder.file("broken", "if true\n")
    try folder.file("windows", "true\r\n")
    let result = try slurm(arguments)
    #expect(result.status == status && result.errors.contains(text), "\(result.errors)")
    #expect(try folder.contents().sorted() == ["broken", "windows"])
  }

  @Test(arguments: [
    (["a\n#SBATCH --wrap=x.yaml"], "the configuration's path"),
    (["--partition", "short\n#SBATCH --wrap=x", "a.yaml"], "--partition"),
    (["--account", "a\rb", "a.yaml"], "--account"),
    (["--qos", "a\u{1b}[2Jb", "a.yaml"], "--qos"),
    (["--time", "1:00\n", "a.yaml"], "--time"),
    (["--array", "1-5\nreboot", "a.yaml"], "--array"),
    (["--network", "eth0\n", "a.yaml"], "--network"),
    (["--program", "/bin/a\nb", "a.yaml"], "--program"),
    (["--output", "a\tb.sbatch", "a.yaml"], "--output"),
    (["a.yaml", "--set", "name=a\nreboot"], "an option of fovea train"),
  ])
  func whatWouldBecomeMoreLinesIsRefused(_ arguments: [String], _ place: String) throws {
    let result = try slurm(arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains("error: \(place) has control characters: $'"), "\(result.errors)")
    #expect(try folder.contents().isEmpty)
  }

  @Test func aFolderWithALineEndIsRefused() throws {
    let place = folder.path("a\nb")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let result = try slurm(["a.yaml"], in: place)
    #expect(result.status == 64 && result.errors.contains("the current folder"), "\(result.errors)")
  }
}
