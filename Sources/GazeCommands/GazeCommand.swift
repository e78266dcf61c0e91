import ArgumentParser

/// `fovea gaze`: from recordings to attention motifs.
package struct GazeCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "gaze",
    abstract: "Reads eye-tracking recordings and analyses where programmers look.",
    discussion: """
      `import` turns recordings of any format into trials: JSON lines that the other commands read. \
      docs/gaze-formats.md describes the formats, docs/method.md the computations.

      EXAMPLES:
        fovea gaze import scanpaths.jsonl --code methods.jsonl --output trials.jsonl
        fovea gaze import recording.csv --boxes boxes.csv --screen 1920x1080 --output trials.jsonl
        fovea gaze view trials.jsonl --output page.html
        fovea gaze export fixations trials.jsonl --output fixations.csv
      """,
    subcommands: [
      GazeImportCommand.self, GazeDriftCommand.self, GazeLabelCommand.self, GazeAugmentCommand.self,
      GazeMotifsCommand.self, GazePriorsCommand.self, GazeSynthesizeCommand.self, GazeSimulateCommand.self,
      GazePredictCommand.self, GazeMeasuresCommand.self, GazeExportCommand.self, GazeAgreementCommand.self,
      GazeViewCommand.self, GazeFigureCommand.self,
    ])

  package init() {}
}
