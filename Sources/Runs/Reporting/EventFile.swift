import Basics
import Foundation
import Training

/// Appends each event to a file of JSON lines, so that others can read along while the run goes on.
package final class EventFile: EventSink {
  private let path: String
  private let descriptor: Int32

  package init(_ path: String) throws {
    self.path = path
    descriptor = try JSONLines.openToAppend(path)
  }

  deinit { close(descriptor) }

  package func receive(_ event: TrainingEvent) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let line = try encoder.encode(event) + [UInt8(ascii: "\n")]
    // One write per line: with O_APPEND a reader never sees half an event of this process.
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else {
      throw FileFailure(.write, path: path, bytesNeeded: line.count - max(written, 0))
    }
  }
}
