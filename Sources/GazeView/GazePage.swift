import Pages
import Recordings
import Scanpaths

/// The complete data of the page of `fovea gaze view`; the page's script reads it as JSON.
package struct GazePage: Encodable, Sendable {
  struct Label: Encodable, Sendable {
    var name: String
    var family: LabelStyle.Family
    var line: LabelStyle.Line
  }

  struct MotifView: Encodable, Sendable {
    /// Indices in `labels`.
    var labels: [Int]
    var count: Int
    var lift: Double
  }

  var title: String
  var metrics = FigureMetrics()
  var heatLevels = FigureMetrics.heatLevels
  var labels: [Label]
  /// The most frequent motifs of all trials, including those that are not shown.
  var motifs: [MotifView]
  package var methods: [MethodView]
  package var trials: [TrialView]
  /// Pictures of the screens behind the recorded layouts.
  private(set) var screenshots: [ScreenPicture] = []
  /// F★ adds tokens at most this many lines away.
  var radius: Int
  /// The layer initially shown next to a trial, if the address names none.
  var beside = 0
  /// The size of each trial's screen; nil where it is unknown.
  private var screens: [ScreenSize?] = []

  private enum CodingKeys: String, CodingKey {
    case title, metrics, heatLevels, labels, motifs, methods, trials, screenshots, radius, beside
  }

  /// The trials to show; nil shows all.
  package struct Choice: Sendable {
    package var participant: String?
    package var method: String?

    package init(participant: String? = nil, method: String? = nil) {
      self.participant = participant
      self.method = method
    }

    package func admits(_ participant: String, _ method: String) -> Bool {
      (self.participant ?? participant) == participant && (self.method ?? method) == method
    }
  }

  private static let shownMotifs = 24

  /// Creates the page for a file's trials. Motifs and the label prior come from all of them.
  ///
  /// Trials without code show only their layout, if it is known.
  ///
  /// - Parameter modelAttention: a code model's attention by method id, shown next to the trials of these methods.
  /// - Throws: `ScanpathSetError`.
  package init(
    title: String, dataset: MappedTrials, choice: Choice = Choice(),
    augmentation: AugmentationSettings = AugmentationSettings(), modelAttention: [String: TokenAttention] = [:]
  ) throws {
    let corpus = try ScanpathSet(
      codes: dataset.methods.values.sorted { $0.id < $1.id }, scanpaths: dataset.scanpaths)
    self.title = DisplayText.line(title)
    radius = augmentation.adjacencyLines
    labels = LabelStyle.order.map {
      Label(name: $0.rawValue, family: LabelStyle.of($0).family, line: LabelStyle.of($0).line)
    }
    motifs = MotifMiner.motifs(in: corpus).prefix(Self.shownMotifs).map { motif in
      MotifView(
        labels: motif.labels.labels.compactMap(LabelStyle.order.firstIndex), count: motif.count,
        lift: (motif.lift * 100).rounded() / 100)
    }
    methods = []
    trials = []
    var places: [String: Int] = [:]
    let augmenter = Augmenter(corpus: corpus, settings: augmentation)
    let salience = LabelPriors(corpus: corpus).salience.reduce(into: [SemanticLabel: Double]()) {
      $0[$1.label] = $1.mean
    }
    for index in corpus.scanpaths.indices {
      let (trial, code) = (dataset.trials[index], corpus.code(ofScanpath: index))
      guard choice.admits(trial.participant, trial.method) else { continue }
      let place = places[code.id] ?? methods.count
      if place == methods.count {
        places[code.id] = place
        methods.append(MethodView(code, source: dataset.sources[code.id] ?? "", metrics: metrics))
      }
      var view = TrialView(
        trial, augmented: augmenter.augment(index, of: corpus), method: methods[place], place: place, metrics: metrics)
      view.add(
        AttentionLayer(
          name: "label prior of all trials", kind: .prior, weights: code.tokens.map { salience[$0.label] ?? 0 }))
      if let attention = modelAttention[code.id] {
        beside = view.layers.count
        view.add(AttentionLayer(name: "the model's attention", kind: .model, weights: attention.mass))
      }
      trials.append(view)
      screens.append(trial.screen)
    }
    for trial in dataset.leftOut where choice.admits(trial.participant, trial.method) {
      trials.append(TrialView(trial, metrics: metrics))
      screens.append(trial.screen)
    }
  }

  package var screenshotCount: Int { screenshots.count }

  /// Puts pictures of the screen behind the recorded layouts.
  ///
  /// - Returns: the number of trials with a layout but without a picture.
  /// - Throws: `ScreenshotError`, `FileFailure`.
  package mutating func add(_ screenshots: Screenshots) throws -> Int {
    var screenshots = screenshots
    let missing = try screenshots.add(to: &trials, screens: screens.map { $0.map { ($0.width, $0.height) } })
    self.screenshots = screenshots.pictures
    return missing
  }
}
