import Basics
import Configuration
import Foundation
import SwiftProtobuf
import Training

/// Appends a run's scalars, settings and sample texts to a TensorBoard event file, `tensorboard/events.out.tfevents.…`.
///
/// Each start of a run opens a new file, as TensorBoard expects for resumed runs.
package final class TensorBoardFile: EventSink {
  private let path: String
  private let descriptor: Int32

  /// The samples whose texts are shown: few, since each validation adds them.
  private static let mostTexts = 4

  /// - Parameters:
  ///   - directory: the folder for event files; it is made.
  ///   - settings: the run's configuration, to be shown as text and among the hyperparameters.
  package init(_ directory: String, settings: FlatSettings? = nil) throws {
    try Folder.make(directory)
    let second = Int(Date().timeIntervalSince1970)
    path = "\(directory)/events.out.tfevents.\(second).\(Machine.this.host).\(getpid())"
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    var opening = TensorBoardEvent()
    opening.fileVersion = "brain.Event:2"
    try write(opening)
    if let settings {
      let rows = settings.keys.map { (key: $0, value: settings[$0] ?? "") }
      let events = TextEvents(wallTime: Date().timeIntervalSince1970)
      try write(record: events.text("configuration", Self.code(rows.map { "\($0.key): \($0.value)" }), step: 0))
      try write(record: events.hyperparameters(rows, name: settings["name"] ?? ""))
    }
  }

  package func receive(_ outputs: ValidationOutputs) throws {
    let events = TextEvents(wallTime: Date().timeIntervalSince1970)
    for sample in outputs.samples.prefix(Self.mostTexts) {
      let parts = ["source", sample.source, "", "reference", sample.reference, "", "prediction", sample.prediction]
      try write(
        record: events.text("validation/sample_\(sample.sample)", Self.code(parts), step: outputs.step))
    }
  }

  /// Markdown that shows lines as they are: each is indented, so that nothing in it has a meaning.
  private static func code(_ lines: [String]) -> String {
    lines.flatMap { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }.map { "    \($0)" }
      .joined(separator: "\n")
  }

  deinit { close(descriptor) }

  package func receive(_ event: TrainingEvent) throws {
    switch event {
    case .step(let step):
      try write(step: step.step, Self.scalars(of: step) + Self.terms(of: step, prefix: "train"))
    case .gazeStep(let step):
      try write(step: step.step, [("gaze/loss", step.loss)] + Self.terms(of: step, prefix: "gaze"))
    case .validation(let validation):
      let scores = validation.scores.map { (tag: "validation/\($0.key)", value: $0.value) }
      try write(
        step: validation.step, [(tag: "validation/loss", value: validation.loss)] + scores.sorted { $0.tag < $1.tag })
    case .started, .checkpoint, .warning, .finished: break
    }
  }

  private static func scalars(of step: TrainingEvent.Step) -> [(tag: String, value: Double)] {
    [
      ("train/loss", step.loss), ("train/gradient_norm", step.gradientNorm), ("train/learning_rate", step.learningRate),
      ("train/tokens_per_second", Double(step.tokens) / max(step.seconds, 1e-9)),
      ("train/exposed_communication_seconds", step.exposedCommunicationSeconds),
    ]
  }

  private static func terms(of step: TrainingEvent.Step, prefix: String) -> [(tag: String, value: Double)] {
    step.terms.sorted { $0.key < $1.key }.map { ("\(prefix)/\($0.key)", $0.value) }
  }

  private func write(step: Int, _ scalars: [(tag: String, value: Double)]) throws {
    var event = TensorBoardEvent()
    event.step = Int64(step)
    event.summary = TensorBoardSummary()
    event.summary?.values = scalars.map { scalar in
      var value = TensorBoardSummary.Value()
      value.tag = scalar.tag
      value.simpleValue = Float(scalar.value)
      return value
    }
    try write(event)
  }

  private func write(_ event: TensorBoardEvent) throws {
    var event = event
    event.wallTime = Date().timeIntervalSince1970
    try write(record: try event.serializedData())
  }

  private func write(record content: Data) throws {
    let record = RecordFraming.framed(content)
    // One write per record, so readers see at most one incomplete record, at the file's end. Where the system takes only a
    // part, the next write says why.
    try record.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let written = Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { throw FileFailure(.write, path: path, bytesNeeded: bytes.count - done) }
        done += written
      }
    }
  }
}

/// TensorFlow's record file format: each record is preceded by its length and a checksum, and followed by a checksum.
enum RecordFraming {
  /// Frames a record: length (8 bytes), checksum of the length, bytes, checksum of the bytes; little-endian.
  static func framed(_ record: Data) -> Data {
    let length = bytes(of: UInt64(record.count))
    return length + bytes(of: maskedChecksum(length)) + record + bytes(of: maskedChecksum(record))
  }

  /// The checksum, rotated and offset by a constant, because a checksum over bytes that contain checksums would be
  /// weak.
  static func maskedChecksum(_ data: Data) -> UInt32 {
    let sum = checksum(data)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  /// CRC-32C (Castagnoli), as in iSCSI.
  static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  private static func bytes(of number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }
}
