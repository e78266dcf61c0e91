import Basics
import Foundation
import TestSupport
import Testing

@testable import Sweeps

/// What is said to Slurm and understood of it; `SlurmSweepTests` has a real one.
struct SlurmLauncherTests {
  @Test func theQueueIsRead() {
    let jobs = SlurmQueue.parse(
      "fovea-1a2b3c4d|17_0|RUNNING\nfovea-1a2b3c4d|17_12|OUT_OF_MEMORY\nother|name|18_3|PENDING\nalone|19|RUNNING\n\n")
    #expect(jobs.count == 3)
    let running = jobs[SlurmTask(name: "fovea-1a2b3c4d", index: 0)]
    #expect(running?.identifier == "17_0" && running?.hasEnded == false)
    #expect(jobs[SlurmTask(name: "fovea-1a2b3c4d", index: 12)]?.hasEnded == true)
    #expect(jobs[SlurmTask(name: "other|name", index: 3)]?.state == "PENDING")
  }

  @Test func aTaskKnowsItsEndFromThatOfAnother() throws {
    let task = try #require(SlurmTask(submission: "fovea-1a2b3c4d_7"))
    #expect(task.name == "fovea-1a2b3c4d" && task.index == 7 && task.submission == "fovea-1a2b3c4d_7")
    #expect(SlurmTask(submission: "fovea") == nil && SlurmTask(submission: "fovea_x") == nil)
    let folder = try TemporaryFolder()
    #expect(task.exitCode(in: folder.path) == nil)
    for (text, code) in [
      ("fovea-1a2b3c4d_7 75\n", 75), ("fovea-1a2b3c4d_70 0\n", nil), ("fovea-1a2b3c4d_7", nil), ("", nil),
    ] as [(String, Int32?)] {
      try folder.file(SlurmTask.endName, text)
      #expect(task.exitCode(in: folder.path) == code, "\(text)")
    }
  }

  /// bash itself says whether the words of a batch file are those that were meant.
  @Test func theBatchFileIsAsBashReadsIt() throws {
    let folder = try TemporaryFolder()
    var settings = SweepConfiguration()
    settings.name = "it's"
    settings.output = folder.path("a sweep")
    settings.resources.ranks = 4
    settings.slurm.nodes = 2
    settings.slurm.partition = "short"
    settings.slurm.options = ["--mem=8G"]
    settings.slurm.transport = .tcp
    settings.slurm.network = "10.0.0.0/8"
    settings.slurm.mpi = ["--mca", "a", "b c"]
    settings.slurm.environment = ["GIVEN", "NOT_GIVEN"]
    let job = TrialJob(
      trial: SweepTrial(number: 3, parameters: ["data.train.file": "$HOME/a b'c.jsonl"]), rung: 0, pauseStep: 20,
      slot: 0, submission: "fovea-x_0")
    let text = SlurmBatch(SweepFolder(settings.output), settings, workingFolder: folder.path).text(
      name: "fovea-x", [job], prologue: ["set -eu", "loaded=1"])
    for line in [
      "--array=0-0", "--nodes=2", "--ntasks-per-node=2", "--partition=short", "--mem=8G", "--job-name=fovea-x",
      "--hint=nomultithread",
    ] {
      #expect(text.contains("\n#SBATCH \(line)\n"), "\(line)")
    }
    for (version, transport, daemons) in [("4.1.4", "tcp,vader,self", "--mca"), ("5.0.3", "tcp,sm,self", "--prtemca")] {
      let read = try words(of: text, folder, openMPI: version)
      #expect(read.first == folder.path("a sweep/trials/0003") && read.dropFirst().first == "mpirun", "\(read)")
      for word in [
        "data.train.file=$HOME/a b'c.jsonl", "name=it's-0003", "ppr:2:node", "--pause-after", transport, daemons, "b c",
        "GIVEN",
      ] {
        #expect(read.contains(word), "\(word) of \(version): \(read)")
      }
      #expect(read.contains(version == "4.1.4" ? "oob_tcp_if_include" : "prte_if_include"))
      #expect(read.last == "20" && !read.contains("core") && !read.contains("NOT_GIVEN"))
    }
  }

  /// What bash would start, word by word, where `mpirun --version` says that it is that one.
  private func words(of text: String, _ folder: TemporaryFolder, openMPI version: String) throws -> [String] {
    try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
    let mpirun = try folder.file("bin/mpirun", "#!/bin/sh\necho 'mpirun (Open MPI) \(version)'\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: mpirun)
    let cases = text.components(separatedBy: "# Where another")[0]
    let launcher = try #require(
      text.components(separatedBy: "# Open MPI 5 has").last?.components(separatedBy: "# The supervisor")[0])
    let bash = Process()
    bash.executableURL = URL(fileURLWithPath: "/bin/bash")
    bash.arguments = [
      try folder.file(
        "words", cases + "#" + launcher + "printf '%s\\n' \"$folder\" \"${launcher[@]}\" \"${command[@]}\"\n")
    ]
    bash.environment = ["SLURM_ARRAY_TASK_ID": "0", "PATH": "\(folder.path("bin")):/usr/bin:/bin", "GIVEN": "1"]
    let output = Pipe()
    bash.standardOutput = output
    try bash.run()
    return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test func aPrologueThatIsNotBashIsRefused() throws {
    let folder = try TemporaryFolder()
    try SlurmPrologue.check(folder.file("good", "module load openmpi\n"))
    let error = try #require(throws: InvalidSetting.self) { try SlurmPrologue.check(folder.file("bad", "if true\n")) }
    #expect(error.keyPath == "slurm.prologue" && error.problem.contains("is not bash"), "\(error)")
    #expect(throws: FileFailure.self) { try SlurmPrologue.check(folder.path("missing")) }
  }

  @Test func slurmAsksForWhatItNeeds() {
    func problem(_ change: (inout SweepConfiguration) -> Void) -> String? {
      var settings = SweepConfiguration()
      settings.configuration = "a.yaml"
      settings.search.method = .grid
      settings.dimensions["seed"] = DimensionSettings()
      settings.dimensions["seed"]?.values = ["1"]
      settings.resources.launcher = .slurm
      settings.resources.slots = 2
      change(&settings)
      return settings.invalidSettings().first.map { "\($0.keyPath) \($0.problem)" }
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.resources.slots = 0 }?.hasPrefix("resources.slots is missing") == true)
    #expect(problem { $0.slurm.nodes = 3 }?.contains("spread evenly") == true)
    #expect(problem { $0.slurm.nodes = 0 } != nil)
    #expect(problem { $0.slurm.partition = "a b" }?.hasPrefix("slurm.partition") == true)
    #expect(problem { $0.slurm.options = ["-p x"] }?.hasPrefix("slurm.options[0]") == true)
    #expect(problem { $0.slurm.options = ["--array=1-3"] }?.contains("sets itself") == true)
    #expect(problem { $0.slurm.options = ["--mem=1G\n#SBATCH --wrap=x"] } != nil)
    #expect(problem { $0.slurm.options = ["--mem=1G\u{1b}[2J"] } != nil)
    #expect(problem { $0.slurm.account = "a\u{7f}" } != nil)
    #expect(problem { $0.slurm.environment = ["A_1", "1A"] }?.hasPrefix("slurm.environment[1]") == true)
    #expect(problem { $0.slurm.environment = [""] } != nil)
    #expect(problem { $0.slurm.mpi = ["-x", "a\nb"] }?.hasPrefix("slurm.mpi[1]") == true)
    #expect(problem { $0.slurm.prologue = "a\u{1b}" }?.hasPrefix("slurm.prologue") == true)
  }

  @Test func aFolderThatABatchFileCannotNameIsRefused() {
    var settings = SweepConfiguration()
    settings.output = "/tmp/a\n#SBATCH --wrap=x"
    let launcher = SlurmLauncher(SweepFolder(settings.output), settings, workingFolder: "/", say: { _ in })
    let error = #expect(throws: InvalidSetting.self) { try launcher.requirePrograms() }
    #expect(error?.keyPath == "output")
  }
}
