import GazeSamples
import Recordings
import Testing

@testable import Importers

/// A unit of times is declared for files that do not state theirs, and refused for others.
struct StatedTimeUnitTests {
  @Test(arguments: [
    ProLabTable().text, Samples.beGaze(), Samples.iTraceCore,
    Samples.emipCorrected.replacing("timestamp", with: "timestamp [ms]"),
  ])
  func refusesAUnitBesideThatOfTheFile(_ text: String) throws {
    _ = try Imported(text)
    for unit in TimeUnit.allCases {
      let error = #expect(throws: UnusedSetting.self) { try Imported(text) { $0.timeUnit = unit } }
      #expect(error?.option == "--time-unit" && error?.reason.contains("milliseconds") == true)
    }
  }

  @Test func readsTimesInADeclaredUnit() throws {
    let plain = ProLabTable(time: "Recording timestamp", milliseconds: 0.001, duration: nil)
    let fixations = try Imported(plain.text) { $0.timeUnit = .seconds }.trials.flatMap(\.fixations)
    #expect(fixations.count == 3 && fixations.allSatisfy { $0.duration > 200 && $0.duration < 450 })
    let tracker = Samples.iTraceCore.replacing("core_time", with: "other")
    #expect(try Imported(tracker) { $0.timeUnit = .seconds }.recordings[0].samples[1].time == 1000)
    #expect(try Imported(Samples.smi) { $0.timeUnit = .nanoseconds }.recordings[0].samples[1].time == 0.004)
  }
}
