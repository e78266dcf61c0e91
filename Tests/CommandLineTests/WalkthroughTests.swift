import Foundation
import TestSupport
import Testing

/// The commands of docs/gaze-walkthrough.md, in their order.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct WalkthroughTests {
  @Test func everyCommandRuns() throws {
    let page = try String(contentsOfFile: PackageFolder.path("docs/gaze-walkthrough.md"), encoding: .utf8)
    let commands = page.components(separatedBy: "```sh\n").dropFirst().flatMap { block in
      block.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
    }
    #expect(commands.count >= 15)
    let folder = try TemporaryFolder()
    symlink(PackageFolder.path("configs"), folder.path("configs"))
    var imported = ""
    for command in commands {
      let result = try Program.shell(
        "cd \(folder.path) && fovea() { \"$0\" \"$@\"; } && \(command)".replacing(
          "\"$0\"", with: "\(Program.path ?? "")"))
      #expect(result.status == 0, "\(command): \(result.errors)")
      if command.contains("--output trials.jsonl") { imported = result.output }
    }
    // What the page quotes.
    let quoted = page.components(separatedBy: "```output\n").dropFirst().compactMap { $0.split(separator: "\n").first }
    #expect(quoted.contains { imported.contains($0) }, "\(imported)")
    for name in ["quality.csv", "tokens.csv", "similarity.csv", "reader.svg", "readers.svg", "page.html"] {
      #expect(try folder.read(name).count > 200, "\(name)")
    }
  }
}
