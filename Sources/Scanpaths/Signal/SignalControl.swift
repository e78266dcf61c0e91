import Basics

/// A control that replaces recorded attention, to show whether the attention itself matters.
package enum SignalControl: String, Codable, CaseIterable, Sendable {
  /// The attention itself.
  case none
  /// The same number of tokens with the same weights, drawn at random.
  case random
  /// The attention to another method of similar length.
  case shuffled
  /// All tokens equally, in text order.
  case uniform
  /// The same number of tokens, those with the labels most looked at according to the prior, in text order.
  case priorOnly = "prior_only"
}

/// Replaces signals with those of a control. Every replacement is a function of the seed and the signal's index.
package struct SignalControls: Sendable {
  package let control: SignalControl
  private let salience: [Double]
  private let seed: UInt64

  package init(_ control: SignalControl, priors: LabelPriors, seed: UInt64) {
    self.control = control
    self.seed = seed
    salience = priors.meanOfID
  }

  package func applied(to signals: [AttentionSignal]) -> [AttentionSignal] {
    switch control {
    case .none: signals
    case .random: signals.enumerated().map(random)
    case .shuffled: shuffled(signals)
    case .uniform: signals.map(Self.uniform)
    case .priorOnly: signals.map(priorOnly)
    }
  }

  private func random(_ place: Int, _ signal: AttentionSignal) -> AttentionSignal {
    var stream = RandomStream(seed: seed, purpose: .sampling, domain: "random control", signal.code, "", place)
    let source = signal.tokens.indices.shuffled(using: &stream)
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
      signal.tokens[place].weight = 1
      signal.tokens[place].order = place + 1
      signal.tokens[place].pattern = 0
    }
    return signal
  }

  private func priorOnly(_ signal: AttentionSignal) -> AttentionSignal {
    let bySalience = signal.tokens.indices.sorted { first, second in
      (salience[signal.tokens[second].label], first) < (salience[signal.tokens[first].label], second)
    }
    let chosen = Set(bySalience.prefix(signal.includedCount))
    var result = signal
    for place in signal.tokens.indices {
      let label = signal.tokens[place].label
      result.tokens[place] =
        chosen.contains(place)
        ? .init(weight: salience[label], order: place + 1, label: label) : .init(label: label)
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
