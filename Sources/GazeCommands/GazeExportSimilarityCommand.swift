import ArgumentParser
import Basics
import ReadingTables
import Scanpaths
import Studies

/// `fovea gaze export similarity`.
struct GazeExportSimilarityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similarity", abstract: "One row for each pair of readings of one method: how alike they are.",
    discussion: """
      Pairs that share a reading are not independent; `fovea gaze agreement --similarity` gives means over readers with \
      intervals that take this into account.
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var events: EventOptions

  @OptionGroup var table: TableOutputOptions

  func run() throws {
    try table.check(inputs: trials.inputs)
    let set = try trials.readings()
    let readings = set.readings.filter { $0.code != nil && !$0.scanpath.visits.isEmpty }
    guard !readings.isEmpty else { throw NothingToTabulate(path: trials.trials, unit: .label) }
    let codes = Dictionary(readings.compactMap { $0.code }.map { ($0.id, $0) }) { first, _ in first }
    let sources = Dictionary(readings.compactMap { r in r.trial.code.map { (r.method, $0) } }) { first, _ in first }
    // A study sorts its scanpaths like this, and its sort is stable too.
    let sorted = readings.sorted { ($0.method, $0.participant) < ($1.method, $1.participant) }
    let corpus = try StudyScanpaths(
      codes: codes.values.sorted { $0.id < $1.id }, scanpaths: sorted.map(\.scanpath), sources: sources,
      unit: events.events)
    let places = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].method }.values.sorted {
      $0[0] < $1[0]
    }
    guard places.contains(where: { $0.count > 1 }) else {
      throw NothingToTabulate(
        path: trials.trials, what: "second reading of its method",
        remedy: "give trials of the same methods by several people: similarity compares readings")
    }
    let rows = places.lazy.flatMap { places in
      places.indices.lazy.flatMap { first in
        places[(first + 1)...].lazy.map { Self.row(corpus, sorted, places[first], $0) }
      }
    }
    try table.write(SimilarityTable.definition, rows)
    let leftOut = set.readings.count - readings.count
    if leftOut > 0 {
      Console.standardError.note("left out: \(leftOut) of \(set.readings.count) trials without a fixation on a token")
    }
  }

  private static func row(
    _ corpus: StudyScanpaths, _ readings: [Reading], _ first: Int, _ second: Int
  ) -> SimilarityTable.Row {
    let pair = [first, second].map { corpus.trials[$0] }
    let similarity = ScanpathSimilarity(pair[0], pair[1], in: corpus.methods[pair[0].method])
    let sides = [first, second].map { place in
      SimilarityTable.Side(
        trial: readings[place].number, participant: readings[place].participant,
        events: corpus.trials[place].events.count)
    }
    return SimilarityTable.Row(
      method: corpus.id(ofTrial: first), first: sides[0], second: sides[1], tokens: similarity.tokens,
      labels: similarity.labels,
      geometry: similarity.geometry.map {
        SimilarityTable.Geometry(
          shape: $0.shape, direction: $0.direction, length: $0.length, position: $0.position, duration: $0.duration)
      })
  }
}
