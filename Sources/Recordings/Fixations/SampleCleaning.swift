/// A sample with a known position: the mean of both eyes, or that of the only eye seen.
package struct CleanSample: Sendable, Equatable {
  /// Milliseconds.
  package var time: Double
  package var position: ScreenPoint
  package var isInterpolated: Bool
  /// Index in the recording's `sources`, or −1.
  package var source: Int32
}

/// A recording's samples, ready for detection.
package struct CleanedSamples: Sendable, Equatable {
  package private(set) var samples: [CleanSample] = []
  package private(set) var total = 0
  /// Samples that have at least one eye.
  package private(set) var valid = 0
  package private(set) var bothEyes = 0
  package private(set) var interpolated = 0
  /// Valid samples dropped because they are too close to a blink.
  package private(set) var besideBlinks = 0
  package private(set) var blinks = 0
  /// The lengths, in milliseconds, of the losses that were not filled, from the last sample before to the first after.
  package private(set) var gaps: [Double] = []

  /// Averages the eyes, fills short losses, and drops samples next to blinks.
  ///
  /// - Complexity: O(samples).
  package init(_ samples: [GazeSample], _ settings: CleaningSettings = CleaningSettings()) {
    total = samples.count
    var known: [CleanSample?] = samples.map(Self.seen)
    valid = known.count { $0 != nil }
    bothEyes = samples.count { $0.left.isValid && $0.right.isValid }
    var unfilled: [(before: Int, after: Int)] = []
    var last: Int?
    for index in known.indices {
      guard let here = known[index] else { continue }
      if let before = last, let there = known[before], index > before + 1 {
        if here.time - there.time < settings.maximumGap {
          for missing in before + 1..<index {
            known[missing] = Self.between(there, here, at: samples[missing])
            interpolated += 1
          }
        } else {
          unfilled.append((before, index))
        }
      }
      last = index
    }
    for (before, after) in unfilled {
      let (begin, end) = (samples[before].time, samples[after].time)
      gaps.append(end - begin)
      guard end - begin >= settings.minimumBlink, end - begin <= settings.maximumBlink else { continue }
      blinks += 1
      var index = before
      while index >= 0, begin - samples[index].time < settings.blinkMargin {
        drop(&known, index)
        index -= 1
      }
      index = after
      while index < known.count, samples[index].time - end < settings.blinkMargin {
        drop(&known, index)
        index += 1
      }
    }
    self.samples = known.compactMap { $0 }
  }

  private mutating func drop(_ known: inout [CleanSample?], _ index: Int) {
    guard let sample = known[index] else { return }
    if sample.isInterpolated { interpolated -= 1 } else { besideBlinks += 1 }
    known[index] = nil
  }

  private static func seen(_ sample: GazeSample) -> CleanSample? {
    let (left, right) = (sample.left, sample.right)
    let position: ScreenPoint
    switch (left.isValid, right.isValid) {
    case (true, true):
      position = ScreenPoint(
        x: (left.position.x + right.position.x) / 2, y: (left.position.y + right.position.y) / 2)
    case (true, false): position = left.position
    case (false, true): position = right.position
    case (false, false): return nil
    }
    return CleanSample(time: sample.time, position: position, isInterpolated: false, source: sample.source)
  }

  private static func between(_ first: CleanSample, _ second: CleanSample, at sample: GazeSample) -> CleanSample {
    let share = (sample.time - first.time) / (second.time - first.time)
    let position = ScreenPoint(
      x: first.position.x + share * (second.position.x - first.position.x),
      y: first.position.y + share * (second.position.y - first.position.y))
    return CleanSample(time: sample.time, position: position, isInterpolated: true, source: sample.source)
  }
}
