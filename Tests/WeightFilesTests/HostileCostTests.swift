import Foundation
import TestSupport
import Testing

@testable import WeightFiles

/// What hostile files may cost. Each measurement has a process of its own, for other tests take memory too.
struct HostileCostTests {
  @Test func headerLengthsBeyondTheFileTakeNoMemory() async {
    await #expect(processExitsWith: .success) {
      for stated in [1 << 63, UInt64.max, UInt64(WeightFileLimit.headerBytes), 1 << 32] {
        let file = FileBytes(copying: little(stated) + [0x7B, 0x7D], path: "hostile.safetensors")
        try Cost.check(megabytes: 4, milliseconds: 1_000) { _ = try SafetensorsFile(file) }
      }
    }
  }

  @Test func hugeHeadersTakeLittleMemoryAndTime() async {
    await #expect(processExitsWith: .success) {
      // The shortest entries, so that as many as possible fit the 8 MiB; a nest as deep; and one long name.
      let entry = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
      let many = "{" + (0..<100_000).map { "\"\($0)\":\(entry)" }.joined(separator: ",") + "}"
      let metadata = "{\"__metadata__\":{" + (0..<600_000).map { "\"\($0)\":\"\"" }.joined(separator: ",") + "}}"
      let deep = "{\"a\":" + String(repeating: "[", count: 1_000_000)
      let long = "{\"" + String(repeating: "a", count: 8_000_000)
      for header in [many, metadata, deep, long] {
        let file = safetensors(header: header, dataBytes: 0)
        try Cost.check(megabytes: 20, milliseconds: 1_000) { _ = try SafetensorsFile(file) }
      }
    }
  }

  @Test func memoBombsTakeLittleMemoryAndTime() async {
    await #expect(processExitsWith: .success) {
      let doubling = [[UInt8]](repeating: [0x68, 0, 0x68, 0, 0x86, 0x71, 0], count: 1_000_000).joined()
      let stores = (0..<UInt32(1_500_000)).map { [UInt8(0x72)] + little($0) }.joined()
      let bombs = [[0x4E, 0x71, 0] + doubling, [0x4E] + stores, [UInt8](repeating: 0x7D, count: 8_000_000)]
      for bomb in bombs {
        let pickle = [0x80, 2] + bomb
        try Cost.check(megabytes: 200, milliseconds: 5_000) {
          try pickle.withUnsafeBytes { bytes in
            var unpickler = Unpickler(bytes, path: "hostile.bin")
            _ = try unpickler.run()
          }
        }
      }
    }
  }
}

/// A limit that hostile input exceeded. The limits tell linear cost from what a file's own numbers ask for; they are
/// far above what is needed, since a process's first pages of code count too.
private struct Cost: Error {
  var megabytes: Double
  var time: Duration

  /// Runs `body`, which must throw, and throws unless it kept the limits of resident memory and of processor time.
  static func check(megabytes: Double, milliseconds: Double, _ body: () throws -> Void) throws {
    // The first run also brings in code and the runtime's tables.
    try? body()
    try forgetPeak()
    let memoryBefore = try peakMegabytes()
    var isRefused = false
    let time = ProcessorTime.measure {
      do { try body() } catch { isRefused = true }
    }
    let cost = Cost(megabytes: try peakMegabytes() - memoryBefore, time: time)
    guard isRefused, cost.megabytes < megabytes, cost.time < .milliseconds(milliseconds) else { throw cost }
  }

  /// The greatest memory that this process has held since the last `forgetPeak()`.
  private static func peakMegabytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Double($0) }) * 1024 / 1e6
  }

  /// Resets the peak to the memory in use now (Linux, proc(5), "clear_refs").
  private static func forgetPeak() throws {
    try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }
}
