import ArgumentParser
import Basics
import Foundation
import ReaderFuzzing

/// Feeds damaged files to Fovea's readers; `launch/fuzz` builds it with sanitizers and runs it.
@main
struct FuzzReaders: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz-readers",
    abstract: "Feeds damaged files to Fovea's readers, which may refuse them and nothing else.",
    discussion: """
      Input N of a reader depends on N and --seed alone, so a finding is repeated with --from N --count 1. A crash ends \
      the program and leaves the input in --folder.

      EXAMPLES:
        fuzz-readers --list
        fuzz-readers safetensors pytorch --count 1000000
        fuzz-readers smi --seed 1 --from 70312 --count 1
      """)

  @Argument(help: ArgumentHelp("The readers (default: all).", valueName: "reader"))
  var readers: [String] = []

  @Option(help: "Inputs for each reader.")
  var count = 1000

  @Option(help: "The number of the first input.")
  var from = 0

  @Option(help: "What the inputs are a function of, beside their numbers.")
  var seed: UInt64 = 1

  @Option(help: "Where inputs are written.")
  var folder = "\(NSTemporaryDirectory())/fovea-fuzz"

  @Flag(help: "List the readers and end.")
  var list = false

  func validate() throws {
    guard count >= 1, from >= 0 else { throw ValidationError("--count must be at least 1, --from not negative") }
  }

  func run() throws {
    let all = try FuzzedReader.all()
    if list { return all.forEach { print($0.name) } }
    if let unknown = readers.first(where: { name in !all.contains { $0.name == name } }) {
      throw ValidationError("there is no reader '\(unknown)'; --list shows them")
    }
    for reader in all where readers.isEmpty || readers.contains(reader.name) {
      var run = FuzzRun(folder: "\(folder)/\(reader.name)")
      (run.first, run.count, run.seed) = (from, count, seed)
      let outcome = try run.run(reader)
      let name = reader.name.padding(toLength: 20, withPad: " ", startingAt: 0)
      Console.standardError.writeLine(
        String(
          format: "%@ %9d inputs, %9d read, %9d refused, %7.1f s, peak %5.0f MB (%+.0f MB)", name, count,
          outcome.accepted, outcome.refused, outcome.seconds, outcome.peakMegabytes, outcome.growthMegabytes))
    }
  }
}
