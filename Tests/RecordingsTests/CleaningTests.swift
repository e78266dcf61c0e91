import Basics
import Testing

@testable import Recordings

/// Samples every `interval` ms at points given by time; nil is a lost eye.
func stream(
  _ duration: Double, interval: Double = 4, _ position: (Double) -> ScreenPoint?
) -> [GazeSample] {
  stride(from: 0, to: duration, by: interval).map { time in
    let eye = position(time).map { EyeSample(position: $0, isValid: true) } ?? .lost
    return GazeSample(time: time, left: eye, right: eye)
  }
}

struct CleaningTests {
  private func eye(_ x: Double) -> EyeSample { EyeSample(position: ScreenPoint(x: x, y: 10), isValid: true) }

  @Test func eyesAreAveragedAndOneIsEnough() {
    let samples = [
      GazeSample(time: 0, left: eye(100), right: eye(120)), GazeSample(time: 8, left: eye(100), right: .lost),
      GazeSample(time: 16, left: .lost, right: eye(120)),
    ]
    let cleaned = CleanedSamples(samples)
    #expect(cleaned.samples.map(\.position.x) == [110, 100, 120])
    #expect(cleaned.valid == 3 && cleaned.bothEyes == 1)
  }

  @Test func shortGapsAreFilledAlongALine() {
    let samples = stream(200) { (40..<100).contains($0) ? nil : ScreenPoint(x: $0, y: 2 * $0) }
    let cleaned = CleanedSamples(samples)
    #expect(cleaned.interpolated == 15 && cleaned.gaps.isEmpty && cleaned.samples.count == 50)
    #expect(
      cleaned.samples.allSatisfy { abs($0.position.x - $0.time) < 1e-9 && abs($0.position.y - 2 * $0.time) < 1e-9 })
  }

  @Test func longLossesStayAndBlinksHaveMargins() {
    var settings = CleaningSettings()
    settings.blinkMargin = 20
    let samples = stream(2000) {
      (400..<600).contains($0) || (1000..<1800).contains($0) ? nil : ScreenPoint(x: 1, y: 1)
    }
    let cleaned = CleanedSamples(samples, settings)
    // The last sample before is at 396 and the first after at 600; the loss from 1000 is too long for a blink.
    #expect(cleaned.gaps == [204, 804] && cleaned.blinks == 1)
    #expect(cleaned.besideBlinks == 10)
    #expect(cleaned.samples.allSatisfy { $0.time <= 376 || ($0.time >= 620 && $0.time < 1000) || $0.time >= 1800 })
    #expect(cleaned.samples.count == 500 - 50 - 200 - 10)
  }

  @Test func nothingIsLostOrInventedWithoutSamples() {
    #expect(CleanedSamples([]).samples.isEmpty)
    let lost = CleanedSamples(stream(100) { _ in nil })
    #expect(lost.samples.isEmpty && lost.valid == 0 && lost.total == 25)
  }

  /// Whatever is lost where: every sample is accounted for, and none is left that is not a number.
  @Test func samplesAreAccountedFor() {
    for seed in 0..<50 {
      var random = RandomStream(seed: 3, purpose: .testData, seed)
      var isLost = false
      let samples = stream(3000) { time in
        if random.uniform() < 0.05 { isLost.toggle() }
        return isLost ? nil : ScreenPoint(x: 100 * random.uniform(), y: time)
      }
      let cleaned = CleanedSamples(samples)
      #expect(cleaned.samples.count == cleaned.valid - cleaned.besideBlinks + cleaned.interpolated)
      #expect(cleaned.samples.count { $0.isInterpolated } == cleaned.interpolated)
      #expect(cleaned.samples.allSatisfy { $0.position.isFinite })
      #expect(zip(cleaned.samples, cleaned.samples.dropFirst()).allSatisfy { $0.time < $1.time })
    }
  }
}
