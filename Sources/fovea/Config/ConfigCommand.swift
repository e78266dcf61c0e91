import ArgumentParser
import Basics
import Programs

/// `fovea config`: the settings of a run, and files with them.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Explains the settings of runs, checks configurations and writes new ones.",
    discussion: """
      EXAMPLES:
        fovea config init summarization --output my.yaml
        fovea config check my.yaml --set optimizer.learning_rate=1e-4
        fovea config explain optimizer.learning_rate
        fovea config explain gaze
        fovea config defaults --task translation > all.yaml
      """,
    subcommands: [InitCommand.self, CheckCommand.self, ExplainCommand.self, DefaultsCommand.self])

  struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Checks a configuration without reading data: all mistakes at once, with lines.",
      discussion: """
        The exit code is 78 if there are mistakes. A shape beside model.checkpoint is compared with the checkpoint if \
        that is here. Whether data files exist and fit is not checked: `fovea train CONFIG --dry-run` reads them.

        EXAMPLES:
          fovea config check my.yaml
          fovea config check my.yaml --set training.epochs=3
        """)

    @OptionGroup var settings: RunConfigurationOptions

    func run() throws {
      let run = try settings.load(needsCheckpoint: false)
      for remark in run.remarks { Console.standardError.write(remark) }
      let output = StandardOutput()
      try output.writeLine("\(settings.config): no mistakes")
      try output.flush()
    }
  }

  struct DefaultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "defaults", abstract: "Prints every setting with its default, as a configuration that loads.",
      discussion: """
        The files that a run needs have no defaults: the names of tokenizer and data are examples, which the first lines \
        say. `fovea config explain KEY` says what a setting means.

        EXAMPLES:
          fovea config defaults
          fovea config defaults --task translation > all.yaml
        """)

    @Option(
      help: ArgumentHelp(
        "The task: \(LearningTask.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "task"))
    var task = LearningTask.pairs

    func run() throws {
      let output = StandardOutput()
      try output.write(try ConfigurationTemplate.defaults(task))
      try output.flush()
    }
  }
}
