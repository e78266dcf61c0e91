import Basics
import Recordings
import Testing

@testable import ReadingTables

struct SaccadeTableTests {
  private static func values(
    _ places: [(start: Double?, x: Double, y: Double)?], geometry: SaccadeGeometry? = nil, boxes: [Int?] = []
  ) throws -> [[String: TableValue]] {
    let layout = TokenBox.numbered(
      (0..<4).map { ("b", ScreenRectangle(x: Double(100 - 10 * $0), y: 0, width: 8, height: 10), "") })
    var trial = ReadingTrial(
      participant: "p", method: "m", screen: ScreenSize(width: 1920, height: 1080), boxes: layout,
      provenance: Provenance(format: .smi, file: "f", line: 1))
    trial.fixations = places.enumerated().map { number, place in
      Fixation(
        start: place?.start, duration: 100, position: place.map { ScreenPoint(x: $0.x, y: $0.y) },
        box: boxes.indices.contains(number) ? boxes[number].map { layout[$0].reference } : nil)
    }
    return SaccadeTable.rows(try ReadingSet([trial]), geometry: geometry).map { row in
      Dictionary(uniqueKeysWithValues: SaccadeTable.definition.columns.map { ($0.description.name, $0.value(row)) })
    }
  }

  @Test func movementsHaveLengthAndDirection() throws {
    let rows = try Self.values([(0, 0, 0), (150, 30, -40), (300, 30, 60), (450, -70, 60), (600, -70, 60)])
    #expect(rows.map { $0["amplitude_px"] } == [.number(50), .number(100), .number(100), .number(0)])
    #expect(rows[1]["direction_deg"] == .number(-90) && rows[2]["direction_deg"] == .number(180))
    #expect(rows[3]["direction_deg"] == .missing && rows[0]["amplitude_deg"] == .missing)
    #expect(rows[0]["dy_px"] == .number(-40) && rows[0]["from_fixation"] == .integer(1))
    #expect(rows[0]["start_ms"] == .number(100) && rows[0]["duration_ms"] == .number(50))
  }

  /// Computed with Python's math module.
  @Test func degreesFollowFromTheScreenAndTheDistance() throws {
    let places: [(start: Double?, x: Double, y: Double)?] = [(0, 0, 0), (200, 100, 0)]
    for (pixels, expected) in [(nil, 2.4374575597831787), (1000, 4.678023987934369)] as [(Double?, Double)] {
      let geometry = SaccadeGeometry(screenWidth: 531, distance: 650, screenWidthPixels: pixels)
      guard case .number(let degrees) = try Self.values(places, geometry: geometry)[0]["amplitude_deg"] else {
        Issue.record("no amplitude")
        continue
      }
      #expect(abs(degrees - expected) < 1e-9)
    }
  }

  @Test func whatIsUnknownIsMissing() throws {
    let rows = try Self.values([(0, 0, 0), (50, 1, 1), nil, (nil, 2, 2)])
    #expect(rows[0]["duration_ms"] == .missing, "the fixations overlap")
    #expect(rows[0]["end_ms"] == .number(50) && rows[1]["end_ms"] == .missing && rows[2]["start_ms"] == .missing)
    #expect(rows[1]["amplitude_px"] == .missing && rows[2]["amplitude_px"] == .missing)
    #expect(rows[0]["is_regression"] == .missing && rows[0]["line_change"] == .missing)
  }

  /// The boxes are listed from right to left.
  @Test func withoutTokensRegressionsFollowTheBoxes() throws {
    let rows = try Self.values([nil, nil, nil, nil], boxes: [0, 2, 2, nil])
    #expect(rows.map { $0["is_regression"] } == [.boolean(true), .boolean(false), .missing])
    #expect(rows[0]["to_box"] == .integer(2) && rows[2]["to_box"] == .missing)
  }
}
