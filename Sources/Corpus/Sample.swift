/// One sample as token ids, including `<s>` and `</s>`.
package struct Sample: Sendable, Equatable, Codable {
  package var identifier: Int
  package var source: [Int32]
  package var target: [Int32]

  package init(identifier: Int, source: [Int32], target: [Int32]) {
    self.identifier = identifier
    self.source = source
    self.target = target
  }
}
