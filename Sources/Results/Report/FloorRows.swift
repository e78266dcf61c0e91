import Basics
import CodeMetrics
import Pages
import Syntax

extension ReportContent {
  /// The scores of outputs that know nothing of the code, on the references of the runs' validations; nil unless the
  /// runs have CodeBLEU and most of these references are text.
  var floors: MetricFloors? {
    guard groups.metrics.contains("codebleu"),
      let run = runs.first(where: { !$0.samples.isEmpty && $0.settings["validation.code_language"]?.isEmpty == false }),
      let language = run.settings["validation.code_language"].flatMap({ try? ProgrammingLanguage(named: $0) })
    else { return nil }
    let request = ScoringRequest(
      task: run.settings["task"].flatMap { LearningTask(rawValue: $0) } ?? .pairs, language: language,
      references: run.samples.map(\.reference), predictions: [])
    guard request.mayBeText, ReferenceParsing(request.references, as: language).isMostlyText else { return nil }
    return try? request.floors()
  }

  /// The rows of floors below the variants' rows, one cell for each column of the table of results.
  static func rows(of floors: MetricFloors, metrics: [String]) -> [[HTML.Cell]] {
    floors.rows.map { row in
      [HTML.Cell(row.output.title), HTML.Cell("–")]
        + metrics.map { HTML.Cell(row.scores[$0].map { PlotNumber.fixed($0, decimals: 2) } ?? "–") }
    }
  }
}
