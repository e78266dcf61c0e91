import ArgumentParser
import Basics
import Foundation
import Runs

/// `fovea helper`: the helper process of a run's rank 0. Hidden, because users have no use for it.
struct HelperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: HelperWork.subcommand, abstract: "Runs a task for rank 0 of a training run, over pipes.",
    shouldDisplay: false)

  @Argument var work: HelperWork

  @Argument(help: "The process of rank 0.") var parent: Int32

  func run() throws {
    let output = FileHandle.standardOutput
    do {
      try work.run(input: .standardInput, output: output, parent: parent)
    } catch {
      let diagnosis = Diagnosis(of: error)
      try output.write(contentsOf: Data(JSONLines.line(HelperDiagnosis(diagnosis)).utf8))
      throw error
    }
  }
}

extension HelperWork: ExpressibleByArgument {}
