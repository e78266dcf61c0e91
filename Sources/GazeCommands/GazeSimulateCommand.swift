import ArgumentParser
import Basics
import Foundation
import Programs
import Recordings
import Runs
import Scanpaths
import Syntax

/// `fovea gaze simulate`: recordings of simulated readers in a tracker's format.
struct GazeSimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes recordings of simulated readers, in EyeLink's ASC format.",
    discussion: """
      For trying the commands, and for checking what a tracker's errors do to results: the files have samples, events, \
      interest areas, blinks and, with --drift, a growing vertical error. The folder gets simulated-N.asc for each \
      reader, code/METHOD.java, and truth.jsonl, the trials without the tracker's errors. Names and files say that \
      they are simulated; results on them say nothing about people.

      EXAMPLES:
        fovea gaze simulate methods.jsonl --priors priors/ --language java --readers 3 --output simulated/
        fovea gaze simulate methods.jsonl --priors priors/ --language java --drift 40 --noise 3 --output simulated/
        fovea gaze import simulated/*.asc --code simulated/code --output trials.jsonl
      """)

  @Argument(
    help: ArgumentHelp("JSON lines with \"code\", and \"func_name\" for the stimulus's name.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("A folder of priors.", valueName: "dir"))
  var priors: String

  @Option(help: ArgumentHelp("The programming language.", valueName: "name"))
  var language: String

  @Option(help: ArgumentHelp("The folder for the files.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("Simulated readers; each reads every method.", valueName: "count"))
  var readers = 2

  @Option(help: ArgumentHelp("Only this many methods from the file's beginning; 0 for all.", valueName: "count"))
  var methods = 0

  @Option(help: ArgumentHelp("Samples a second.", valueName: "Hz"))
  var rate = SimulatedTrackerSettings().samplingRate

  @Option(help: ArgumentHelp("Noise from sample to sample, the standard deviation in pixels.", valueName: "pixels"))
  var noise = SimulatedTrackerSettings().noise

  @Option(help: ArgumentHelp("Vertical error at the end of a trial in pixels; it grows from 0.", valueName: "pixels"))
  var drift = SimulatedTrackerSettings().drift

  @Option(help: ArgumentHelp("The seed for everything random.", valueName: "number"))
  var seed: UInt64 = 1

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(readers) else {
      throw ValidationError("--readers is \(readers); give a number from 1 to 1000")
    }
    guard methods >= 0 else { throw ValidationError("--methods is \(methods); give a number of methods, or 0 for all") }
    do {
      try tracker.validate()
    } catch let error as InvalidSetting {
      let option = error.keyPath == "samplingRate" ? "rate" : error.keyPath
      throw ValidationError("--\(option): \(error.problem)")
    }
  }

  private var tracker: SimulatedTrackerSettings {
    var settings = SimulatedTrackerSettings()
    (settings.samplingRate, settings.noise, settings.drift) = (rate, noise, drift)
    return settings
  }

  func run() throws {
    let simulation = try GazeSimulation(
      language: ProgrammingLanguage(named: language), priors: EyeMulatorPriorFiles(folder: priors), tracker: tracker,
      seed: seed)
    let all = try JSONLines.read(GazeSynthesis.Method.self, from: file)
    let progress = ProgressWriter()
    let report = try simulation.write(methods == 0 ? all : Array(all.prefix(methods)), readers: readers, to: output) {
      done in
      progress.update { elapsed in
        ProgressLine(label: "simulating", completed: done, total: readers, elapsed: elapsed, unit: "recordings")
      }
    }
    progress.finish()
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      try standardOutput.writeLine(
        "\(report.recordings) recordings of \(report.methods) methods, \(report.fixations) fixations, "
          + "\(report.samples) samples: simulated, no person read this")
    }
    try standardOutput.flush()
  }
}
