import Basics

/// A short description of an encoded data set; equal only for equal data.
package struct CorpusManifest: Sendable, Equatable, Codable {
  package var samples: Int
  package var sourceTokens: Int
  package var targetTokens: Int
  /// FNV-1a (`FNV1a64`) over identifiers and token ids, as 16 hexadecimal digits. It detects accidents, not forgery.
  package var contentHash: String

  /// Checks that this data equals `expected`.
  ///
  /// - Parameters:
  ///   - name: the data set's name in the message, such as "training data".
  ///   - holder: who holds the expected data, such as "rank 0" or "the checkpoint".
  /// - Throws: `CorpusMismatch`.
  package func requireEqual(to expected: CorpusManifest, name: String, holder: String) throws {
    guard self != expected else { return }
    throw CorpusMismatch(name: name, holder: holder, found: self, expected: expected)
  }
}

/// Two data sets differ that should be equal.
package struct CorpusMismatch: DiagnosableError, Equatable {
  package var name: String
  package var holder: String
  package var found: CorpusManifest
  package var expected: CorpusManifest

  package var diagnosis: Diagnosis {
    func described(_ manifest: CorpusManifest) -> String {
      "\(manifest.samples) samples, \(manifest.sourceTokens) + \(manifest.targetTokens) tokens, "
        + "hash \(manifest.contentHash)"
    }
    return Diagnosis(
      .configuration,
      problem: "the \(name) is not that of \(holder): here \(described(found)); there \(described(expected))",
      remedy: "use the same data files, tokenizer and length limits everywhere, or start a new run")
  }
}
