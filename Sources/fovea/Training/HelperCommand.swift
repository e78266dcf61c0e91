import ArgumentParser
import Basics
import Foundation
import Runs

/// `fovea helper`: what rank 0 of a run lets a process of its own do. Nothing for people, so it is not shown.
struct HelperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: HelperWork.subcommand, abstract: "Does work for rank 0 of a training run, between pipes.",
    shouldDisplay: false)

  @Argument var work: HelperWork

  func run() throws {
    let output = FileHandle.standardOutput
    do {
      try work.run(input: .standardInput, output: output)
    } catch {
      let diagnosis = Diagnosis(of: error)
      try output.write(contentsOf: Data(JSONLines.line(HelperDiagnosis(diagnosis)).utf8))
      throw error
    }
  }
}

extension HelperWork: ExpressibleByArgument {}
