import Basics

/// The JSON form of a trial, one line for each; docs/gaze-formats.md describes it.
///
/// Unknown keys are ignored, so later versions can add some.
extension ReadingTrial: Codable {
  /// The version that is written, and the newest one that can be read.
  package static let formatVersion = 1

  private enum Key: String, CodingKey {
    case version, participant, method, language, code, screen, tokens, boxes, fixations, provenance, exclusions, notes
    case quality
  }

  /// Reads the object of docs/gaze-formats.md.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    guard (1...Self.formatVersion).contains(version) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version) is not known here")
    }
    self.init(
      participant: try values.decode(String.self, forKey: .participant),
      method: try values.decode(String.self, forKey: .method),
      language: try values.decodeIfPresent(String.self, forKey: .language),
      code: try values.decodeIfPresent(String.self, forKey: .code),
      screen: try values.decodeIfPresent(ScreenSize.self, forKey: .screen),
      tokens: try values.decode([StimulusToken].self, forKey: .tokens),
      boxes: try values.decode([TokenBox].self, forKey: .boxes),
      fixations: try values.decode([Fixation].self, forKey: .fixations),
      provenance: try values.decode(Provenance.self, forKey: .provenance),
      exclusions: try values.decode(Exclusions.self, forKey: .exclusions),
      notes: try values.decodeIfPresent([String].self, forKey: .notes) ?? [],
      quality: try values.decodeIfPresent(RecordingQuality.self, forKey: .quality))
    try checkReferences(values)
  }

  /// Writes the object of docs/gaze-formats.md.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Self.formatVersion, forKey: .version)
    try values.encode(participant, forKey: .participant)
    try values.encode(method, forKey: .method)
    try values.encodeIfPresent(language, forKey: .language)
    try values.encodeIfPresent(code, forKey: .code)
    try values.encodeIfPresent(screen, forKey: .screen)
    try values.encode(tokens, forKey: .tokens)
    try values.encode(boxes, forKey: .boxes)
    try values.encode(fixations, forKey: .fixations)
    try values.encode(provenance, forKey: .provenance)
    try values.encode(exclusions, forKey: .exclusions)
    if !notes.isEmpty { try values.encode(notes, forKey: .notes) }
    try values.encodeIfPresent(quality, forKey: .quality)
  }

  /// Checks that token numbers name tokens and that spans are inside the code.
  private func checkReferences(_ values: KeyedDecodingContainer<Key>) throws {
    func fault(_ key: Key, _ what: String) -> DecodingError {
      DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: what)
    }
    let length = code?.utf8.count ?? Int.max
    if let token = tokens.firstIndex(where: { $0.byteRange.upperBound > length }) {
      throw fault(.tokens, "token \(token) ends at byte \(tokens[token].byteRange.upperBound), the code has \(length)")
    }
    if let fixation = fixations.firstIndex(where: { !$0.tokens.allSatisfy(tokens.indices.contains) }) {
      throw fault(.fixations, "fixation \(fixation) names a token that does not exist")
    }
    if let box = boxes.firstIndex(where: { !$0.tokens.allSatisfy(tokens.indices.contains) }) {
      throw fault(.boxes, "box \(box) names a token that does not exist")
    }
  }
}

extension StimulusToken: Codable {
  private enum Key: String, CodingKey { case text, bytes, line, column }

  /// Reads the object of docs/gaze-formats.md.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let bytes = try values.decode([Int].self, forKey: .bytes)
    guard bytes.count == 2, bytes[0] >= 0, bytes[0] <= bytes[1] else {
      throw DecodingError.dataCorruptedError(
        forKey: .bytes, in: values, debugDescription: "expected [first byte, byte after the last]")
    }
    self.init(
      text: try values.decode(String.self, forKey: .text), byteRange: bytes[0]..<bytes[1],
      line: try values.decode(Int.self, forKey: .line), column: try values.decode(Int.self, forKey: .column))
  }

  /// Writes the object of docs/gaze-formats.md.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(text, forKey: .text)
    try values.encode([byteRange.lowerBound, byteRange.upperBound], forKey: .bytes)
    try values.encode(line, forKey: .line)
    try values.encode(column, forKey: .column)
  }
}

extension Fixation: Codable {
  private enum Key: String, CodingKey {
    case start = "start_ms"
    case duration = "duration_ms"
    case x, y, box, tokens, source
    case rawX = "raw_x"
    case rawY = "raw_y"
  }

  /// Reads the object of docs/gaze-formats.md.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let duration = try values.decode(Double.self, forKey: .duration)
    guard Fixation.isPossible(duration: duration) else {
      throw DecodingError.dataCorruptedError(
        forKey: .duration, in: values, debugDescription: "\(duration) ms is no duration")
    }
    self.init(
      start: try values.decodeIfPresent(Double.self, forKey: .start), duration: duration,
      position: try Self.point(.x, .y, in: values),
      box: try values.decodeIfPresent(BoxReference.self, forKey: .box),
      tokens: try values.decode([Int].self, forKey: .tokens),
      source: try values.decodeIfPresent(SourcePlace.self, forKey: .source))
    rawPosition = try Self.point(.rawX, .rawY, in: values)
  }

  /// The point that two keys give together; nil when both are absent.
  private static func point(_ x: Key, _ y: Key, in values: KeyedDecodingContainer<Key>) throws -> ScreenPoint? {
    guard values.contains(x) || values.contains(y) else { return nil }
    let point = ScreenPoint(x: try values.decode(Double.self, forKey: x), y: try values.decode(Double.self, forKey: y))
    guard point.isOnAnyScreen else {
      throw DecodingError.dataCorruptedError(
        forKey: x, in: values, debugDescription: "(\(point.x), \(point.y)) is on no screen")
    }
    return point
  }

  /// Writes the object of docs/gaze-formats.md.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encodeIfPresent(start, forKey: .start)
    try values.encode(duration, forKey: .duration)
    try values.encodeIfPresent(position?.x, forKey: .x)
    try values.encodeIfPresent(position?.y, forKey: .y)
    try values.encodeIfPresent(rawPosition?.x, forKey: .rawX)
    try values.encodeIfPresent(rawPosition?.y, forKey: .rawY)
    try values.encodeIfPresent(box, forKey: .box)
    try values.encode(tokens, forKey: .tokens)
    try values.encodeIfPresent(source, forKey: .source)
  }
}

extension TokenBox: Codable {
  private enum Key: String, CodingKey {
    case text, occurrence, x, y, width, height, tokens
    case identifier = "id"
  }

  /// Reads the object of docs/gaze-formats.md.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let rectangle = ScreenRectangle(
      x: try values.decode(Double.self, forKey: .x), y: try values.decode(Double.self, forKey: .y),
      width: try values.decode(Double.self, forKey: .width), height: try values.decode(Double.self, forKey: .height))
    guard rectangle.isOnAnyScreen else {
      throw DecodingError.dataCorruptedError(forKey: .x, in: values, debugDescription: "the box is on no screen")
    }
    self.init(
      reference: BoxReference(
        text: try values.decode(String.self, forKey: .text),
        occurrence: try values.decode(Int.self, forKey: .occurrence)),
      rectangle: rectangle, identifier: try values.decodeIfPresent(String.self, forKey: .identifier) ?? "",
      tokens: try values.decodeIfPresent([Int].self, forKey: .tokens) ?? [])
  }

  /// Writes the object of docs/gaze-formats.md.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(reference.text, forKey: .text)
    try values.encode(reference.occurrence, forKey: .occurrence)
    try values.encode(rectangle.x, forKey: .x)
    try values.encode(rectangle.y, forKey: .y)
    try values.encode(rectangle.width, forKey: .width)
    try values.encode(rectangle.height, forKey: .height)
    if !identifier.isEmpty { try values.encode(identifier, forKey: .identifier) }
    try values.encode(tokens, forKey: .tokens)
  }
}

/// `{"cut_row": {"count": 3, "first": "file:17"}, …}`. An unknown reason is an error, because counts must not be lost.
extension Exclusions: Codable {
  private struct Row: Codable {
    var count: Int
    var first: String
  }

  /// More than any file has rows; sums of such counts do not overflow.
  private static let largestCount = 1 << 48

  /// Reads the object of docs/gaze-formats.md.
  public init(from decoder: any Decoder) throws {
    let rows = try [String: Row](from: decoder)
    self.init()
    for (name, row) in rows {
      guard let reason = ExclusionReason(rawValue: name) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "the reason \"\(name)\" is not known here"))
      }
      guard (0...Self.largestCount).contains(row.count) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "\(row.count) is no count of \"\(name)\""))
      }
      add(reason, row.count, at: row.first)
    }
  }

  /// Writes the object of docs/gaze-formats.md.
  public func encode(to encoder: any Encoder) throws {
    let rows = tallies.map { ($0.key.rawValue, Row(count: $0.value.count, first: $0.value.firstPlace)) }
    try Dictionary(uniqueKeysWithValues: rows).encode(to: encoder)
  }
}
