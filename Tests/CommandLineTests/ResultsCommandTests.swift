import Foundation
import TestSupport
import Testing

/// `fovea results` on runs that `fovea train` made.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct ResultsCommandTests {
  /// Two set-ups of two seeds each, and a run that fails.
  private static func study() throws -> (workspace: TrainingWorkspace, root: String) {
    let workspace = try TrainingWorkspace()
    let root = workspace.folder.path("results")
    for (name, rate) in [("baseline", "3e-3"), ("slower", "1e-3")] {
      for seed in 1...2 {
        let trained = try Program.run(
          "train", workspace.config, "--set", "name=\(name)", "--set", "optimizer.learning_rate=\(rate)", "--set",
          "seed=\(seed)", "--set", "output=\(root)/study/\(name)-\(seed)")
        try #require(trained.status == 0, "\(trained.errors)")
      }
    }
    let failed = try Program.run(
      "train", workspace.config, "--set", "data.train.file=/nonexistent.jsonl", "--set", "output=\(root)/study/failed")
    try #require(failed.status == 74, "\(failed.errors)")
    return (workspace, root)
  }

  private struct Line: Decodable {
    let root: String
    let path: String
    let state: String
    let exit_code: Int?
    let failure: String?
    let validation_loss: Double?
  }

  @Test func runsAreListedShownComparedAndReported() throws {
    let (workspace, root) = try Self.study()
    let listed = try Program.run("results", "list", "--root", root, "--json")
    #expect(listed.status == 0 && listed.errors.isEmpty, "\(listed.errors)")
    let lines = try listed.lines.map { try decoded(Line.self, $0) }
    #expect(
      lines.map(\.path)
        == ["study/baseline-1", "study/baseline-2", "study/failed", "study/slower-1", "study/slower-2"])
    #expect(lines[2].state == "failed" && lines[2].exit_code == 74)
    #expect(lines[2].failure?.contains("/nonexistent.jsonl") == true)
    #expect(lines[0].state == "completed" && lines[0].validation_loss != nil)

    let shown = try Program.run("results", "show", "study/slower-1", "--root", root)
    #expect(shown.status == 0 && shown.output.contains("slower") && shown.output.contains("rank 0"))

    let compared = try Program.run("results", "compare", "study", "--root", root, "--format", "csv")
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(compared.output.contains("slower,baseline,loss,validation,false,2,"), "\(compared.output)")
    let latex = try Program.run("results", "compare", "study", "--root", root, "--format", "latex")
    #expect(latex.status == 0 && latex.output.contains("\\begin{table}") && latex.output.contains("\\label{tab:study-"))

    let reported = try Program.run("results", "report", "study", "--root", root)
    #expect(reported.output == "\(root)/study/report.html\n", "\(reported.errors)")
    #expect(try workspace.folder.read("results/study/report.html").contains("<svg"))
    #expect(try workspace.folder.read("results/study/report/training-loss.svg").hasPrefix("<svg"))
    let plotted = try Program.run(
      "results", "plot", "study", "--root", root, "--output", workspace.folder.path("curves.svg"))
    #expect(plotted.status == 0 && FileManager.default.fileExists(atPath: workspace.folder.path("curves.svg")))
  }

  /// Runs without an output are below results, those of the shipped configurations below runs.
  @Test func withoutARootBothUsualFoldersAreSearched() throws {
    let folder = try TemporaryFolder()
    let events = "{\"event\":\"validation\",\"step\":1,\"loss\":1,\"is_best\":true}\n"
    func shell(_ arguments: String) throws -> Program.Result {
      // A line of its own: a job in the background would take `cd … &&` with it.
      try Program.shell("cd \(folder.path) || exit 1\n\"$0\" results \(arguments)")
    }
    #expect(try shell("list").errors.contains("results"))
    try folder.file("runs/quickstart/baseline/events.jsonl", events)
    #expect(try shell("list").output.contains("quickstart"))
    try folder.file("results/study/one/events.jsonl", events)
    let lines = try shell("list --json").lines.map { try decoded(Line.self, $0) }
    #expect(lines.map(\.path) == ["study/one", "quickstart/baseline"] && lines.map(\.root) == ["results", "runs"])
    #expect(try shell("list quickstart --json").lines.count == 1)
    #expect(try shell("report quickstart").output == "runs/quickstart/report.html\n")
    #expect(try shell("show quickstart/baseline").output.contains("folder      runs/quickstart/baseline"))
    let unknown = try shell("show quickstat")
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean 'quickstart'"), "\(unknown)")
    #expect(try !shell("list --root results").output.contains("quickstart"))
    let served = try shell(
      """
      serve --port 0 2>served & pid=$!
      wait_until 'grep -q http: served' $pid
      address=$(sed -n 's/^open \\(http[^ ]*\\).*/\\1/p' served)
      curl -s ${address}live/; curl -s ${address}files/quickstart/baseline/events.jsonl
      for page in experiment/quickstart live/quickstart live/study files/a/b.json; do
        curl -s -o /dev/null -w '%{http_code} ' $address$page
      done
      kill $pid; wait $pid
      """)
    #expect(served.output.contains(">study<") && served.output.contains(">quickstart<"), "\(served)")
    #expect(served.output.contains(events) && served.output.hasSuffix("200 200 200 404 "), "\(served)")
  }

  @Test(arguments: [
    (["list", "--root", "/nonexistent"], 74, "--root"), (["list", "nothing"], 64, "no experiment"),
    (["report", "nothing"], 64, "no experiment"), (["show"], 64, "Missing"),
    (["compare", "study"], 64, "same settings"),
    (["compare", "study", "--baseline", "x"], 64, "no variant"), (["compare", "study", "--rounds", "0"], 78, "rounds"),
    (["compare", "study", "--planned-seeds", "8"], 64, "--power"), (["compare", "study", "--on", "sea"], 64, "sea"),
    (["compare", "study", "--format", "pdf"], 64, "format"),
    (["report", "study", "--metric", "blue"], 64, "no validation has the metric 'blue'"),
    (["report", "study", "--equivalence-margin", "1"], 64, "nothing is compared"),
    (["report", "study", "--equivalence-margin=-1"], 78, "margin"),
    (["report", "study", "--on", "test"], 64, "evaluation.test"), (["list", "--state", "flying"], 64, "state"),
    (["serve", "--host", "0.0.0.0"], 64, "--allow-remote"),
    (["serve", "--host", "no.such.host", "--allow-remote"], 74, "no address"),
    (["serve", "--root", "/nonexistent"], 74, "/nonexistent"),
  ])
  func mistakesAreNamed(_ arguments: [String], _ status: Int32, _ text: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("r/study/one"), withIntermediateDirectories: true)
    try folder.file(
      "r/study/one/events.jsonl",
      "{\"event\":\"validation\",\"step\":1,\"loss\":1,\"is_best\":true}\n")
    let root = arguments.contains("--root") ? "" : "--root \(folder.path("r"))"
    let result = try Program.shell("exec \"$0\" results \(arguments.joined(separator: " ")) \(root)")
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(text), "\(result.errors)")
  }

  @Test func theLiveViewServesAndEndsOnInterrupt() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("r/study/one"), withIntermediateDirectories: true)
    try folder.file("r/study/one/events.jsonl", "{\"event\":\"step\",\"step\":1,\"loss\":1}\n")
    try folder.file("secret.txt", "secret")
    let result = try Program.shell(
      """
      set -m
      "$0" results serve --root \(folder.path("r")) --port 0 2> \(folder.path("log")) &
      server=$!
      wait_until 'grep -q open \(folder.path("log"))' $server
      port=$(sed -E 's|.*:([0-9]+)/.*|\\1|' \(folder.path("log")))
      get() {
        exec 3<>/dev/tcp/127.0.0.1/$port
        printf 'GET %s HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "$1" "$2" >&3
        timeout 300 cat <&3
        echo
        exec 3>&-
      }
      get /live/study 127.0.0.1
      get /files/../../secret.txt 127.0.0.1
      get /files/%2e%2e/secret.txt 127.0.0.1
      get / evil.example
      kill -INT $server
      wait $server
      echo "ended $?"
      """)
    #expect(result.output.contains("HTTP/1.1 200 OK") && result.output.contains("nosniff"), "\(result)")
    #expect(result.output.contains("421 Misdirected Request") && !result.output.contains("secret\n"), "\(result)")
    #expect(result.output.components(separatedBy: "404 Not Found").count == 3, "\(result)")
    #expect(result.output.hasSuffix("ended 0\n"), "\(result)")
  }

  /// With 16 descriptors some connections exhaust them before they are refused.
  @Test(arguments: [16, 48])
  func theLiveViewOutOfDescriptorsGoesOnAtItsPort(_ descriptors: Int) throws {
    let folder = try TemporaryFolder()
    try folder.file("r/study/one/events.jsonl", "{\"event\":\"step\",\"step\":1,\"loss\":1}\n")
    let result = try Program.shell(
      """
      (ulimit -n \(descriptors); exec "$0" results serve --root \(folder.path("r")) --port 0 2> \(folder.path("log"))) &
      server=$!
      for _ in $(seq 6000); do grep -q open \(folder.path("log")) && break; sleep 0.05; done
      port=$(sed -E 's|.*:([0-9]+)/.*|\\1|' \(folder.path("log")))
      open=()
      for _ in $(seq 60); do { exec {one}<>/dev/tcp/127.0.0.1/$port; } 2>/dev/null && open+=($one); done
      echo "${#open[@]} opened"
      for one in "${open[@]}"; do exec {one}>&-; done
      for _ in $(seq 600); do
        answer=''
        if { exec {one}<>/dev/tcp/127.0.0.1/$port; } 2>/dev/null; then
          printf 'GET /live.js HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n' >&$one 2>/dev/null
          answer=$(timeout 300 cat <&$one 2>/dev/null | head -1)
          exec {one}>&-
        fi
        [[ $answer == *' 200 OK'* ]] && break
        sleep 0.5
      done
      echo "$answer"
      kill -TERM $server
      wait $server
      echo "ended $?"
      """)
    #expect(!result.output.hasPrefix("0 opened") && result.output.contains("HTTP/1.1 200 OK"), "\(result)")
    #expect(result.output.hasSuffix("ended 0\n"), "\(result)")
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func ranksKeepLogsOfTheirOwnOnRequest() throws {
    let workspace = try TrainingWorkspace()
    let logs = workspace.folder.path("logs")
    let result = try Program.shell(
      "exec \(TrainCommandTests.mpirun(2)) \"$0\" train \(workspace.config) --log-ranks \(logs)")
    #expect(result.status == 0, "\(result.errors)")
    for rank in 0..<2 {
      struct Event: Decodable { let event: String }
      let events = try workspace.folder.read("logs/rank-\(rank).jsonl").split(separator: "\n").map {
        try decoded(Event.self, String($0)).event
      }
      #expect(events.count { $0 == "step" } == 8, "rank \(rank)")
    }
  }
}
