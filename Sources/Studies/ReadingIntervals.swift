import Statistics

/// The intervals of a study's columns, all over the same readings.
struct ReadingIntervals {
  private let clusters: ReadingClusters
  private let confidence: Double

  init(_ corpus: StudyScanpaths, trials: [Int], confidence: Double) {
    clusters = ReadingClusters(
      participants: trials.map { corpus.trials[$0].participant }, methods: trials.map { corpus.id(ofTrial: $0) })
    self.confidence = confidence
  }

  /// The mean of the readings that have a value; nil if none has.
  func mean(_ column: [Double?]) -> MeanInterval? {
    ClusteredInterval(clusters, confidence: confidence).mean(column).map { interval in
      MeanInterval(interval, clusters.selecting(column.indices.filter { column[$0]?.isFinite == true }))
    }
  }

  /// The mean of first − second over the readings that have both; nil if none has.
  func difference(_ first: [Double?], _ second: [Double?]) -> MeanInterval? {
    mean(zip(first, second).map { one, other in one.flatMap { one in other.map { one - $0 } } })
  }

  /// A statistic of weighted readings, with its interval by the jackknife; nil if that of all readings is undefined.
  func statistic(_ statistic: (_ weights: [Double]) -> Double?) -> MeanInterval? {
    ClusteredInterval(clusters, confidence: confidence).statistic(statistic).map { MeanInterval($0, clusters) }
  }
}
