import Scanpaths

/// The tokens of the boxes of one layout in one method.
struct PlacedBoxes: Sendable {
  /// For each box, indices in the method's tokens.
  let tokens: [[Int]]
  /// What a user should know about the layout, as notes of a trial.
  let notes: [String]
  private let shares: [Result<[TokenShare], UnmappedReason>]
  private let numbers: [BoxReference: Int]

  /// - Parameters:
  ///   - boxes: boxes that already have tokens keep them.
  ///   - given: the tokens that those of the boxes refer to.
  ///   - placement: the places of the same boxes in the code.
  init(_ boxes: [TokenBox], given: [StimulusToken], _ placement: BoxPlacement, _ mapping: BoxMapping) {
    shares = zip(boxes, placement.ranges).map { box, placed in
      let known = box.tokens.filter(given.indices.contains).map { given[$0].byteRange }
      let ranges = known.isEmpty ? placed : known
      guard !ranges.isEmpty else { return .failure(.boxNotPlaced) }
      let shares = mapping.shares(amongTokensOf: ranges)
      return shares.isEmpty ? .failure(.punctuationOnly) : .success(shares)
    }
    tokens = shares.map { result in (try? result.get())?.map(\.token) ?? [] }
    numbers = Dictionary(
      boxes.enumerated().map { ($1.reference, $0) }, uniquingKeysWith: { first, _ in first })
    notes = Self.notes(boxes, placement)
  }

  /// The tokens of a box; a box that the layout does not have has no place.
  func tokens(of box: BoxReference) -> Result<[TokenShare], UnmappedReason> {
    numbers[box].map { shares[$0] } ?? .failure(.boxNotPlaced)
  }

  private static func notes(_ boxes: [TokenBox], _ placement: BoxPlacement) -> [String] {
    func example(_ numbers: [Int]) -> String {
      numbers.first.map { number in
        let (text, name) = (boxes[number].reference.text, boxes[number].identifier)
        return ", first \"\(text)\"" + (name.isEmpty ? "" : " (\(name))")
      } ?? ""
    }
    var notes: [String] = []
    let (disagreeing, unplaced) = (placement.disagreeing, placement.unplaced)
    if !disagreeing.isEmpty {
      notes.append(
        "\(disagreeing.count) of \(boxes.count) boxes have a label that differs from the code at their position\(example(disagreeing)): they cover what is at their position"
      )
    }
    if !unplaced.isEmpty {
      notes.append(
        "\(unplaced.count) of \(boxes.count) boxes have no certain place in the code\(example(unplaced)): they cover no token"
      )
    }
    return notes
  }
}
