import Basics
import GazeView
import Scanpaths
import Studies

/// A figure to draw: of one trial, of the readings of one method, or of all readings.
struct PlannedFigure {
  var method: String?
  var participant: String?
  var readings: [FigureReading]
}

/// Draws the figures of one kind.
struct FigureRun {
  /// What single kinds need.
  struct Drawing {
    /// The title of figures of all trials.
    var title: String
    var radius: Int
    var measure: ScanpathSimilarity.Measure
    var top: Int
    var unit: EventUnit
  }

  let kind: FigureKind
  let settings: FigureSettings
  let drawing: Drawing

  /// The figures to draw, in the order of the file.
  ///
  /// - Throws: `NothingToDraw` if a kind compares readers and no method has two.
  func figures(of selection: inout FigureSelection) throws -> [PlannedFigure] {
    switch kind.subject {
    case .trial:
      selection.readings.map { PlannedFigure(method: $0.code.id, participant: $0.participant, readings: [$0]) }
    case .method:
      try selection.readingsByMethod(least: kind == .similarity ? 2 : 1).map {
        PlannedFigure(method: $0[0].code.id, readings: $0)
      }
    case .trials: [PlannedFigure(readings: selection.readings)]
    }
  }

  /// - Throws: `NothingToSee` for a figure without content; errors of the analyses.
  func draw(_ figure: PlannedFigure) throws -> DrawnFigure {
    switch kind {
    case .population:
      guard let population = PopulationFigure(figure.readings, settings: settings) else {
        throw NothingToSee(kind: kind)
      }
      return population.drawn()
    case .similarity: return try similarity(figure)
    case .transitions:
      let transitions = TransitionFigure(try corpus(figure))
      guard transitions.total > 0 else { throw NothingToSee(kind: kind) }
      return transitions.drawn(settings)
    case .motifs: return try motifs(figure)
    case .heat, .scanpath, .both, .dwell, .f:
      guard let reading = figure.readings.first else { throw NothingToSee(kind: kind) }
      return CodeFigure(kind, reading, augmented: try augmented(figure), settings: settings).drawn()
    }
  }

  private func corpus(_ figure: PlannedFigure) throws -> ScanpathSet {
    let codes = Dictionary(figure.readings.map { ($0.code.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    return try ScanpathSet(
      codes: codes.values.sorted { $0.id < $1.id }, scanpaths: figure.readings.map(\.scanpath), unit: drawing.unit)
  }

  private func augmented(_ figure: PlannedFigure) throws -> AugmentedScanpath? {
    guard kind == .f else { return nil }
    var settings = AugmentationSettings()
    settings.adjacencyLines = drawing.radius
    let corpus = try corpus(figure)
    return Augmenter(corpus: corpus, settings: settings).augment(0, of: corpus)
  }

  private func similarity(_ figure: PlannedFigure) throws -> DrawnFigure {
    let corpus = try StudyScanpaths(
      codes: [figure.readings[0].code], scanpaths: figure.readings.map(\.scanpath),
      sources: [figure.readings[0].code.id: figure.readings[0].source], unit: drawing.unit)
    let trials = corpus.trials
    let values = trials.map { first in
      trials.map { ScanpathSimilarity(first, $0, in: corpus.methods[0])[drawing.measure] }
    }
    return SimilarityFigure(
      method: figure.readings[0].code.id, participants: trials.map(\.participant), values: values,
      measure: drawing.measure.rawValue
    ).drawn(settings)
  }

  private func motifs(_ figure: PlannedFigure) throws -> DrawnFigure {
    let corpus = try corpus(figure)
    let found = MotifMiner.motifs(in: corpus)
    guard !found.isEmpty else { throw NothingToSee(kind: kind) }
    return MotifChart(
      title: drawing.title, motifs: Array(found.prefix(drawing.top)), salience: LabelPriors(corpus: corpus).salience,
      corpus: corpus
    ).drawn(settings)
  }
}

/// A figure would be empty.
struct NothingToSee: DiagnosableError {
  var kind: FigureKind

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData,
      problem: kind == .motifs ? "no motif occurs often enough" : "the chosen fixations make no \(kind.rawValue)",
      remedy: "choose more trials or fixations")
  }
}

/// What was drawn, for people and as JSON.
struct FigureReport: Encodable {
  struct File: Encodable {
    var file: String
    var method: String?
    var participant: String?
    var readings: Int
    var fixations: Int
    var fixationsOnTokens: Int
    var millisecondsOnTokens: Double
    var widthMillimetres: Double
    var heightMillimetres: Double

    enum CodingKeys: String, CodingKey {
      case file, method, participant, readings, fixations
      case fixationsOnTokens = "fixations_on_tokens"
      case millisecondsOnTokens = "ms_on_tokens"
      case widthMillimetres = "width_mm"
      case heightMillimetres = "height_mm"
    }
  }

  let kind: String
  private(set) var files: [File] = []
  let leftOut: [String: FigureSelection.LeftOut]
  /// The figures with letters that are too small, and the width that would suit all of them.
  private var small = (figures: 0, letters: Double.infinity, width: 0.0)

  enum CodingKeys: String, CodingKey {
    case kind, files
    case leftOut = "left_out"
  }

  init(kind: FigureKind, leftOut: [String: FigureSelection.LeftOut]) {
    self.kind = kind.rawValue
    self.leftOut = leftOut
  }

  mutating func add(_ figure: PlannedFigure, _ drawn: DrawnFigure, path: String) {
    let counts = figure.readings.map(\.counts)
    files.append(
      File(
        file: path, method: figure.method, participant: figure.participant, readings: figure.readings.count,
        fixations: counts.reduce(0) { $0 + $1.fixations }, fixationsOnTokens: counts.reduce(0) { $0 + $1.onTokens },
        millisecondsOnTokens: counts.reduce(0) { $0 + $1.durationOnTokens }, widthMillimetres: drawn.width,
        heightMillimetres: drawn.height))
    guard let width = drawn.legibleWidth else { return }
    small = (small.figures + 1, min(small.letters, drawn.letters), max(small.width, width))
  }

  /// What the user should know: what was left out, and letters that are too small.
  var notes: [String] {
    var notes: [String] = []
    let reasons = leftOut.sorted { $0.key < $1.key }.map { "\($1.count) \($0), first \($1.first)" }
    if !reasons.isEmpty { notes.append("left out: trials " + reasons.joined(separator: "; ")) }
    if small.figures > 0 {
      let letters = "letters down to \(small.letters.trimmed) points, which are hard to read in print"
      let figures = small.figures == 1 ? "a figure has" : "\(small.figures) figures have"
      notes.append("\(figures) \(letters); --width \(Int(small.width)) would make them legible")
    }
    return notes
  }

  var lines: [String] {
    files.map { file in
      let names = [file.participant, file.method].compactMap { $0 }.joined(separator: " on ")
      let subject = names.isEmpty ? "\(file.readings) trials" : names
      return "\(file.file): \(subject), \(file.fixationsOnTokens) of \(file.fixations) fixations on tokens"
    }
  }
}
