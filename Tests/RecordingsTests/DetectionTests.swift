import Basics
import Foundation
import Testing

@testable import Recordings

struct DetectionTests {
  /// Stops of 300 ms at four places, with saccades of 20 ms between them and noise of a pixel.
  private static let places = [(200.0, 100.0), (500.0, 100.0), (500.0, 400.0), (250.0, 410.0)]

  private static func scene(noise: Double = 1, seed: Int = 0) -> [GazeSample] {
    var random = RandomStream(seed: 5, purpose: .testData, seed)
    return stream(320 * 4 - 20) { time in
      let index = Int(time / 320)
      let (x, y) = places[index]
      let within = time - Double(index) * 320
      guard within >= 300, index + 1 < places.count else {
        return ScreenPoint(x: x + noise * random.normal(), y: y + noise * random.normal())
      }
      let share = (within - 300 + 2) / 20
      return ScreenPoint(x: x + share * (places[index + 1].0 - x), y: y + share * (places[index + 1].1 - y))
    }
  }

  private func detect(_ samples: [GazeSample], _ change: (inout DetectionSettings) -> Void = { _ in })
    -> [DetectedFixation]
  {
    var settings = DetectionSettings()
    change(&settings)
    return FixationDetector(settings).fixations(in: CleanedSamples(samples).samples)
  }

  @Test(arguments: DetectionAlgorithm.allCases)
  func stopsAreFoundWhereAndWhenTheyWere(_ algorithm: DetectionAlgorithm) {
    let found = detect(Self.scene()) { $0.algorithm = algorithm }
    #expect(found.count == 4)
    for (index, (fixation, place)) in zip(found, Self.places).enumerated() {
      #expect(abs((fixation.fixation.start ?? -1) - 320 * Double(index)) <= 12)
      #expect(abs(fixation.fixation.duration - 296) <= 16)
      let position = fixation.fixation.position ?? ScreenPoint(x: 0, y: 0)
      #expect(position.distance(to: ScreenPoint(x: place.0, y: place.1)) < 6)
    }
  }

  @Test func theStartIsTheFirstSampleAndTheLastWindowCounts() {
    let found = detect(stream(400) { _ in ScreenPoint(x: 5, y: 5) })
    #expect(found.map(\.fixation) == [Fixation(start: 0, duration: 396, position: ScreenPoint(x: 5, y: 5))])
    #expect(found[0].samples == 0..<100)
  }

  @Test func theBreakingSampleBeginsTheNextWindow() {
    let found = detect(stream(400) { ScreenPoint(x: $0 < 200 ? 0 : 500, y: 0) })
    #expect(found.map(\.fixation.start) == [0, 200])
    #expect(found.map(\.fixation.duration) == [196, 196])
  }

  @Test(arguments: DetectionAlgorithm.allCases) func noFixationSpansAGap(_ algorithm: DetectionAlgorithm) {
    let samples = stream(3000) { (1000..<2000).contains($0) ? nil : ScreenPoint(x: 5, y: 5) }
    let found = detect(samples) { $0.algorithm = algorithm }
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.fixation.duration < 1000 })
  }

  @Test func noSamplingRateIsAssumed() {
    for interval in [1.0, 4, 8.333, 16.667, 33] {
      let found = detect(stream(500, interval: interval) { _ in ScreenPoint(x: 1, y: 1) })
      #expect(found.count == 1)
      #expect(abs((found.first?.fixation.duration ?? 0) - 500) <= interval + 1e-6)
    }
  }

  @Test func degreesNeedGeometryAndScaleThresholds() throws {
    var settings = FixationSettings()
    settings.detection.unit = .degrees
    #expect(throws: InvalidSetting.self) { try FixationPipeline(settings) }
    var geometry = ViewingGeometry()
    geometry.distanceMillimeters = 600
    geometry.screenWidthMillimeters = 500
    geometry.screenWidthPixels = 1000
    // 600 mm · 2 · tan(0.5°) = 10.47 mm, at two pixels a millimetre.
    #expect(abs(geometry.pixelsPerDegree - 20.944) < 0.001)
    let drift = stream(400) { ScreenPoint(x: $0 / 8, y: 0) }
    let narrow = detect(drift) { ($0.unit, $0.geometry, $0.dispersion) = (.degrees, geometry, 1) }
    let wide = detect(drift) { ($0.unit, $0.geometry, $0.dispersion) = (.degrees, geometry, 3) }
    #expect(narrow.count > 1 && wide.count == 1)
  }

  @Test func nearFixationsMerge() {
    let samples = stream(600) { ScreenPoint(x: (296..<304).contains($0) ? 60 : 10, y: 10) }
    let apart = detect(samples) { ($0.algorithm, $0.velocityWindow) = (.velocity, 0) }
    let joined = detect(samples) {
      ($0.algorithm, $0.velocityWindow, $0.mergeGap, $0.mergeDistance) = (.velocity, 0, 50, 20)
    }
    #expect(apart.count == 2 && joined.count == 1)
  }

  /// Fixations are in order, apart, long enough, and inside the samples' bounding box, whatever the samples are.
  @Test(arguments: DetectionAlgorithm.allCases) func invariantsHold(_ algorithm: DetectionAlgorithm) {
    for seed in 0..<60 {
      var random = RandomStream(seed: 8, purpose: .testData, seed)
      var (point, isLost) = (ScreenPoint(x: 0, y: 0), false)
      let samples = stream(4000, interval: 1 + 9 * random.uniform()) { _ in
        if random.uniform() < 0.02 { point = ScreenPoint(x: 1000 * random.uniform(), y: 1000 * random.uniform()) }
        if random.uniform() < 0.02 { isLost.toggle() }
        return isLost ? nil : ScreenPoint(x: point.x + 5 * random.normal(), y: point.y + 5 * random.normal())
      }
      let cleaned = CleanedSamples(samples).samples
      var settings = DetectionSettings()
      settings.algorithm = algorithm
      let found = FixationDetector(settings).fixations(in: cleaned)
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.samples.upperBound <= $1.samples.lowerBound })
      for fixation in found {
        let window = cleaned[fixation.samples]
        #expect(fixation.fixation.duration >= 100)
        #expect(fixation.fixation.start == window.first?.time)
        #expect(zip(window, window.dropFirst()).allSatisfy { $1.time - $0.time <= settings.maximumGap })
        let xs = window.map(\.position.x)
        #expect((xs.min() ?? 0)...(xs.max() ?? 0) ~= fixation.fixation.position?.x ?? -1)
      }
    }
  }
}
