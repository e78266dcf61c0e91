import Basics
import Scanpaths
import TestSupport
import Testing

@testable import Corpus

/// Which readings are held out, and what priors say about where they come from.
struct HoldOutTests {
  /// 12 methods and 7 participants; each method was read by some of them.
  private static let scanpaths = (0..<12).flatMap { method in
    (0..<7).filter { (method + $0) % 3 > 0 }.map {
      Scanpath(participant: "p\($0)", code: "m\(method)", visits: [.init(token: 0, durationMilliseconds: 1)])
    }
  }

  private func settings(
    _ by: HoldOutSettings.Unit, _ folds: Int, _ fold: Int, seed: UInt64 = 1
  ) -> HoldOutSettings {
    var settings = HoldOutSettings()
    (settings.by, settings.folds, settings.fold, settings.seed) = (by, folds, fold, seed)
    return settings
  }

  private func holdOut(_ by: HoldOutSettings.Unit, _ folds: Int, _ fold: Int, seed: UInt64 = 1) throws -> HoldOut {
    try HoldOut(settings(by, folds, fold, seed: seed), of: Self.scanpaths)
  }

  @Test func foldsDivideTheMethodsAndTheParticipants() throws {
    for (unit, names) in [
      (HoldOutSettings.Unit.methods, Set(Self.scanpaths.map(\.code))),
      (.participants, Set(Self.scanpaths.map(\.participant))),
    ] {
      for folds in [2, 3, 5, names.count] {
        let held = try (0..<folds).map { try holdOut(unit, folds, $0) }.map {
          unit == .methods ? $0.methods : $0.participants
        }
        #expect(held.reduce(into: Set<String>()) { $0.formUnion($1) } == names)
        #expect(held.map(\.count).reduce(0, +) == names.count, "no name is in two folds")
        #expect((held.map(\.count).max() ?? 0) - (held.map(\.count).min() ?? 0) <= 1)
      }
    }
    #expect(try holdOut(.methods, 3, 1) == holdOut(.methods, 3, 1))
    #expect(
      try (2...6).contains { try holdOut(.methods, 3, 1, seed: $0) != holdOut(.methods, 3, 1) }, "the seed decides")
  }

  @Test func aHeldOutReadingIsOfAHeldOutMethodOrPersonAndWithBothOfBoth() throws {
    for unit in HoldOutSettings.Unit.allCases {
      let held = try holdOut(unit, 3, 0)
      for path in Self.scanpaths {
        let known = (held.methods.contains(path.code), held.participants.contains(path.participant))
        let expected: HoldOut.Side =
          switch unit {
          case .methods: known.0 ? .heldOut : .training
          case .participants: known.1 ? .heldOut : .training
          case .both: known.0 && known.1 ? .heldOut : known.0 || known.1 ? .neither : .training
          }
        #expect(held.side(of: path) == expected)
      }
    }
    #expect(try HoldOut(settings(.methods, 0, 0), of: Self.scanpaths).isEmpty)
  }

  @Test func aShareIsThatOfTheMethodsAsBefore() {
    let held = HoldOut(shareOfMethods: 0.2, of: Self.scanpaths, seed: 3)
    #expect(held.methods.count == 3 && held.participants.isEmpty)
    #expect(HoldOut(shareOfMethods: 0, of: Self.scanpaths, seed: 3).isEmpty)
  }

  @Test func whatCannotBeDividedIsAnError() throws {
    func problem(_ settings: HoldOutSettings, _ paths: [Scanpath]) -> InvalidSetting? {
      #expect(throws: InvalidSetting.self) { try HoldOut(settings, of: paths) }
    }
    let many = problem(settings(.methods, 13, 0), Self.scanpaths)
    #expect(many?.keyPath == "gaze.hold_out.folds" && many?.problem.contains("12 methods") == true)
    #expect(many?.remedy.contains("at most 12") == true)
    let alone = problem(settings(.participants, 2, 0), Self.scanpaths.filter { $0.participant == "p1" })
    #expect(alone?.problem.contains("1 participant") == true && alone?.remedy.contains("by methods") == true)
    let one = problem(settings(.both, 2, 0), Self.scanpaths.filter { $0.code == "m1" })
    #expect(one?.problem.contains("1 method") == true && one?.remedy.contains("by participants") == true)
    // Each person read one method, so a fold of both may have no reading.
    let diagonal = (0..<6).map { Scanpath(participant: "p\($0)", code: "m\($0)", visits: []) }
    let empty = (0..<6).compactMap { fold -> InvalidSetting? in
      do {
        _ = try HoldOut(settings(.both, 6, fold), of: diagonal)
        return nil
      } catch { return error as? InvalidSetting }
    }
    #expect(!empty.isEmpty && empty.allSatisfy { $0.keyPath == "gaze.hold_out.fold" })
  }

  @Test func settingsThatSayNothingAreRefused() {
    func keys(_ change: (inout HoldOutSettings) -> Void) -> [String] {
      var settings = HoldOutSettings()
      change(&settings)
      return settings.invalidSettings().map(\.keyPath)
    }
    #expect(keys { _ in }.isEmpty)
    #expect(keys { $0.folds = 1 } == ["folds"])
    #expect(keys { $0.folds = -2 } == ["folds"])
    #expect(keys { $0.fold = 1 } == ["fold"])
    #expect(keys { ($0.folds, $0.fold) = (4, 4) } == ["fold"])
    #expect(keys { ($0.folds, $0.fold) = (4, -1) } == ["fold"])
    #expect(keys { $0.by = .both } == ["by"])
  }

  @Test func aProvenanceSaysWhichReadingsItMayHave() throws {
    let held = try holdOut(.both, 3, 2)
    let kept = Self.scanpaths.filter { held.side(of: $0) == .training }
    let provenance = PriorProvenance(of: kept, trials: "t.jsonl", sha256: "00", heldOut: settings(.both, 3, 2))
    let folder = try TemporaryFolder()
    #expect(try PriorProvenance.read(folder: folder.path) == nil)
    try provenance.write(toFolder: folder.path)
    #expect(try PriorProvenance.read(folder: folder.path) == provenance)
    #expect(kept.allSatisfy { provenance.mayContain(method: $0.code, participant: $0.participant) })
    for path in Self.scanpaths where held.side(of: path) != .training {
      #expect(!provenance.mayContain(method: path.code, participant: path.participant))
    }
    try folder.file(PriorProvenance.fileName, "{\"methods\": 3}")
    #expect(throws: DataLineError.self) { try PriorProvenance.read(folder: folder.path) }
  }
}
