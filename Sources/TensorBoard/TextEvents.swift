import Foundation

/// A protocol-buffer message that is written field by field, for TensorFlow's messages beyond scalars.
struct WireMessage {
  private(set) var bytes = Data()

  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ field: Int, _ value: UInt64) {
    addVarint(UInt64(field) << 3)
    addVarint(value)
  }

  mutating func add(_ field: Int, _ value: Double) {
    addVarint(UInt64(field) << 3 | 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ field: Int, _ data: Data) {
    addVarint(UInt64(field) << 3 | 2)
    addVarint(UInt64(data.count))
    bytes.append(data)
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Data(text.utf8)) }

  mutating func add(_ field: Int, _ message: WireMessage) { add(field, message.bytes) }
}

/// What an event file has besides scalars: texts, and the hyperparameters that the HParams dashboard lists.
struct TextEvents {
  var wallTime: Double

  /// A text in Markdown, for the Text dashboard.
  func text(_ tag: String, _ markdown: String, step: Int) -> Data {
    var shape = WireMessage()
    var dimension = WireMessage()
    dimension.add(1, UInt64(1))
    shape.add(2, dimension)
    var tensor = WireMessage()
    // 7 is DT_STRING.
    tensor.add(1, UInt64(7))
    tensor.add(2, shape)
    tensor.add(8, markdown)
    return event(tag, plugin: "text", content: Data(), tensor: tensor, step: step)
  }

  /// The settings of a run, for the HParams dashboard.
  func hyperparameters(_ settings: [(key: String, value: String)], name: String) -> Data {
    var session = WireMessage()
    for (key, value) in settings {
      var scalar = WireMessage()
      // google.protobuf.Value: 2 is a number, 3 a text.
      if let number = Double(value), number.isFinite { scalar.add(2, number) } else { scalar.add(3, value) }
      var entry = WireMessage()
      entry.add(1, key)
      entry.add(2, scalar)
      session.add(1, entry)
    }
    session.add(4, name)
    session.add(5, wallTime)
    var content = WireMessage()
    content.add(3, session)
    return event("_hparams_/session_start_info", plugin: "hparams", content: content.bytes, tensor: nil, step: 0)
  }

  private func event(_ tag: String, plugin: String, content: Data, tensor: WireMessage?, step: Int) -> Data {
    var data = WireMessage()
    data.add(1, plugin)
    data.add(2, content)
    var metadata = WireMessage()
    metadata.add(1, data)
    // 2 is DATA_CLASS_TENSOR.
    metadata.add(4, UInt64(2))
    var value = WireMessage()
    value.add(1, tag)
    if let tensor { value.add(8, tensor) }
    value.add(9, metadata)
    var summary = WireMessage()
    summary.add(1, value)
    var event = WireMessage()
    event.add(1, wallTime)
    event.add(2, UInt64(max(0, step)))
    event.add(5, summary)
    return event.bytes
  }
}
