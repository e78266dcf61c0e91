import SwiftProtobuf

/// TensorFlow's `Event` message, reduced to what scalars need. Unknown fields are kept.
struct TensorBoardEvent: Message {
  static let protoMessageName = "tensorflow.Event"

  /// Seconds since 1970.
  var wallTime = 0.0
  var step: Int64 = 0
  /// Set only in the first event of a file.
  var fileVersion = ""
  var summary: TensorBoardSummary?
  var unknownFields = UnknownStorage()

  mutating func decodeMessage<D: SwiftProtobuf.Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularDoubleField(value: &wallTime)
      case 2: try decoder.decodeSingularInt64Field(value: &step)
      case 3: try decoder.decodeSingularStringField(value: &fileVersion)
      case 5: try decoder.decodeSingularMessageField(value: &summary)
      default: break
      }
    }
  }

  func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularDoubleField(value: wallTime, fieldNumber: 1)
    try visitor.visitSingularInt64Field(value: step, fieldNumber: 2)
    if !fileVersion.isEmpty { try visitor.visitSingularStringField(value: fileVersion, fieldNumber: 3) }
    if let summary { try visitor.visitSingularMessageField(value: summary, fieldNumber: 5) }
    try unknownFields.traverse(visitor: &visitor)
  }

  func isEqualTo(message: any Message) -> Bool { message as? Self == self }
}

/// TensorFlow's `Summary` message.
struct TensorBoardSummary: Message {
  static let protoMessageName = "tensorflow.Summary"

  var values: [Value] = []
  var unknownFields = UnknownStorage()

  mutating func decodeMessage<D: SwiftProtobuf.Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      if field == 1 { try decoder.decodeRepeatedMessageField(value: &values) }
    }
  }

  func traverse<V: Visitor>(visitor: inout V) throws {
    if !values.isEmpty { try visitor.visitRepeatedMessageField(value: values, fieldNumber: 1) }
    try unknownFields.traverse(visitor: &visitor)
  }

  func isEqualTo(message: any Message) -> Bool { message as? Self == self }

  /// A scalar with its name.
  struct Value: Message {
    static let protoMessageName = "tensorflow.Summary.Value"

    var tag = ""
    var simpleValue: Float = 0
    var unknownFields = UnknownStorage()

    mutating func decodeMessage<D: SwiftProtobuf.Decoder>(decoder: inout D) throws {
      while let field = try decoder.nextFieldNumber() {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &tag)
        case 2: try decoder.decodeSingularFloatField(value: &simpleValue)
        default: break
        }
      }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
      try visitor.visitSingularStringField(value: tag, fieldNumber: 1)
      // Written even if it is zero: the field's presence makes the value a scalar.
      try visitor.visitSingularFloatField(value: simpleValue, fieldNumber: 2)
      try unknownFields.traverse(visitor: &visitor)
    }

    func isEqualTo(message: any Message) -> Bool { message as? Self == self }
  }
}

extension TensorBoardEvent: Equatable {}
extension TensorBoardSummary: Equatable {}
extension TensorBoardSummary.Value: Equatable {}
