import Basics
import Foundation

/// Writes recordings in EyeLink's ASC format, as `edf2asc` does: messages, events and samples of the right eye.
///
/// Every file says that it is simulated. Its interest areas are in `!V IAREA` messages, the stimulus in a `TRIAL_VAR`.
package struct EyeLinkASCWriter {
  private var text: String
  private var time: Int
  private var trials = 0

  /// The pupil of the simulated eye, in EyeLink's arbitrary unit.
  private static let pupil = 900.0
  /// The pause between two trials, in milliseconds.
  private static let pause = 500

  /// Begins a file.
  ///
  /// - Parameter reader: the participant, whose name a reader of the file takes from the file's name.
  package init(reader: String, screen: ScreenSize) {
    time = 1_000_000
    text = """
      ** SIMULATED by Fovea: no person read this. Reader: \(reader)
      ** TYPE: EDF_FILE BINARY EVENT SAMPLE TAGGED
      **
      MSG\t\(time) DISPLAY_COORDS 0 0 \(Int(screen.width) - 1) \(Int(screen.height) - 1)

      """
  }

  /// The file's text so far.
  package var contents: String { text }

  /// Adds one trial.
  package mutating func add(_ recording: SimulatedTracker.Recording, stimulus: String, boxes: [TokenBox]) {
    trials += 1
    time += Self.pause
    message("TRIALID \(trials)")
    message("!V TRIAL_VAR stimulus \(stimulus)")
    for box in boxes {
      let area = box.rectangle
      let edges = [area.x, area.y, area.maximumX, area.maximumY].map { "\(Int($0.rounded()))" }.joined(separator: " ")
      message("!V IAREA RECTANGLE \(box.identifier) \(edges) \(box.reference.text)")
    }
    let rate = String(format: "%.2f", 1000 / recording.interval)
    line("START\t\(time) \tRIGHT\tSAMPLES\tEVENTS")
    line("PRESCALER\t1")
    line("VPRESCALER\t1")
    line("PUPIL\tAREA")
    line("EVENTS\tGAZE\tRIGHT\tRATE\t\(rate)\tTRACKING\tCR\tFILTER\t2")
    line("SAMPLES\tGAZE\tRIGHT\tRATE\t\(rate)\tTRACKING\tCR\tFILTER\t2")
    for event in recording.events { add(event, recording) }
    time += Int((Double(recording.samples.count) * recording.interval).rounded())
    line("END\t\(time) \tSAMPLES\tEVENTS\tRES\t  30.00\t  30.00")
    message("TRIAL_RESULT 0")
  }

  private mutating func add(_ event: SimulatedTracker.Event, _ recording: SimulatedTracker.Recording) {
    switch event {
    case .fixation(let samples, _):
      line("SFIX R   \(stamp(samples.lowerBound, recording))")
      addSamples(samples, recording)
      line(
        "EFIX R   \(span(samples, recording))\t\(point(Self.mean(recording.samples[samples])))\t\(number(Self.pupil, 7, 0))"
      )
    case .saccade(let samples):
      line("SSACC R  \(stamp(samples.lowerBound, recording))")
      addSamples(samples, recording)
      let ends = (recording.samples[samples.lowerBound], recording.samples[samples.upperBound - 1])
      let amplitude = ends.0.flatMap { start in ends.1.map { start.distance(to: $0) / 30 } } ?? 0
      line(
        "ESACC R  \(span(samples, recording))\t\(point(ends.0))\t\(point(ends.1))\t\(number(amplitude, 7, 2))\t"
          + number(amplitude * 25, 7, 0))
    case .blink(let samples):
      line("SBLINK R \(stamp(samples.lowerBound, recording))")
      addSamples(samples, recording)
      line("EBLINK R \(span(samples, recording))")
    }
  }

  private mutating func addSamples(_ samples: Range<Int>, _ recording: SimulatedTracker.Recording) {
    for index in samples {
      let seen = recording.samples[index]
      line("\(stamp(index, recording))\t\(point(seen))\t\(number(seen == nil ? 0 : Self.pupil, 7, 1))\t...")
    }
  }

  private func stamp(_ sample: Int, _ recording: SimulatedTracker.Recording) -> Int {
    time + Int((Double(sample) * recording.interval).rounded())
  }

  /// Start, end and duration; the last sample's interval counts.
  private func span(_ samples: Range<Int>, _ recording: SimulatedTracker.Recording) -> String {
    let (start, last) = (stamp(samples.lowerBound, recording), stamp(samples.upperBound - 1, recording))
    return "\(start)\t\(last)\t\(stamp(samples.upperBound, recording) - start)"
  }

  private func point(_ point: ScreenPoint?) -> String {
    point.map { "\(number($0.x, 7, 1))\t\(number($0.y, 7, 1))" } ?? "      .\t      ."
  }

  private func number(_ value: Double, _ width: Int, _ decimals: Int) -> String {
    String(format: "%\(width).\(decimals)f", value)
  }

  private static func mean(_ points: ArraySlice<ScreenPoint?>) -> ScreenPoint? {
    let seen = points.compactMap { $0 }
    guard !seen.isEmpty else { return nil }
    let count = Double(seen.count)
    return ScreenPoint(x: seen.reduce(0) { $0 + $1.x } / count, y: seen.reduce(0) { $0 + $1.y } / count)
  }

  private mutating func message(_ text: String) { line("MSG\t\(time) \(text)") }

  private mutating func line(_ line: String) { text += line + "\n" }
}
