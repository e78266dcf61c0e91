import Basics

/// Keeps encoded data sets as files that runs map into memory, so that the ranks of a host share one copy and neither
/// read nor tokenize the data again.
///
/// An entry is named by the content of the data files, not by their names or dates: see `CorpusSource.key`.
package struct CorpusCache: Sendable {
  private let entries: FileCache

  /// - Parameter megabytes: the most that all entries together may have.
  package init(folder: String, megabytes: Int) {
    var entries = FileCache(folder: folder, kind: "corpus")
    entries.maximumBytes = megabytes << 20
    self.entries = entries
  }

  package var folder: String { entries.folder }

  /// Whether there is an entry for the source, which may turn out to be damaged; true for what cannot be cached.
  ///
  /// - Throws: `FileFailure` for data files that cannot be read.
  package func mayHold(_ source: CorpusSource) throws -> Bool {
    try source.key().map(entries.mayHold) ?? true
  }

  /// The encoded data set, from the cache or else from its files; then it is stored.
  ///
  /// - Throws: what reading and encoding the files throws. Problems with the cache are warnings.
  func storage(_ source: CorpusSource, threads: Int) throws -> Cached<CorpusStorage> {
    guard let key = try source.key() else { return Cached(value: try source.encoded(threads: threads)) }
    let found = entries.mapped(key: key)
    var warnings = found.warnings
    if let content = found.value {
      do {
        let storage = try CorpusStorage(content)
        guard storage.largestToken < UInt32(source.tokenizer.vocabularySize) else { throw CorpusDamage() }
        return Cached(value: storage, wasHit: true)
      } catch {
        warnings.append(.damaged(path: entries.path(ofKey: key), reason: "\(error)"))
      }
    }
    let storage = try source.encoded(threads: threads)
    // What was written to a file after its hash was taken must not become the entry of the old content.
    if try source.key() == key { warnings += entries.store(storage.content.bytes, key: key) }
    return Cached(value: storage, warnings: warnings)
  }
}
