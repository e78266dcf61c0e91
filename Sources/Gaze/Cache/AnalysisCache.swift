import Basics
import Foundation

/// Something about the cache that a person should know; the result is right all the same.
package enum CacheWarning: Sendable, Equatable, CustomStringConvertible {
  /// The file could not be used and has another name now; a new one took its place.
  case setAside(path: String, newPath: String, reason: String)
  /// The cache cannot be read or written; the analysis was computed without it.
  case unusable(path: String, reason: String)

  package var description: String {
    switch self {
    case .setAside(let path, let newPath, let reason):
      "the cache \(path) is unusable (\(reason)); it was moved to \(newPath) and a new one begun"
    case .unusable(let path, let reason):
      "the cache \(path) cannot be used (\(reason)); the analysis is computed without it"
    }
  }
}

/// A value from the cache, or computed because the cache lacks it.
package struct Cached<Value: Sendable>: Sendable {
  package var value: Value
  /// Whether the value came from the cache.
  package var wasHit: Bool
  package var warnings: [CacheWarning]

  package init(value: Value, wasHit: Bool = false, warnings: [CacheWarning] = []) {
    self.value = value
    self.wasHit = wasHit
    self.warnings = warnings
  }
}

extension Cached: Equatable where Value: Equatable {}

/// Keeps analyses of corpora in a small SQLite file, keyed by a hash of all that they depend on.
///
/// Rank 0 alone uses it and sends the others the bytes. Two runs may use one file at once: each reads and writes in one
/// transaction and waits for the other; both may then compute the same analysis, which is harmless. The cache is never a
/// reason to fail: what goes wrong becomes a warning, and the analysis is computed.
package struct AnalysisCache: Sendable {
  package let path: String
  /// How many analyses the file keeps; the oldest go first.
  package var keptAnalyses = 32
  /// How long to wait for another process that holds the file, in seconds.
  package var patience = 20.0
  /// The largest size of the file, in pages of 4096 bytes, 0 for no limit.
  package var pageLimit = 0

  package init(path: String) { self.path = path }

  /// The corpus's analysis, from the cache where it is there.
  package func analysis(
    of corpus: ScanpathCorpus, settings: GazeAnalysisSettings = GazeAnalysisSettings()
  ) throws -> Cached<GazeAnalysis> {
    try analysis(key: GazeAnalysis.key(of: corpus, settings: settings)) {
      GazeAnalysis(corpus: corpus, settings: settings)
    }
  }

  /// The analysis with this key, or what `compute` returns, which is then kept.
  package func analysis(key: String, compute: () throws -> GazeAnalysis) throws -> Cached<GazeAnalysis> {
    try value(key: key, decode: GazeAnalysis.init(decoding:), encode: { try $0.encoded() }, compute: compute)
  }

  /// The value with this key, or what `compute` returns, which is then kept. Bytes that `decode` refuses count as absent.
  package func value<Value>(
    key: String, decode: (Data) throws -> Value, encode: (Value) throws -> Data, compute: () throws -> Value
  ) throws -> Cached<Value> {
    var warnings: [CacheWarning] = []
    if let bytes = attempt(&warnings, { try $0.bytes(forKey: key) }) ?? nil, let value = try? decode(bytes) {
      return Cached(value: value, wasHit: true, warnings: warnings)
    }
    let value = try compute()
    let bytes = try encode(value)
    // A second try would wait for the same lock or fail on the same disk.
    if !warnings.contains(where: { $0.meansNoCache }) {
      attempt(&warnings) { try $0.store(bytes, forKey: key, keeping: keptAnalyses) }
    }
    return Cached(value: value, wasHit: false, warnings: warnings)
  }

  /// Does something with the open cache; a damaged file is set aside and the work tried once more on a new one.
  @discardableResult
  private func attempt<Result>(
    _ warnings: inout [CacheWarning], _ work: (CacheDatabase) throws -> Result
  ) -> Result? {
    do {
      do {
        return try work(CacheDatabase(path: path, patience: patience, pageLimit: pageLimit))
      } catch CacheDatabase.Failure.damaged {
        let recovery = CacheRecovery(path: path, patience: patience)
        if let warning = try recovery.setAsideIfDamaged() { warnings.append(warning) }
        return try work(CacheDatabase(path: path, patience: patience, pageLimit: pageLimit))
      }
    } catch let failure as CacheDatabase.Failure {
      warnings.append(.unusable(path: path, reason: failure.reason))
    } catch {
      warnings.append(.unusable(path: path, reason: Diagnosis(of: error).problem))
    }
    return nil
  }
}

extension CacheWarning {
  fileprivate var meansNoCache: Bool {
    if case .unusable = self { true } else { false }
  }
}
