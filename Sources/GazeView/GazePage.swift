import Pages
import Recordings
import Scanpaths

/// Everything that the page of `fovea gaze view` shows; the page's script reads it as JSON.
package struct GazePage: Encodable, Sendable {
  struct Label: Encodable, Sendable {
    var name: String
    var family: LabelStyle.Family
    var line: LabelStyle.Line
  }

  struct MotifView: Encodable, Sendable {
    /// Indices into `labels`.
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
  /// The layer shown next to a trial at first, unless the address names one.
  var beside = 0

  /// The trials to show; nil admits all.
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

  /// The page of a file's trials. Motifs and the label prior come from all of them. Trials without code show only their
  /// layout, if it is known.
  ///
  /// - Parameter modelAttention: a code model's attention by method id, shown next to the trials of these methods.
  /// - Throws: `ScanpathCorpusError`.
  package init(
    title: String, dataset: GazeDataset, choice: Choice = Choice(),
    augmentation: AugmentationSettings = AugmentationSettings(), modelAttention: [String: TokenAttention] = [:]
  ) throws {
    let corpus = try ScanpathCorpus(
      codes: dataset.methods.values.sorted { $0.id < $1.id }, scanpaths: dataset.scanpaths)
    self.title = DisplayText.line(title)
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
    }
    trials += dataset.leftOut.filter { choice.admits($0.participant, $0.method) }.map {
      TrialView($0, metrics: metrics)
    }
  }
}
