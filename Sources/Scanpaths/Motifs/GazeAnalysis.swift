import Basics
import Foundation

/// The settings that determine a corpus's analysis.
package struct GazeAnalysisSettings: ValidatedConfiguration, Equatable {
  package var augmentation = AugmentationSettings()
  package var motifs = MotifSettings()

  package init() {}

  package func validate() throws {}
}

/// The analysis of a corpus, computed once on rank 0 and sent to all ranks as bytes.
package struct GazeAnalysis: Sendable, Equatable, Codable {
  /// Increased with every change to the analysis's meaning or encoding.
  package static let formatVersion = 3

  package var priors: LabelPriors
  package var patterns: PatternTable
  package var motifs: [Motif]
  /// Nil when the corpus has no durations.
  package var durations: DurationModel?

  package init(corpus: ScanpathSet, settings: GazeAnalysisSettings = GazeAnalysisSettings()) {
    priors = LabelPriors(corpus: corpus)
    patterns = PatternTable(priors.counts, keeping: settings.augmentation.keptPatterns)
    motifs = MotifMiner.motifs(in: corpus, settings: settings.motifs)
    durations = DurationModel(corpus: corpus)
  }

  private struct Envelope<Content: Codable>: Codable {
    var formatVersion: Int
    var analysis: Content
  }

  private struct Version: Codable { var formatVersion: Int }

  /// The analysis as JSON with sorted keys: equal analyses give equal bytes on every machine.
  package func encoded() throws -> Data {
    Data(try JSONLines.line(Envelope(formatVersion: Self.formatVersion, analysis: self)).utf8)
  }

  /// - Throws: `GazeAnalysisError` when the bytes are not an analysis of this format version.
  package init(decoding bytes: Data) throws {
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: bytes).formatVersion
      guard version == Self.formatVersion else { throw GazeAnalysisError.formatVersion(version) }
      self = try decoder.decode(Envelope<GazeAnalysis>.self, from: bytes).analysis
    } catch let error as DecodingError {
      throw GazeAnalysisError.notAnAnalysis(error.briefly)
    }
  }
}

package enum GazeAnalysisError: DiagnosableError, Equatable {
  case formatVersion(Int)
  case notAnAnalysis(String)

  package var diagnosis: Diagnosis {
    switch self {
    case .formatVersion(let version):
      Diagnosis(
        .badData, problem: "the gaze analysis has format \(version), this program reads \(GazeAnalysis.formatVersion)",
        remedy: "all ranks must run the same build")
    case .notAnAnalysis(let reason): Diagnosis(.badData, problem: "the bytes are not a gaze analysis: \(reason)")
    }
  }
}

extension GazeAnalysis {
  /// The key of an analysis: a hash of the format version, the settings and all parts of the corpus that it depends on.
  package static func key(of corpus: ScanpathSet, settings: GazeAnalysisSettings) throws -> String {
    var hash = ContentHash()
    hash.combine(formatVersion)
    hash.combine(try JSONLines.line(settings))
    hash.combine(corpus.unit.rawValue)
    hash.combine(corpus.codes.count)
    for code in corpus.codes {
      hash.combine(code.id)
      hash.combine(code.language.rawValue)
      hash.combine(code.tokens.count)
      for token in code.tokens {
        hash.combine(token.text)
        hash.combine(token.label.id)
        hash.combine(token.bytes.lowerBound)
        hash.combine(token.bytes.upperBound)
        hash.combine(token.line)
      }
    }
    hash.combine(corpus.scanpaths.count)
    for path in corpus.scanpaths {
      hash.combine(path.participant)
      hash.combine(path.code)
      hash.combine(path.visits.count)
      for visit in path.visits {
        hash.combine(visit.token)
        hash.combine(visit.durationMilliseconds)
        hash.combine(visit.continuesFixation ? 1 : 0)
      }
    }
    return hash.hexadecimal
  }
}
