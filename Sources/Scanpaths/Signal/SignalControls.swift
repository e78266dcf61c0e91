import Basics

/// Replaces signals with those of a control. Every replacement is a function of the seed, the signal and its index.
package struct SignalControls: Sendable {
  package let control: SignalControl
  private let salience: [Double]
  private let seed: UInt64

  package init(_ control: SignalControl, priors: LabelPriors, seed: UInt64) {
    self.control = control
    self.seed = seed
    salience = priors.meanOfID
  }

  /// The signals with the control applied.
  ///
  /// - Parameter readers: whose attention each signal is; needed by `otherReader`, which otherwise keeps all signals.
  package func applied(to signals: [AttentionSignal], readers: [String] = []) -> [AttentionSignal] {
    switch control {
    case .none: signals
    case .random: signals.enumerated().map(random)
    case .shuffled: shuffled(signals)
    case .uniform: signals.map(Self.uniform)
    case .priorOnly: signals.map(priorOnly)
    case .inverted: signals.enumerated().map(inverted)
    case .otherReader:
      zip(signals, otherReadings(of: signals, readers: readers)).map { own, other in
        other.map { signals[$0] } ?? own
      }
    case .fixatedOnly: signals.map(Self.fixatedOnly)
    }
  }

  /// For each signal, which signal of the same method by another reader takes its place, drawn at random; nil if nobody
  /// else read the method.
  package func otherReadings(of signals: [AttentionSignal], readers: [String]) -> [Int?] {
    guard readers.count == signals.count else { return signals.map { _ in nil } }
    let ofMethod = Dictionary(grouping: signals.indices) { signals[$0].code }
    return signals.indices.map { place in
      let code = signals[place].code
      let others = (ofMethod[code] ?? []).filter { readers[$0] != readers[place] }
      var stream = RandomStream(
        seed: seed, purpose: .sampling, domain: "other reader control", code, readers[place], place)
      return others.randomElement(using: &stream)
    }
  }

  private func random(_ place: Int, _ signal: AttentionSignal) -> AttentionSignal {
    var stream = RandomStream(seed: seed, purpose: .sampling, domain: "random control", signal.code, "", place)
    let source = signal.tokens.indices.shuffled(using: &stream)
    return signal.taking { source[$0] }
  }

  /// Reverses the ranking by looking time and, among equals, by weight; those equal in both are ranked at random.
  private func inverted(_ place: Int, _ signal: AttentionSignal) -> AttentionSignal {
    var stream = RandomStream(seed: seed, purpose: .sampling, domain: "inverted control", signal.code, "", place)
    let tokens = signal.tokens
    let ranking = tokens.indices.shuffled(using: &stream).sorted { first, second in
      (tokens[first].looking, tokens[first].weight) < (tokens[second].looking, tokens[second].weight)
    }
    var source = Array(tokens.indices)
    for (rank, token) in ranking.enumerated() { source[token] = ranking[ranking.count - 1 - rank] }
    return signal.taking { source[$0] }
  }

  /// Gives each signal the attention of the reading closest in length among those of other methods, with ties broken at
  /// random. In a set with a single method, signals keep their own.
  private func shuffled(_ signals: [AttentionSignal]) -> [AttentionSignal] {
    var stream = RandomStream(seed: seed, purpose: .sampling, domain: "shuffled control", "", "")
    let order = signals.indices.shuffled(using: &stream)
      .sorted { signals[$0].tokens.count < signals[$1].tokens.count }
    var result = signals
    for (position, place) in order.enumerated() {
      let signal = signals[place]
      func isOther(_ candidate: Int) -> Bool { signals[candidate].code != signal.code }
      let neighbours = [order[(position + 1)...].first(where: isOther), order[..<position].last(where: isOther)]
      let donor = neighbours.compactMap { $0 }.min {
        abs(signals[$0].tokens.count - signal.tokens.count) < abs(signals[$1].tokens.count - signal.tokens.count)
      }
      if let donor { result[place] = signal.stretching(signals[donor]) }
    }
    return result
  }

  private static func uniform(_ signal: AttentionSignal) -> AttentionSignal {
    var signal = signal
    for place in signal.tokens.indices {
      let label = signal.tokens[place].label
      signal.tokens[place] = .init(weight: 1, order: place + 1, label: label, looking: 1, isFixated: true)
    }
    return signal
  }

  /// As many tokens as in F★, and as much looking at as many tokens as in F, in proportion to the salience.
  private func priorOnly(_ signal: AttentionSignal) -> AttentionSignal {
    let bySalience = signal.tokens.indices.sorted { first, second in
      (salience[signal.tokens[second].label], first) < (salience[signal.tokens[first].label], second)
    }
    let chosen = Set(bySalience.prefix(signal.includedCount))
    let fixated = Set(bySalience.prefix(signal.tokens.count { $0.isFixated }))
    var result = signal
    for place in signal.tokens.indices {
      let label = signal.tokens[place].label
      let isFixated = fixated.contains(place)
      result.tokens[place] =
        chosen.contains(place)
        ? .init(
          weight: salience[label], order: place + 1, label: label, looking: isFixated ? salience[label] : 0,
          isFixated: isFixated) : .init(label: label)
    }
    return result
  }

  private static func fixatedOnly(_ signal: AttentionSignal) -> AttentionSignal {
    var result = signal
    for place in signal.tokens.indices where !signal.tokens[place].isFixated {
      result.tokens[place] = .init(label: signal.tokens[place].label)
    }
    return result
  }
}

extension AttentionSignal {
  /// This method's labels with the attention of the token that `source` gives for each token.
  fileprivate func taking(_ source: (Int) -> Int) -> AttentionSignal {
    var result = self
    for place in tokens.indices {
      result.tokens[place] = tokens[source(place)]
      result.tokens[place].label = tokens[place].label
    }
    return result
  }

  /// This method's tokens with another method's attention, stretched to this length.
  fileprivate func stretching(_ other: AttentionSignal) -> AttentionSignal {
    var result = self
    for place in tokens.indices {
      let source = other.tokens.isEmpty ? nil : other.tokens[place * other.tokens.count / tokens.count]
      result.tokens[place] = source ?? Token()
      result.tokens[place].label = tokens[place].label
    }
    return result
  }
}
