import Foundation
import TestSupport
import Testing

/// The mpirun lines of `launch/local` and `launch/cluster`. Only the answer to `mpirun --version` is made up; what the hosts
/// are asked runs on this machine, through a stand-in for ssh.
struct ClusterScriptTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The words of the line that a dry run prints.
  private func line(
    _ script: String, _ arguments: [String], openMPI version: String = "4.1.4", environment: [String: String?] = [:]
  ) throws -> (words: [String], errors: String) {
    let path = try LaunchScript.programPath(
      "mpirun", "#!/bin/sh\necho 'mpirun (Open MPI) \(version)'\n", in: folder)
    let result = try LaunchScript.run(
      script, ["--dry-run"] + arguments, in: folder, environment: environment.merging(["PATH": path]) { $1 })
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.errors.split(separator: "\n")
    return (lines.last?.split(separator: " ").map { String($0).replacing("\\", with: "") } ?? [], result.errors)
  }

  private func refusal(
    _ script: String, _ arguments: [String], environment: [String: String?] = [:]
  ) throws -> LaunchScript.Result {
    try LaunchScript.run(script, arguments, in: folder, environment: environment)
  }

  @Test func unlessToldOtherwiseOpenMPIChoosesTheTransport() throws {
    for (script, arguments) in [("local", ["-n", "1"]), ("cluster", ["--hosts", "a,b"])] {
      let words = try line(script, arguments + ["run.yaml"]).words
      #expect(!words.contains("btl") && !words.contains("pml"), "\(words)")
      let tcp = try line(script, ["--transport", "tcp"] + arguments + ["run.yaml"]).words
      #expect(tcp.contains("ob1") && tcp.contains("tcp,vader,self"), "\(tcp)")
      let ucx = try line(script, ["--transport=ucx"] + arguments + ["run.yaml"]).words
      #expect(ucx.contains("ucx") && ucx.contains("opal_common_ucx_tls"), "\(ucx)")
    }
  }

  @Test func openMPI5GetsItsOwnOptions() throws {
    let arguments = ["--hosts", "a,b", "--transport", "tcp", "--network", "eth0", "--cores-per-host", "4", "run.yaml"]
    let four = try line("cluster", arguments).words
    let five = try line("cluster", arguments, openMPI: "5.0.3").words
    #expect(four.contains("oob_tcp_if_include") && !four.contains("--prtemca"), "\(four)")
    #expect(five.contains("prte_if_include") && five.contains("tcp,sm,self"), "\(five)")
    #expect(!five.contains("oob_tcp_if_include") && !five.contains { $0.contains("orte") }, "\(five)")
    let place = try #require(five.firstIndex(of: "oob_tcp_keepalive_time"))
    #expect(five[place - 1] == "--prtemca" && four[place - 1] == "--mca")
    #expect(five.contains("btl_tcp_if_include"))
    for words in [four, five] { #expect(words.contains("slot:PE=4") && words.contains("core"), "\(words)") }
  }

  @Test func theBindingIsSaid() throws {
    let hosts = ["--hosts", "a,b", "--cores-per-host", "8"]
    let bound = try line("cluster", hosts + ["--ranks-per-host", "2", "run.yaml"])
    #expect(bound.errors.contains("2 rank(s) of 4 thread(s) on each; each rank bound to 4 core(s) of its own"))
    #expect(bound.words.contains("-np") && bound.words.contains("a:2,b:2"))
    let crowded = try line("cluster", hosts + ["--ranks-per-host", "2", "--threads", "8", "run.yaml"])
    #expect(crowded.errors.contains("not bound to cores: 2 rank(s) of 8 thread(s) for 8 core(s)"))
    #expect(crowded.words.contains("slot:OVERSUBSCRIBE") && crowded.words.contains("none"))
    let free = try line("cluster", hosts + ["--no-bind", "run.yaml"])
    #expect(free.errors.contains("as --no-bind says"))
  }

  @Test func furtherOptionsAndVariablesArePassedOn() throws {
    try folder.file(
      "run.yaml", "a: ${FOVEA_A}/x  # ${FOVEA_COMMENT}\nb: ${FOVEA_B:-none}\nc: $${FOVEA_C}\n# ${FOVEA_D}\n")
    let words = try line(
      "cluster",
      ["--hosts", "a", "--mpi", "--mca btl_tcp_links 2", "--env", "FOVEA_E", "run.yaml", "--set", "d=${FOVEA_F}"],
      environment: [
        "FOVEA_A": "1", "FOVEA_E": "1", "FOVEA_F": "1", "FOVEA_C": "1", "FOVEA_D": "1", "FOVEA_COMMENT": "1",
      ]
    ).words
    let place = try #require(words.firstIndex(of: "btl_tcp_links"))
    #expect(words[place - 1] == "--mca" && words[place + 1] == "2")
    for name in ["A", "E", "F"] { #expect(words.contains("FOVEA_\(name)"), "\(name): \(words)") }
    for name in ["B", "C", "D", "COMMENT"] { #expect(!words.contains("FOVEA_\(name)"), "\(name): \(words)") }
  }

  @Test(arguments: [
    (["--hosts", "a", "--transport", "infiniband", "x.yaml"], "--transport is 'infiniband'"),
    (["--hosts", "a", "--transport"], "--transport is ''"),
    (["--hosts", "a:4", "x.yaml"], "--ranks-per-host"), (["--hosts", "a,a", "x.yaml"], "listed twice"),
    (["--hosts", "-oProxyCommand=reboot", "x.yaml"], "is no name of a host"),
    (["--hosts", "a b", "x.yaml"], "is no name of a host"),
    (["--hosts", "a", "--cores-per-host", "0", "x.yaml"], "--cores-per-host needs a whole number"),
    (["--hosts", "a", "--retries", "-1", "x.yaml"], "--retries needs a whole number"),
    (["--hosts", "a", "--env", "A=1", "x.yaml"], "the name of an environment variable"),
    (["--hosts", "a", "--env", "FOVEA_NOWHERE_SET", "--dry-run", "x.yaml"], "which is not set"),
    (["--hosts", "a", "--mpi"], "--mpi needs a value"),
  ])
  func mistakesAreNamed(_ arguments: [String], _ text: String) throws {
    let result = try refusal("cluster", arguments)
    #expect(result.status == 64 && result.errors.contains(text), "\(result.errors)")
  }

  @Test func aVariableThatTheConfigurationNeedsMustBeSet() throws {
    try folder.file("run.yaml", "output: ${FOVEA_NOWHERE_SET}\n")
    let result = try refusal("cluster", ["--dry-run", "--hosts", "a", "run.yaml"])
    #expect(result.status == 78 && result.errors.contains("FOVEA_NOWHERE_SET"), "\(result.errors)")
  }

  /// Runs what would go to a host on this machine, or does not reach it.
  private static let agent = """
    #!/bin/bash
    while [[ ${1:-} == -* ]]; do shift; done
    host=$1; shift
    case $host in
      unreachable) echo "ssh: connect to host $host port 22: No route to host" >&2; exit 255 ;;
      small)
        echo "Welcome to $host!"
        exec taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+' | tail -n 1)" bash -c "$*" ;;
      *) exec bash -c "$*" ;;
    esac

    """

  private func withAgent(_ arguments: [String]) throws -> LaunchScript.Result {
    let path = try LaunchScript.programPath(
      "mpirun", "#!/bin/sh\necho 'mpirun (Open MPI) 4.1.4'\n", in: folder)
    _ = try LaunchScript.programPath("agent", Self.agent, in: folder)
    return try refusal(
      "cluster", arguments, environment: ["PATH": path, "OMPI_MCA_plm_rsh_agent": folder.path("bin/agent")])
  }

  @Test func aHostWithoutTheProgramIsNamed() throws {
    let result = try withAgent(["--hosts", "far,away", "--program", "/nowhere/fovea", "run.yaml"])
    #expect(result.status == 1 && result.errors.contains("there is no /nowhere/fovea on far"), "\(result.errors)")
    let broken = try folder.file("broken", "#!/bin/sh\necho 'libmpi.so.40: cannot open' >&2\nexit 127\n")
    let closed = try withAgent(["--hosts", "far", "--program", broken, "run.yaml"])
    #expect(closed.status == 1 && closed.errors.contains("on far may not be run"), "\(closed.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: broken)
    let failing = try withAgent(["--hosts", "far", "--program", broken, "run.yaml"])
    #expect(
      failing.status == 1 && failing.errors.contains("does not run on far: libmpi.so.40: cannot open"),
      "\(failing.errors)")
  }

  @Test func aHostThatDoesNotAnswerIsNamed() throws {
    let program = try folder.file("fovea", "#!/bin/sh\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let result = try withAgent(["--hosts", "far,unreachable", "--program", program, "run.yaml"])
    #expect(
      result.status == 1 && result.errors.contains("unreachable does not answer over agent")
        && result.errors.contains("No route to host"), "\(result.errors)")
  }

  @Test func theHostWithTheFewestCoresDecides() throws {
    let program = try folder.file("fovea", "#!/bin/sh\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let result = try withAgent(["--no-supervisor", "--hosts", "far,small", "--program", program, "run.yaml"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.errors.contains("2 host(s) with at least 1 core(s) each; 1 rank(s) of 1 thread(s)"), "\(result.errors)")
    if ProcessInfo.processInfo.activeProcessorCount > 1 {
      #expect(result.errors.contains("a host lets its ssh sessions use only some of its cores"), "\(result.errors)")
    }
  }

  @Test func anotherMPIsLauncherIsRefused() throws {
    let path = try LaunchScript.programPath("mpirun", "#!/bin/sh\necho 'HYDRA build details:'\n", in: folder)
    for (script, arguments) in [("local", ["x.yaml"]), ("cluster", ["--hosts", "a", "x.yaml"])] {
      let result = try refusal(script, arguments, environment: ["PATH": path])
      #expect(result.status == 1 && result.errors.contains("is not Open MPI's: HYDRA"), "\(result.errors)")
    }
  }
}
