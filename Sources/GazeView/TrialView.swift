import Foundation
import Pages
import Recordings
import Scanpaths

/// A trial as shown on the page.
package struct TrialView: Encodable, Sendable, Equatable {
  struct FixationView: Encodable, Sendable, Equatable {
    /// In milliseconds; if the recording gives only the order, fixations follow each other without pauses.
    var start: Double
    var duration: Double
    /// Indices in the method's tokens.
    var tokens: [Int]
    var radius: Double
    /// The position on the text's figure; nil if it is on no token.
    var x: Double?
    var y: Double?
    /// Whether the previous fixation on a token was on a later token.
    var isRegression: Bool
    /// The position on the screen, `[x, y]` in pixels.
    var screen: [Double]?
    /// Where the tracker saw it, if a correction has moved it since.
    var raw: [Double]?
    /// Index in the screen's boxes.
    var box: Int?
  }

  /// A token of F★ that was not fixated.
  struct AddedToken: Encodable, Sendable, Equatable {
    var token: Int
    /// The token's position in the reading order, from 1.
    var order: Int
  }

  struct Statistics: Encodable, Sendable, Equatable {
    var fixations = 0
    var onTokens = 0
    /// In milliseconds: of all fixations, and of those on tokens.
    var totalDuration = 0.0
    var onTokensDuration = 0.0
    /// The fixations that a correction has moved, and how far on average, in pixels.
    var moved = 0
    var meanShift = 0.0
    var tokens = 0
    var attended = 0
    /// Moves from one token to another, and the backward ones among them.
    var moves = 0
    var regressions = 0
  }

  package var participant: String
  package var stimulus: String
  /// Index in the page's methods; nil without code.
  package var method: Int?
  /// Whether the trial is simulated.
  package var isSimulated: Bool
  var startsAreRecorded: Bool
  var notes: [String]
  var fixations: [FixationView]
  var added: [AddedToken]
  /// The first layer belongs to this trial; others can be shown next to it.
  var layers: [AttentionLayer]
  /// For each layer, its agreement with the first; nil for the first itself.
  var agreements: [LayerAgreement?]
  /// The recorded layout; nil when it is unknown.
  package var screen: ScreenView?
  var statistics: Statistics

  /// A trial without known code: only its screen can be shown.
  init(_ trial: ReadingTrial, metrics: FigureMetrics = FigureMetrics()) {
    participant = DisplayText.line(trial.participant)
    stimulus = DisplayText.line(trial.method)
    isSimulated = trial.participant.hasPrefix(Scanpath.simulatedPrefix)
    notes = trial.notes.map(DisplayText.line)
    added = []
    layers = []
    agreements = []
    screen = ScreenView(trial)
    let starts = Self.starts(of: trial.fixations)
    startsAreRecorded = starts.areRecorded
    let longest = trial.fixations.map(\.duration).max() ?? 0
    let boxes = Dictionary(trial.boxes.enumerated().map { ($1.reference, $0) }, uniquingKeysWith: min)
    fixations = zip(trial.fixations, starts.times).map { fixation, start in
      FixationView(
        start: start.tenths, duration: fixation.duration.tenths, tokens: fixation.tokens,
        radius: metrics.radius(fixation.duration, longest: longest).tenths, isRegression: false,
        screen: fixation.position.map { [$0.x.tenths, $0.y.tenths] },
        raw: fixation.rawPosition.map { [$0.x.tenths, $0.y.tenths] }, box: fixation.box.flatMap { boxes[$0] })
    }
    statistics = Statistics()
    statistics.fixations = fixations.count
    statistics.totalDuration = fixations.reduce(0) { $0 + $1.duration }
    let shifts = trial.fixations.compactMap { fixation in
      fixation.position.flatMap { place in fixation.rawPosition.map { hypot($0.x - place.x, $0.y - place.y) } }
    }
    statistics.moved = shifts.count
    statistics.meanShift = shifts.isEmpty ? 0 : shifts.reduce(0, +) / Double(shifts.count)
  }

  /// - Parameters:
  ///   - trial: the trial, with its fixations' tokens filled in.
  ///   - augmented: its F★.
  ///   - method: its method, with the method's index on the page.
  init(
    _ trial: ReadingTrial, augmented: AugmentedScanpath, method: MethodView, place: Int,
    metrics: FigureMetrics = FigureMetrics()
  ) {
    self.init(trial, metrics: metrics)
    self.method = place
    stimulus = method.name
    added = augmented.tokens.enumerated().filter { $1.isIncluded && !$1.isFixated }
      .map { AddedToken(token: $0, order: $1.order) }
    let weights = augmented.tokens.map { $0.isFixated ? $0.weight : 0 }
    layers = [AttentionLayer(name: participant, kind: isSimulated ? .simulated : .human, weights: weights)]
    agreements = [nil]
    putFixations(onTextOf: method, metrics)
    statistics.tokens = method.labels.count
    statistics.attended = augmented.tokens.count { $0.isFixated }
  }

  /// Adds a layer to show next to this trial's own.
  ///
  /// - Precondition: the trial has code, and the layer has a weight for each of its tokens.
  package mutating func add(_ layer: AttentionLayer) {
    agreements.append(LayerAgreement(layers[0], layer))
    layers.append(layer)
  }

  /// Start times; computed from the durations if the recording has none or they decrease.
  static func starts(of fixations: [Fixation]) -> (times: [Double], areRecorded: Bool) {
    let recorded = fixations.compactMap(\.start)
    if recorded.count == fixations.count, zip(recorded, recorded.dropFirst()).allSatisfy({ $0 <= $1 }) {
      let first = recorded.first ?? 0
      return (recorded.map { $0 - first }, true)
    }
    var time = 0.0
    let times = fixations.map { fixation in
      defer { time += fixation.duration }
      return time
    }
    return (times, false)
  }

  /// Places the fixations above their tokens; those of one token are side by side, from left to right.
  private mutating func putFixations(onTextOf method: MethodView, _ metrics: FigureMetrics) {
    let boxes = Dictionary(method.boxes.map { ($0.token, $0) }, uniquingKeysWith: { first, _ in first })
    let visits = fixations.compactMap(\.tokens.first).reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    var seen: [Int: Int] = [:]
    var previous: Int?
    for index in fixations.indices {
      guard let token = fixations[index].tokens.first, let box = boxes[token] else { continue }
      let number = seen[token, default: 0]
      seen[token] = number + 1
      fixations[index].x = metrics.place(number, of: visits[token] ?? 1, above: box).tenths
      fixations[index].y = metrics.top(ofLine: box.line) + metrics.fixationHeight
      fixations[index].isRegression = previous.map { $0 > token } ?? false
      statistics.onTokens += 1
      statistics.onTokensDuration += fixations[index].duration
      if let previous, previous != token {
        statistics.moves += 1
        if previous > token { statistics.regressions += 1 }
      }
      previous = token
    }
  }
}
