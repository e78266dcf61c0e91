/// A detected fixation and its samples.
package struct DetectedFixation: Sendable, Equatable {
  package var fixation: Fixation
  /// Indices in `CleanedSamples.samples`.
  package var samples: Range<Int>
}

/// Finds fixations in cleaned samples.
package struct FixationDetector: Sendable {
  package let settings: DetectionSettings

  package init(_ settings: DetectionSettings = DetectionSettings()) {
    self.settings = settings
  }

  /// The fixations in chronological order. A fixation starts at its first sample and lasts until its last one; no
  /// sampling rate is assumed, and samples more than `maximumGap` apart never share a fixation.
  ///
  /// - Complexity: O(samples · samples in a window) for both I-DT and I-VT.
  package func fixations(in samples: [CleanSample]) -> [DetectedFixation] {
    var windows: [Range<Int>] = []
    for segment in segments(of: samples) {
      switch settings.algorithm {
      case .dispersion: windows += dispersionWindows(samples, segment)
      case .velocity: windows += velocityWindows(samples, segment)
      }
    }
    if settings.algorithm == .velocity { windows = merged(windows, samples) }
    return windows.filter { duration(samples, $0) >= settings.minimumDuration }.map { window in
      DetectedFixation(
        fixation: Fixation(
          start: samples[window.lowerBound].time, duration: duration(samples, window), position: mean(samples, window)),
        samples: window)
    }
  }

  /// Runs of samples without a gap.
  private func segments(of samples: [CleanSample]) -> [Range<Int>] {
    guard !samples.isEmpty else { return [] }
    var segments: [Range<Int>] = []
    var start = 0
    for index in 1..<samples.count where samples[index].time - samples[index - 1].time > settings.maximumGap {
      segments.append(start..<index)
      start = index
    }
    segments.append(start..<samples.count)
    return segments
  }

  /// Salvucci and Goldberg's I-DT. The sample that breaks a window begins the next one, and the last window of a
  /// segment counts like any other.
  private func dispersionWindows(_ samples: [CleanSample], _ segment: Range<Int>) -> [Range<Int>] {
    let threshold = settings.dispersion * settings.pixelsPerUnit
    var windows: [Range<Int>] = []
    var start = segment.lowerBound
    var end = start
    while start < segment.upperBound {
      // The first window that is long enough; `end` never moves back.
      end = max(end, start)
      while end < segment.upperBound, samples[end].time - samples[start].time < settings.minimumDuration { end += 1 }
      guard end < segment.upperBound else { break }
      var bounds = Bounds(samples[start].position)
      for index in start...end { bounds.add(samples[index].position) }
      guard bounds.dispersion <= threshold else {
        start += 1
        continue
      }
      while end + 1 < segment.upperBound {
        var wider = bounds
        wider.add(samples[end + 1].position)
        guard wider.dispersion <= threshold else { break }
        bounds = wider
        end += 1
      }
      windows.append(start..<end + 1)
      start = end + 1
    }
    return windows
  }

  private func velocityWindows(_ samples: [CleanSample], _ segment: Range<Int>) -> [Range<Int>] {
    let threshold = settings.velocity * settings.pixelsPerUnit
    var windows: [Range<Int>] = []
    var start: Int?
    for index in segment {
      if velocity(samples, index, segment) < threshold {
        start = start ?? index
      } else if let begin = start {
        windows.append(begin..<index)
        start = nil
      }
    }
    if let start { windows.append(start..<segment.upperBound) }
    return windows
  }

  /// Velocity around a sample, in pixels per second.
  private func velocity(_ samples: [CleanSample], _ index: Int, _ segment: Range<Int>) -> Double {
    let half = settings.velocityWindow / 2
    var (first, last) = (index, index)
    while first > segment.lowerBound, samples[index].time - samples[first - 1].time <= half { first -= 1 }
    while last + 1 < segment.upperBound, samples[last + 1].time - samples[index].time <= half { last += 1 }
    if first == last {
      if first > segment.lowerBound { first -= 1 } else if last + 1 < segment.upperBound { last += 1 }
    }
    let time = samples[last].time - samples[first].time
    guard time > 0 else { return 0 }
    return samples[first].position.distance(to: samples[last].position) / time * 1000
  }

  private func merged(_ windows: [Range<Int>], _ samples: [CleanSample]) -> [Range<Int>] {
    guard settings.mergeGap > 0, settings.mergeDistance > 0 else { return windows }
    let farthest = settings.mergeDistance * settings.pixelsPerUnit
    var result: [Range<Int>] = []
    // A single slow sample within a saccade is not a fixation and must not keep its neighbours apart.
    for window in windows where window.count > 1 {
      if let last = result.last,
        samples[window.lowerBound].time - samples[last.upperBound - 1].time <= settings.mergeGap,
        mean(samples, last).distance(to: mean(samples, window)) <= farthest
      {
        result[result.count - 1] = last.lowerBound..<window.upperBound
      } else {
        result.append(window)
      }
    }
    return result
  }

  private func duration(_ samples: [CleanSample], _ window: Range<Int>) -> Double {
    window.isEmpty ? 0 : samples[window.upperBound - 1].time - samples[window.lowerBound].time
  }

  private func mean(_ samples: [CleanSample], _ window: Range<Int>) -> ScreenPoint {
    var sum = ScreenPoint(x: 0, y: 0)
    for index in window {
      sum.x += samples[index].position.x
      sum.y += samples[index].position.y
    }
    let count = Double(max(window.count, 1))
    return ScreenPoint(x: sum.x / count, y: sum.y / count)
  }
}

extension ScreenPoint {
  package func distance(to other: ScreenPoint) -> Double {
    let (horizontal, vertical) = (x - other.x, y - other.y)
    return (horizontal * horizontal + vertical * vertical).squareRoot()
  }
}

/// The bounding box of points.
private struct Bounds {
  private var left: Double
  private var right: Double
  private var top: Double
  private var bottom: Double

  init(_ point: ScreenPoint) {
    (left, right, top, bottom) = (point.x, point.x, point.y, point.y)
  }

  mutating func add(_ point: ScreenPoint) {
    left = min(left, point.x)
    right = max(right, point.x)
    top = min(top, point.y)
    bottom = max(bottom, point.y)
  }

  /// Width plus height.
  var dispersion: Double { right - left + bottom - top }
}
