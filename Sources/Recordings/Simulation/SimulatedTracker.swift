import Basics
import Foundation
import Scanpaths

/// What a simulated tracker gets wrong, in pixels of standard deviation unless stated otherwise.
package struct SimulatedTrackerSettings: ValidatedConfiguration, Equatable {
  /// Samples a second.
  package var samplingRate = 250.0
  /// Where in a box a fixation lands, relative to the box's centre; horizontally at most its width.
  package var landing = 4.0
  /// From one sample to the next.
  package var noise = 1.0
  /// Pixels by which the recorded height is off at the end of a trial; it grows from 0.
  package var drift = 0.0
  /// The chance that a blink follows a fixation.
  package var blinkProbability = 0.03

  package init() {}

  package func validate() throws {
    try require(
      (20...2000).contains(samplingRate), "samplingRate", "\(samplingRate) is no rate of a tracker",
      remedy: "from 20 to 2000 samples a second")
    for (name, value) in [("landing", landing), ("noise", noise)] {
      try require((0...500).contains(value), name, "must be from 0 to 500 pixels, not \(value)")
    }
    try require(abs(drift) <= 1000, "drift", "must be at most 1000 pixels, not \(drift)")
    try require(
      (0...1).contains(blinkProbability), "blinkProbability", "must be from 0 to 1, not \(blinkProbability)")
  }
}

/// Makes the samples that a tracker would record of a scanpath over boxes **(ours)**.
///
/// A fixation stays at a point in the box of its token; a saccade follows a minimum-jerk path (Flash and Hogan, "The
/// coordination of arm movements", Journal of Neuroscience 5, 1985) and lasts 21 ms and 2.2 ms a degree (Carpenter,
/// "Movements of the Eyes", 1988), at 30 pixels a degree; a blink loses the eye for 100 to 200 ms.
package struct SimulatedTracker: Sendable {
  /// A stretch of the recording: half-open in samples.
  package enum Event: Sendable, Equatable {
    /// The token that the reader looked at, and what the tracker has of it.
    case fixation(Range<Int>, token: Int)
    case saccade(Range<Int>)
    case blink(Range<Int>)
  }

  /// What the tracker saw of one trial.
  package struct Recording: Sendable, Equatable {
    /// Milliseconds between two samples.
    package var interval: Double
    /// Where the eye was; nil while it was lost.
    package var samples: [ScreenPoint?] = []
    package var events: [Event] = []
  }

  package let settings: SimulatedTrackerSettings

  private static let pixelsPerDegree = 30.0

  package init(_ settings: SimulatedTrackerSettings = SimulatedTrackerSettings()) {
    self.settings = settings
  }

  /// The recording of a scanpath: a function of the seed, the reader and the method.
  ///
  /// Visits to tokens without a box are left out.
  package func record(_ scanpath: Scanpath, over boxes: [TokenBox], seed: UInt64) -> Recording {
    var stream = RandomStream(
      seed: seed, purpose: .sampling, domain: "simulated tracker", scanpath.participant, scanpath.code)
    var recording = Recording(interval: 1000 / settings.samplingRate)
    let boxOfToken = Dictionary(
      boxes.flatMap { box in box.tokens.map { ($0, box) } }, uniquingKeysWith: { first, _ in first })
    let length = scanpath.visits.reduce(0) { $0 + $1.durationMilliseconds + 40 }
    var position: ScreenPoint?
    for visit in scanpath.visits {
      guard let box = boxOfToken[visit.token] else { continue }
      let target = landingPoint(in: box.rectangle, &stream)
      if let position { addSaccade(from: position, to: target, length, &recording, &stream) }
      addFixation(at: target, visit, length, &recording, &stream)
      if stream.uniform() < settings.blinkProbability { addBlink(&recording, &stream) }
      position = target
    }
    return recording
  }

  private func landingPoint(in box: ScreenRectangle, _ stream: inout RandomStream) -> ScreenPoint {
    let x = stream.normal() * settings.landing
    let y = stream.normal() * settings.landing
    return ScreenPoint(
      x: box.center.x + min(max(x, -box.width / 2 + 1), box.width / 2 - 1),
      y: box.center.y + min(max(y, -box.height / 2 + 1), box.height / 2 - 1))
  }

  private func addFixation(
    at point: ScreenPoint, _ visit: Scanpath.Visit, _ length: Double, _ recording: inout Recording,
    _ stream: inout RandomStream
  ) {
    let count = max(1, Int((visit.durationMilliseconds / recording.interval).rounded()))
    let start = recording.samples.count
    for _ in 0..<count { recording.samples.append(seen(point, length, recording, &stream)) }
    recording.events.append(.fixation(start..<recording.samples.count, token: visit.token))
  }

  private func addSaccade(
    from start: ScreenPoint, to end: ScreenPoint, _ length: Double, _ recording: inout Recording,
    _ stream: inout RandomStream
  ) {
    let duration = 21 + 2.2 * start.distance(to: end) / Self.pixelsPerDegree
    let count = max(1, Int((duration / recording.interval).rounded()))
    let first = recording.samples.count
    for step in 1...count {
      let time = Double(step) / Double(count + 1)
      let share = time * time * time * (10 + time * (6 * time - 15))
      let point = ScreenPoint(x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
      recording.samples.append(seen(point, length, recording, &stream))
    }
    recording.events.append(.saccade(first..<recording.samples.count))
  }

  private func addBlink(_ recording: inout Recording, _ stream: inout RandomStream) {
    let count = max(1, Int(((100 + 100 * stream.uniform()) / recording.interval).rounded()))
    let first = recording.samples.count
    recording.samples += [ScreenPoint?](repeating: nil, count: count)
    recording.events.append(.blink(first..<recording.samples.count))
  }

  /// The point as the tracker reports it: with noise, and with the drift of this moment.
  private func seen(
    _ point: ScreenPoint, _ length: Double, _ recording: Recording, _ stream: inout RandomStream
  ) -> ScreenPoint {
    let elapsed = min(1, Double(recording.samples.count) * recording.interval / max(length, 1))
    return ScreenPoint(
      x: point.x + stream.normal() * settings.noise,
      y: point.y + settings.drift * elapsed + stream.normal() * settings.noise)
  }
}
