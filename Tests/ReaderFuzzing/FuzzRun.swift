import Basics
import Foundation
import Synchronization

/// Feeds damaged inputs to a reader, one after the other in this process.
///
/// A crash ends the process; the input is then still in the folder.
package struct FuzzRun {
  /// Inputs from this number on, and how many.
  package var first = 0
  package var count = 1000
  package var seed: UInt64 = 1
  /// How long one input may take.
  package var secondsPerInput = 10
  /// How much memory may come to be in use beyond that of the first inputs.
  package var megabytes = 512.0
  private let folder: String

  /// Inputs between two looks at the memory in use.
  private static let block = 1000

  /// What became of the inputs.
  package struct Outcome: Sendable, Equatable {
    package var accepted = 0
    package var refused = 0
    package var seconds = 0.0
    /// The most memory that was in use, and how much more that was than after the first inputs.
    package var peakMegabytes = 0.0
    package var growthMegabytes = 0.0
  }

  /// - Parameter folder: where the inputs are written; made where it is missing.
  package init(folder: String) { self.folder = folder }

  /// - Throws: `FuzzFinding` at the first input that is neither read nor refused as it should be.
  package func run(_ reader: FuzzedReader) throws -> Outcome {
    try makeFolders(of: reader)
    let clock = InputClock(limit: secondsPerInput, reader: reader.name)
    defer { clock.stop() }
    var outcome = Outcome()
    var residentAtFirst: Double?
    ProcessMemory.resetPeak()
    let begin = ContinuousClock.now
    for number in first..<first + count {
      let files = reader.input(number, seed: seed)
      for (name, bytes) in files { try Self.write(bytes, to: "\(folder)/\(name)") }
      clock.begin(number)
      do {
        try reader.read(folder)
        outcome.accepted += 1
      } catch is any DiagnosableError {
        outcome.refused += 1
      } catch {
        throw FuzzFinding(reader: reader.name, input: number, seed: seed, problem: "\(error)", folder: folder)
      }
      guard (number - first) % Self.block == Self.block - 1 || number == first + count - 1 else { continue }
      outcome.peakMegabytes = ProcessMemory.peakMegabytes
      let before = residentAtFirst ?? outcome.peakMegabytes
      residentAtFirst = before
      outcome.growthMegabytes = outcome.peakMegabytes - before
      guard outcome.growthMegabytes <= megabytes else {
        throw FuzzFinding(
          reader: reader.name, input: number, seed: seed,
          problem: "memory grew by \(Int(outcome.growthMegabytes)) MB in this input or the \(Self.block) before it",
          folder: folder)
      }
    }
    outcome.seconds = (ContinuousClock.now - begin) / .seconds(1)
    return outcome
  }

  /// Gives a reader its valid inputs as they are.
  ///
  /// - Throws: what the reader throws: it would have been fed with nothing but files that are wrong from the start.
  package func readUndamaged(_ reader: FuzzedReader) throws {
    try makeFolders(of: reader)
    for files in reader.seeds {
      for (name, bytes) in files { try Self.write(bytes, to: "\(folder)/\(name)") }
      try reader.read(folder)
    }
  }

  private func makeFolders(of reader: FuzzedReader) throws {
    for name in reader.seeds.flatMap(\.keys) {
      let path = ("\(folder)/\(name)" as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw FileFailure(.write, path: path) }
  }

}

/// An input that a reader did not take as it should.
package struct FuzzFinding: Error, CustomStringConvertible {
  package var reader: String
  package var input: Int
  package var seed: UInt64
  package var problem: String
  package var folder: String

  package var description: String {
    "\(reader): input \(input) of seed \(seed), in \(folder): \(problem)"
  }
}

/// Ends the process when one input takes too long: a reader that hangs cannot be told to stop.
private final class InputClock: Sendable {
  private let current = Atomic<Int>(-1)
  private let isOver = Atomic<Bool>(false)

  init(limit: Int, reader: String) {
    let thread = Thread { [self] in
      // Looks rather than seconds: a process that was stopped for a while is not blamed for it.
      var (last, looks) = (-1, 0)
      while !isOver.load(ordering: .relaxed) {
        usleep(200_000)
        let now = current.load(ordering: .relaxed)
        looks = now == last ? looks + 1 : 0
        last = now
        guard last >= 0, looks > 5 * limit else { continue }
        fatalError("\(reader): input \(last) takes longer than \(limit) s")
      }
    }
    thread.start()
  }

  func begin(_ number: Int) { current.store(number, ordering: .relaxed) }

  func stop() { isOver.store(true, ordering: .relaxed) }
}

/// What this process has held in memory.
private enum ProcessMemory {
  /// Resets the peak to the memory in use now, so that an earlier reader's peak does not count. Has no effect where the
  /// system does not allow it.
  static func resetPeak() {
    let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  }

  static var peakMegabytes: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return kilobytes * 1024 / 1e6
  }
}
