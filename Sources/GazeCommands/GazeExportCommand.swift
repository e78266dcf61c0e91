import ArgumentParser
import ReadingTables

/// `fovea gaze export`: tables for pandas, polars and R.
struct GazeExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes trials as tidy tables: fixations, saccades, areas, transitions, similarity, quality.",
    discussion: """
      One observation a row, names in snake case with their units, missing values empty (null in JSON). The column \
      `trial` joins the tables. docs/gaze-tables.md describes every column and how to read the files in pandas, polars \
      and R; `columns` prints the same descriptions as a table.

      EXAMPLES:
        fovea gaze export fixations trials.jsonl --output fixations.csv
        fovea gaze export saccades trials.jsonl --screen-width-mm 531 --distance-mm 650 --format tsv
        fovea gaze export quality trials.jsonl --set minimum_valid_share=0.8
        fovea gaze export columns --output columns.csv
      """,
    subcommands: [
      GazeExportFixationsCommand.self, GazeExportSaccadesCommand.self, GazeExportAOICommand.self,
      GazeExportTransitionsCommand.self, GazeExportSimilarityCommand.self, GazeExportQualityCommand.self,
      GazeExportColumnsCommand.self,
    ])
}

/// `fovea gaze export columns`: the data dictionary.
struct GazeExportColumnsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "columns", abstract: "One row for each column of each table: its type, unit and meaning.",
    discussion: "The tables of `fovea gaze measures` are among them: docs/gaze-tables.md.")

  @OptionGroup var table: TableOutputOptions

  func run() throws { try table.write(TableCatalogue.definition, TableCatalogue.rows) }
}
