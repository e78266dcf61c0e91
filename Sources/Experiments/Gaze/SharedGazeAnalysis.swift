import Basics
import Collectives
import Gaze

/// The analysis of a corpus on every rank: rank 0 takes it from the cache or computes it, and the others receive it.
package enum SharedGazeAnalysis {
  /// Every rank calls this together.
  ///
  /// - Parameters:
  ///   - corpus: called on rank 0 only, which alone reads recordings.
  ///   - cache: the file that keeps analyses; nil for none.
  /// - Returns: the analysis, the same on every rank, and on rank 0 what the cache had to say.
  /// - Throws: what `corpus` throws, on every rank.
  package static func analysis(
    settings: GazeAnalysisSettings, cache: AnalysisCache?, _ communicator: any Communicator,
    corpus: () throws -> ScanpathCorpus
  ) throws -> Cached<GazeAnalysis> {
    var onRoot: Cached<GazeAnalysis>?
    let encoded = try communicator.onRoot {
      let corpus = try corpus()
      let result =
        try cache?.analysis(of: corpus, settings: settings)
        ?? Cached(value: GazeAnalysis(corpus: corpus, settings: settings))
      onRoot = result
      return try result.value.encoded()
    }
    return try onRoot ?? Cached(value: GazeAnalysis(decoding: encoded))
  }
}
