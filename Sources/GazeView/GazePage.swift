import Pages
import Recordings
import Scanpaths

/// Everything that the page of `fovea gaze view` shows; its script reads this as JSON.
package struct GazePage: Encodable, Sendable {
  struct Label: Encodable, Sendable {
    var name: String
    var family: LabelStyle.Family
    var line: LabelStyle.Line
  }

  struct MotifView: Encodable, Sendable {
    /// Places in `labels`.
    var labels: [Int]
    var count: Int
    var lift: Double
  }

  var title: String
  var metrics = FigureMetrics()
  var heatLevels = FigureMetrics.heatLevels
  var labels: [Label]
  /// The most frequent motifs of all trials, also of those that are not shown.
  var motifs: [MotifView]
  package var methods: [MethodView]
  package var trials: [TrialView]
  /// The layer that is shown beside a trial at first, where the address names none.
  var beside = 0

  /// Which trials are shown; nil admits all.
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

  /// The page of a file's trials. Motifs and the label prior are those of all of them.
  ///
  /// Of trials without code only the layout is shown, where it is known.
  ///
  /// - Parameter modelAttention: a code model's, by the methods' ids; shown beside the trials of these methods.
  /// - Throws: `ScanpathSetError`.
  package init(
    title: String, dataset: MappedTrials, choice: Choice = Choice(),
    augmentation: AugmentationSettings = AugmentationSettings(), modelAttention: [String: TokenAttention] = [:]
  ) throws {
    let corpus = try ScanpathSet(
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
