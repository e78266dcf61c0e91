import ArgumentParser
import Basics
import Foundation
import Pages
import Planning
import Programs
import Tensors
import Tokenization
import Training

/// `fovea plan`: predicts step time, memory and cost of a run on more machines.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Predicts a run's step time, memory and cost on more machines.",
    discussion: """
      Reads the configuration and its data, and measures how fast this machine computes unless you say how fast a rank \
      is. Nothing is trained. docs/scaling.md has the equations and how far they were right.

      Strong scaling keeps the configured batch. Weak scaling lets it grow with the ranks: the first number of ranks has \
      the configured batch. Efficiency is tokens per second and rank, compared with that first number.

      EXAMPLES:
        fovea plan configs/translation-java-cs.yaml --ranks 1,2,4,8
        fovea plan my.yaml --shape small,base,large --ranks 1,16,128,1024 --network 10,25,100 --compare
        fovea plan my.yaml --ranks 8,64 --ranks-per-host 8 --all-reduce hierarchical --gigaflops 900
        fovea plan my.yaml --ranks 1,2,4 --network allreduce.json --plot scaling.svg
      """)

  @OptionGroup var settings: RunConfigurationOptions

  @OptionGroup var options: PlanOptions

  @Flag(help: "Print one JSON object per row.")
  var json = false

  @Option(help: ArgumentHelp("Also draw the efficiency over ranks to this SVG file.", valueName: "file"))
  var plot: String?

  func run() throws {
    let plan = try options.plan(settings.load().settings)
    let output = StandardOutput()
    if json {
      for row in plan.rows { try output.writeJSON(row) }
    } else {
      try output.writeLine(plan.table)
    }
    try output.flush()
    if let plot { try AtomicFile.write(plan.plot.standalone, to: plot) }
  }
}
