import Basics
import Tensors

extension CodeT5Model {
  /// The output for each source. It starts with the decoder's start token and ends with the end token unless it reached
  /// the maximum length first.
  ///
  /// Sources with long inputs come first. As soon as the outputs of some are complete, others take their place, so that
  /// about as many hypotheses are extended in the last step as in the first.
  ///
  /// - Parameters:
  ///   - sources: the encoder's inputs, starting with `<s>` and ending with `</s>`, as created by
  ///     `Tokenizer.encodeSequence`.
  ///   - options: the settings of the search.
  /// - Precondition: `options` are valid, no source is empty and all ids are in the vocabulary.
  /// - Complexity: decodes up to 96 hypotheses together; memory does not grow with the number of sources.
  public func generate(_ sources: [[Int32]], _ options: GenerationSettings) -> [[Int32]] {
    generate(sources, options, finished: {})
  }

  /// The same, with a call after each output that is complete.
  ///
  /// - Parameter together: the most sources that are decoded at the same time; nil for what `GenerationSize` says.
  package func generate(
    _ sources: [[Int32]], _ options: GenerationSettings, together: Int? = nil, finished: () -> Void
  ) -> [[Int32]] {
    precondition(options.beams >= 1, "at least one beam")
    let (start, end) = (configuration.decoderStartToken, configuration.endToken)
    let size = GenerationSize(configuration, options)
    return options.beams == 1
      ? search(sources, size, options, together, finished) { _ in
        GreedySearch(options, startToken: start, endToken: end)
      }
      : search(sources, size, options, together, finished) { _ in
        BeamSearch(options, startToken: start, endToken: end)
      }
  }

  /// Samples one output for each source, token by token, from the model's distribution.
  ///
  /// - Parameters:
  ///   - maximumLength: the most tokens of an output, including the decoder's start token.
  ///   - streams: one for each source; an output depends only on its stream and its source, up to rounding.
  package func sample(_ sources: [[Int32]], maximumLength: Int, streams: [RandomStream]) -> [[Int32]] {
    precondition(streams.count == sources.count, "each source needs its random numbers")
    var options = GenerationSettings()
    options.maximumLength = maximumLength
    return search(sources, GenerationSize(configuration, options), options, nil, {}) { source in
      SamplingSearch(
        streams[source], maximumLength: maximumLength, startToken: configuration.decoderStartToken,
        endToken: configuration.endToken)
    }
  }

  /// Runs the search that `start` returns for each source's index.
  private func search<Search: SequenceSearch>(
    _ sources: [[Int32]], _ size: GenerationSize, _ options: GenerationSettings, _ together: Int?,
    _ finished: () -> Void, _ start: (Int) -> Search
  ) -> [[Int32]] {
    guard !sources.isEmpty else { return [] }
    precondition(!sources.contains([]), "sources cannot be empty")
    let bounds = size.bounds(sources.map(\.count), together: together)
    let session = DecodingSession(
      self, bounds, rowsPerSource: options.beams, maximumLength: options.maximumLength)
    var outputs = [[Int32]](repeating: [], count: sources.count)
    var searches = SearchesInProgress<Search>(rowsEach: options.beams)
    var waiting = sources.indices.sorted { (sources[$1].count, $0) < (sources[$0].count, $1) }[...]
    while !waiting.isEmpty || !searches.isEmpty {
      // Encoding several sources together is more efficient, so the first free places wait for a few more.
      let enough = min(max(1, bounds.sources / 8), waiting.count)
      if !waiting.isEmpty && (searches.isEmpty || session.freeSlots >= enough) {
        let admitted = session.admit(waiting.prefix(session.freeSlots).map { sources[$0] })
        for source in waiting.prefix(admitted) { searches.add(source, start(source)) }
        waiting = waiting.dropFirst(admitted)
      }
      session.withNextLogits(appending: searches.newestTokens) { searches.advance($0, context.pool) }
      session.keepRows(searches.rowsToKeep)
      for (source, output) in searches.removeFinished() {
        outputs[source] = output
        finished()
      }
    }
    return outputs
  }
}

/// The searches whose rows are in the session, in the order of the rows.
private struct SearchesInProgress<Search: SequenceSearch> {
  private struct Entry {
    let source: Int
    var search: Search
    /// The rows of before that the hypotheses of now continue.
    var continued: [Int] = []
  }

  /// The rows of a search.
  let rowsEach: Int
  private var entries: [Entry] = []

  init(rowsEach: Int) { self.rowsEach = rowsEach }

  var isEmpty: Bool { entries.isEmpty }
  var newestTokens: [Int32] { entries.flatMap(\.search.newestTokens) }

  mutating func add(_ source: Int, _ search: Search) { entries.append(Entry(source: source, search: search)) }

  /// Extends all hypotheses from the logits `[rows, V]`, on all threads.
  mutating func advance(_ logits: Matrix, _ pool: WorkerPool) {
    entries.withUnsafeMutableBufferPointer { entries in
      pool.run(entries.count) { place in
        let rows = place * rowsEach..<(place + 1) * rowsEach
        entries[place].continued = entries[place].search.advance(logits.rows(rows))
      }
    }
  }

  /// After `advance`: the rows of before, in the order of the hypotheses that go on.
  var rowsToKeep: [Int] {
    entries.enumerated().flatMap { place, entry in
      entry.search.output == nil ? entry.continued.map { place * rowsEach + $0 } : []
    }
  }

  /// Removes the searches that are done, and returns their outputs.
  mutating func removeFinished() -> [(source: Int, output: [Int32])] {
    let finished = entries.compactMap { entry in entry.search.output.map { (entry.source, $0) } }
    entries.removeAll { $0.search.output != nil }
    return finished
  }
}
