/// The encoded samples of a data set, each made from the flat storage when it is asked for.
package struct SampleList: RandomAccessCollection, Sendable {
  let storage: CorpusStorage
  /// The positions in the storage; nil for all.
  let positions: [Int]?

  package var startIndex: Int { 0 }
  package var endIndex: Int { positions?.count ?? storage.count }

  /// - Complexity: O(length of the sample).
  package subscript(index: Int) -> Sample {
    let place = place(index)
    return Sample(
      identifier: storage.identifier(place), source: storage.tokens(ofSide: 2 * place),
      target: storage.tokens(ofSide: 2 * place + 1))
  }

  /// The lengths of a sample, without its ids.
  package func length(_ index: Int) -> SampleLength {
    let place = place(index)
    return SampleLength(source: storage.length(ofSide: 2 * place), target: storage.length(ofSide: 2 * place + 1))
  }

  fileprivate func place(_ index: Int) -> Int {
    precondition(index >= 0 && index < endIndex, "the data set has no such sample")
    return positions?[index] ?? index
  }
}

/// The sources or the targets of a data set as text, each made from the flat storage when it is asked for.
package struct TextList: RandomAccessCollection, Sendable {
  private let samples: SampleList
  private let side: Int

  /// - Parameter side: 0 for the sources, 1 for the targets.
  init(_ samples: SampleList, side: Int) {
    self.samples = samples
    self.side = side
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { samples.endIndex }

  /// - Complexity: O(length of the text).
  package subscript(index: Int) -> String { samples.storage.text(ofSide: 2 * samples.place(index) + side) }
}
