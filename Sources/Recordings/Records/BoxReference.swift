/// Identifies a box within its trial: the `occurrence`-th box, counted from 0, with this text.
public struct BoxReference: Codable, Sendable, Hashable {
  /// The text of the box.
  public var text: String
  /// The number of earlier boxes with the same text.
  public var occurrence: Int

  /// Creates a reference to a box.
  public init(text: String, occurrence: Int) {
    self.text = text
    self.occurrence = occurrence
  }
}
