/// What is known of readers before any recording of a method: salience of each label and counts of label patterns.
package struct LabelPriors: Sendable, Equatable, Codable {
  /// One entry for each label that occurs, in the labels' order.
  package let salience: [LabelSalience]
  /// Single labels, bigrams and trigrams.
  package let counts: NGramCounts

  package init(salience: [LabelSalience], counts: NGramCounts) {
    self.salience = salience.sorted { $0.label < $1.label }
    self.counts = counts
  }

  /// The priors of a corpus of scanpaths.
  package init(corpus: ScanpathSet) {
    var hits = [Int](repeating: 0, count: 32)
    var tokens = hits
    for index in corpus.scanpaths.indices {
      let ids = corpus.labelIDs[corpus.codeOfScanpath[index]]
      for id in ids { tokens[Int(id)] += 1 }
      for token in Set(corpus.scanpaths[index].visits.map(\.token)) { hits[Int(ids[token])] += 1 }
    }
    self.init(
      hits: hits, tokens: tokens, counts: NGramCounts(ofIDs: corpus.labelSequences(), lengths: 1...3))
  }

  /// The priors of methods whose tokens are marked as looked at or not, as in EyeMulator's corpora.
  ///
  /// - Parameter readings: for each reading of a method the label of every token, whether it was looked at, and the
  ///   labels in the order of reading.
  package init(readings: some Sequence<(tokens: [(label: SemanticLabel, isHit: Bool)], order: [SemanticLabel])>) {
    var hits = [Int](repeating: 0, count: 32)
    var tokens = hits
    var sequences: [[UInt8]] = []
    for reading in readings {
      for token in reading.tokens {
        tokens[token.label.id] += 1
        if token.isHit { hits[token.label.id] += 1 }
      }
      sequences.append(reading.order.map { UInt8($0.id) })
    }
    self.init(hits: hits, tokens: tokens, counts: NGramCounts(ofIDs: sequences, lengths: 1...3))
  }

  private init(hits: [Int], tokens: [Int], counts: NGramCounts) {
    self.init(
      salience: SemanticLabel.allCases.filter { tokens[$0.id] > 0 }.map { label in
        LabelSalience(label: label, hits: hits[label.id], tokens: tokens[label.id])
      }, counts: counts)
  }

  package subscript(label: SemanticLabel) -> LabelSalience? { salience.first { $0.label == label } }

  /// The parameters of one Beta distribution for all tokens: the sums over the labels (EyeMulator's reference
  /// implementation); (1, 1) without labels.
  package var aggregate: (alpha: Int, beta: Int) {
    guard !salience.isEmpty else { return (1, 1) }
    return (salience.reduce(0) { $0 + $1.alpha }, salience.reduce(0) { $0 + $1.beta })
  }

  /// E[θ] of each label id; labels without an entry have that of all tokens **(ours)**.
  package var meanOfID: [Double] {
    let (alpha, beta) = aggregate
    let overall = Double(alpha) / Double(alpha + beta)
    return salience.reduce(into: [Double](repeating: overall, count: 32)) { $0[$1.label.id] = $1.mean }
  }

  package var transitions: TransitionModel { TransitionModel(counts: counts) }
}
