import Foundation
import TestSupport
import Testing

@testable import Archives
@testable import WeightFiles

/// What hostile files may cost. Each measurement has a process of its own, for other tests take memory too.
struct HostileCostTests {
  @Test func headerLengthsBeyondTheFileTakeNoMemory() async {
    await #expect(processExitsWith: .success) {
      for stated in [1 << 63, UInt64.max, UInt64(WeightFileLimit.headerBytes), 1 << 32] {
        let file = FileBytes(copying: little(stated) + [0x7B, 0x7D], path: "hostile.safetensors")
        try Cost.checkMemory(megabytes: 4) { _ = try SafetensorsFile(file) }
      }
    }
  }

  @Test func hugeHeadersTakeLittleMemoryAndTime() async {
    await #expect(processExitsWith: .success) {
      // The shortest entries, so that as many as possible fit the 8 MiB; a nest as deep; and one long name.
      let entry = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
      let headers: [(largest: Int, text: (Int) -> String)] = [
        (100_000, { count in "{" + (0..<count).map { "\"\($0)\":\(entry)" }.joined(separator: ",") + "}" }),
        (
          600_000,
          { count in "{\"__metadata__\":{" + (0..<count).map { "\"\($0)\":\"\"" }.joined(separator: ",") + "}}" }
        ),
        (1_000_000, { "{\"a\":" + String(repeating: "[", count: $0) }),
        (8_000_000, { "{\"" + String(repeating: "a", count: $0) }),
      ]
      for header in headers {
        try Cost.check(
          megabytes: 20, size: header.largest, input: { safetensors(header: header.text($0), dataBytes: 0) },
          body: { _ = try SafetensorsFile($0) })
      }
    }
  }

  @Test func memoBombsTakeLittleMemoryAndTime() async {
    await #expect(processExitsWith: .success) {
      let doubling: [UInt8] = [0x68, 0, 0x68, 0, 0x86, 0x71, 0]
      let bombs: [(largest: Int, bytes: (Int) -> [UInt8])] = [
        (1_000_000, { [0x4E, 0x71, 0] + [[UInt8]](repeating: doubling, count: $0).joined() }),
        (1_500_000, { [0x4E] + (0..<UInt32($0)).map { [UInt8(0x72)] + little($0) }.joined() }),
        (8_000_000, { [UInt8](repeating: 0x7D, count: $0) }),
      ]
      for bomb in bombs {
        try Cost.check(megabytes: 200, size: bomb.largest, input: { [0x80, 2] + bomb.bytes($0) }) { pickle in
          try pickle.withUnsafeBytes { bytes in
            var unpickler = Unpickler(bytes, path: "hostile.bin")
            _ = try unpickler.run()
          }
        }
      }
    }
  }
}

/// A limit that hostile input exceeded. The limits tell linear cost from what a file's own numbers ask for; that of the
/// memory is far above what is needed, since a process's first pages of code count too.
private struct Cost: Error {
  var megabytes = 0.0
  /// How many times the time that an eighth of the input takes.
  var growth = 0.0

  /// Checks the memory, and that the time grows as the input does: its square would take 64 times that of an eighth.
  static func check<Input>(
    megabytes: Double, size: Int, input: (Int) -> Input, body: (Input) throws -> Void
  ) throws {
    let (whole, eighth) = (input(size), input(size / 8))
    try checkMemory(megabytes: megabytes) { try body(whole) }
    let growth = ProcessorTime.growth(below: 24, from: { try? body(eighth) }, to: { try? body(whole) })
    guard growth < 24 else { throw Cost(growth: growth) }
  }

  /// Runs `body`, which must throw, and throws unless it kept the limit of resident memory.
  static func checkMemory(megabytes: Double, _ body: () throws -> Void) throws {
    // The first run also brings in code and the runtime's tables.
    try? body()
    try forgetPeak()
    let memoryBefore = try peakMegabytes()
    var isRefused = false
    do { try body() } catch { isRefused = true }
    let cost = Cost(megabytes: try peakMegabytes() - memoryBefore)
    guard isRefused, cost.megabytes < megabytes else { throw cost }
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
