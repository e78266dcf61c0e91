/// A sequence of one to six semantic labels.
///
/// Packed into one word, with five bits a label and the first label highest, because mining a corpus hashes and
/// compares hundreds of thousands of patterns. Patterns are ordered by length, then by label ids from the first on.
public struct LabelNGram: Hashable, Comparable, Sendable {
  /// The maximum number of labels in a pattern.
  public static let maximumLength = 6

  /// The ids of the labels, 1 to 20, five bits each.
  let packed: UInt32

  init(packed: UInt32) { self.packed = packed }

  /// The pattern of these labels.
  ///
  /// - Precondition: `labels` has one to six elements.
  public init(_ labels: some Collection<SemanticLabel>) {
    precondition((1...Self.maximumLength).contains(labels.count), "a pattern has one to six labels")
    packed = labels.reduce(0) { $0 << 5 | UInt32($1.id) }
  }

  /// The pattern of label ids at `start ..< start + length`.
  ///
  /// - Precondition: the range is inside `ids`, and `length` is one to six.
  init(_ ids: [UInt8], at start: Int, length: Int) {
    var packed: UInt32 = 0
    for place in start..<start + length { packed = packed << 5 | UInt32(ids[place]) }
    self.packed = packed
  }

  /// The number of labels.
  public var length: Int { (32 - packed.leadingZeroBitCount + 4) / 5 }

  /// The labels, first to last.
  public var labels: [SemanticLabel] { ids.compactMap { SemanticLabel.ofID[Int($0)] } }

  /// The ids of the labels, first to last.
  var ids: [UInt8] { (0..<length).reversed().map { UInt8(packed >> UInt32(5 * $0) & 31) } }

  /// The pattern without its last label.
  ///
  /// - Precondition: the pattern has two labels or more.
  var prefix: LabelNGram { LabelNGram(packed: packed >> 5) }

  /// The pattern without its first label.
  var suffix: LabelNGram { LabelNGram(packed: packed & (1 << UInt32(5 * (length - 1)) - 1)) }

  var lastID: UInt8 { UInt8(packed & 31) }

  /// This pattern followed by one more label.
  func appending(_ id: UInt8) -> LabelNGram { LabelNGram(packed: packed << 5 | UInt32(id)) }

  /// The same labels in alphabetical order, as EyeMulator's count files spell every pattern.
  package var alphabetical: LabelNGram { LabelNGram(packed: ids.sorted().reduce(0) { $0 << 5 | UInt32($1) }) }

  /// Whether the first pattern is shorter or, at equal length, has lower label ids.
  public static func < (first: LabelNGram, second: LabelNGram) -> Bool { first.packed < second.packed }
}

extension LabelNGram: Codable {
  /// Reads a list of labels.
  ///
  /// - Throws: `DecodingError` for an unknown label, and for a list with no labels or more than six.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let labels = try container.decode([SemanticLabel].self)
    guard (1...Self.maximumLength).contains(labels.count) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a pattern has one to six labels, this one has \(labels.count)")
    }
    self.init(labels)
  }

  /// Writes the list of labels.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(labels)
  }
}

extension SemanticLabel {
  /// The label of each id from 0; nil if no label has the id.
  static let ofID: [SemanticLabel?] = (0..<32).map { SemanticLabel(id: $0) }
}
