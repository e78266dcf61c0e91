import Configuration
import Foundation
import TestSupport
import Testing

@testable import Runs
@testable import TensorBoard
@testable import Training

struct TensorBoardTests {
  @Test func checksumsAreCastagnolis() {
    // The check value of CRC-32C, and the masking that TensorFlow's record files apply to it.
    #expect(RecordFraming.checksum(Data("123456789".utf8)) == 0xE306_9283)
    #expect(RecordFraming.checksum(Data()) == 0)
    let sum: UInt32 = 0xE306_9283
    #expect(RecordFraming.maskedChecksum(Data("123456789".utf8)) == (sum >> 15 | sum << 17) &+ 0xA282_EAD8)
  }

  @Test func messagesHaveTensorFlowsFieldNumbers() throws {
    var event = TensorBoardEvent()
    event.wallTime = 1
    event.step = 7
    var value = TensorBoardSummary.Value()
    value.tag = "a"
    value.simpleValue = 2
    event.summary = TensorBoardSummary()
    event.summary?.values = [value]
    let expected: [UInt8] = [
      0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,  // 1: double 1
      0x10, 7,  // 2: varint 7
      0x2A, 10,  // 5: summary of 10 bytes
      0x0A, 8,  // 1: value of 8 bytes
      0x0A, 1, 0x61,  // 1: "a"
      0x15, 0, 0, 0, 0x40,  // 2: float 2
    ]
    #expect(try Array(event.serializedData()) == expected)
    #expect(try TensorBoardEvent(serializedBytes: expected) == event)
  }

  @Test func aRunsNumbersAreWholeRecords() throws {
    let folder = try TemporaryFolder()
    let file = try TensorBoardFile(folder.path("tensorboard"))
    try file.receive(
      .validation(.init(step: 3, epoch: 0, loss: 1.5, scores: ["bleu": 0], isBest: true, seconds: 1)))
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path("tensorboard")).first)
    #expect(name.hasPrefix("events.out.tfevents."))
    let content = try Data(contentsOf: folder.url("tensorboard/\(name)"))
    let events = try Self.records(content).map { try TensorBoardEvent(serializedBytes: $0) }
    #expect(events.count == 2 && events[0].fileVersion == "brain.Event:2")
    #expect(events[1].step == 3 && events[1].summary?.values.map(\.tag) == ["validation/loss", "validation/bleu"])
    #expect(events[1].summary?.values.map(\.simpleValue) == [1.5, 0])
  }

  /// Texts and hyperparameters, byte for byte as TensorBoard's own messages have them.
  @Test func settingsAndSamplesAreTextsOfTensorBoardsDashboards() throws {
    let folder = try TemporaryFolder()
    let settings: FlatSettings = .init(["name": "align", "seed": "3", "objective.kind": "align"])
    let file = try TensorBoardFile(folder.path("tensorboard"), settings: settings)
    try file.receive(
      ValidationOutputs(
        step: 7, isBest: true,
        samples: (0..<9).map { .init(sample: $0, source: "# f\ng", reference: "r", prediction: "<b>p \($0)</b>") }))
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path("tensorboard")).first)
    let records = try Self.records(try Data(contentsOf: folder.url("tensorboard/\(name)")))
    let events = try records.map { try TensorBoardEvent(serializedBytes: $0) }
    let tags = ["configuration", "_hparams_/session_start_info"] + (0..<4).map { "validation/sample_\($0)" }
    #expect(events.dropFirst().flatMap { $0.summary?.values.map(\.tag) ?? [] } == tags)
    #expect(events.map(\.step) == [0, 0, 0, 7, 7, 7, 7])
    // google.protobuf.Value: seed is the number 3, the kind a text.
    let seed: [UInt8] = [0x0A, 4, 0x73, 0x65, 0x65, 0x64, 0x12, 9, 0x11, 0, 0, 0, 0, 0, 0, 0x08, 0x40]
    #expect(records[2].range(of: Data(seed)) != nil)
    #expect(records[2].range(of: Data([0x12, 7, 0x1A, 5] + Array("align".utf8))) != nil)
    let text = "    source\n    # f\n    g\n    \n    reference\n    r\n    \n    prediction\n    <b>p 0</b>"
    #expect(records[3].range(of: Data([0x42, UInt8(text.utf8.count)] + Array(text.utf8))) != nil)
  }

  /// The records of a file, each checked against its checksums.
  private static func records(_ content: Data) throws -> [Data] {
    var records: [Data] = []
    var rest = content
    func number<Number: FixedWidthInteger>(_ type: Number.Type, _ bytes: Data) -> Number {
      bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
    }
    while !rest.isEmpty {
      let length = rest.prefix(8)
      let count = Int(number(UInt64.self, length))
      try #require(rest.count >= count + 16)
      let record = rest.dropFirst(12).prefix(count)
      #expect(number(UInt32.self, rest.dropFirst(8).prefix(4)) == RecordFraming.maskedChecksum(Data(length)))
      #expect(number(UInt32.self, rest.dropFirst(12 + count).prefix(4)) == RecordFraming.maskedChecksum(Data(record)))
      records.append(Data(record))
      rest = rest.dropFirst(16 + count)
    }
    return records
  }
}
