import Basics
import Corpus
import Scanpaths
import Syntax

/// What is worth knowing of a corpus before a model trains on it: lengths, labels, duplicates, repeated targets.
package struct CorpusInspection: Sendable, Encodable {
  /// A part of the corpus.
  package struct Part: Sendable {
    package var name: String
    package var path: String
    package var samples: [RawSample]

    package init(name: String, path: String, samples: [RawSample]) {
      (self.name, self.path, self.samples) = (name, path, samples)
    }
  }

  /// The figures of one part.
  package struct Figures: Sendable, Encodable, Equatable {
    package var name: String
    package var path: String
    package var samples: Int
    package var source: Lengths
    package var target: Lengths
    /// The share of tokens that have each semantic label, in percent; empty for code that was not labelled.
    package var labels: [String: Double]
    /// The number of samples whose code was labelled.
    package var labelledSamples: Int
    /// Different targets, and the most frequent ones.
    package var differentTargets: Int
    package var repeatedTargets: [RepeatedTarget]
  }

  /// Quantiles of lengths, in tokens.
  package struct Lengths: Sendable, Encodable, Equatable {
    package var median: Int
    package var ninetieth: Int
    package var ninetyNinth: Int
    package var largest: Int

    init(_ lengths: LengthDistribution) {
      median = lengths.quantile(0.5)
      (ninetieth, ninetyNinth) = (lengths.quantile(0.9), lengths.quantile(0.99))
      largest = lengths.largest
    }
  }

  /// A target that several samples have.
  package struct RepeatedTarget: Sendable, Encodable, Equatable {
    package var text: String
    package var samples: Int
  }

  package let parts: [Figures]
  package let duplicates: DuplicateReport
  /// What the lengths count.
  package let unit: String
  let sources: [LengthDistribution]
  let targets: [LengthDistribution]

  private enum CodingKeys: String, CodingKey {
    case parts, duplicates, unit
  }

  /// - Parameters:
  ///   - language: the language of the sources, whose tokens are labelled; nil for no labels.
  ///   - unit: what `length` counts, such as "subword tokens".
  ///   - length: the length of a text.
  /// - Throws: errors of the duplicates' search.
  package init(
    _ parts: [Part], language: ProgrammingLanguage?, duplicates: DuplicateReport, unit: String,
    length: (String) -> Int
  ) {
    self.duplicates = duplicates
    self.unit = unit
    let sources = parts.map { LengthDistribution($0.samples.map { length($0.source) }) }
    let targets = parts.map { LengthDistribution($0.samples.map { length($0.target) }) }
    (self.sources, self.targets) = (sources, targets)
    self.parts = parts.enumerated().map { number, part in
      Figures(part, language, source: Lengths(sources[number]), target: Lengths(targets[number]))
    }
  }
}

extension CorpusInspection {
  /// The number of words and marks of a text.
  package static func words(in text: String) -> Int { JavaMethod.words(of: text).count }
}

extension CorpusInspection.Figures {
  /// Samples to label in a part; more would not change shares of a percent.
  private static let mostLabelled = 2000
  private static let mostRepeated = 10

  fileprivate init(
    _ part: CorpusInspection.Part, _ language: ProgrammingLanguage?, source: CorpusInspection.Lengths,
    target: CorpusInspection.Lengths
  ) {
    (name, path, samples) = (part.name, part.path, part.samples.count)
    (self.source, self.target) = (source, target)
    let counts = Dictionary(part.samples.map { ($0.target, 1) }, uniquingKeysWith: +)
    differentTargets = counts.count
    repeatedTargets = counts.filter { $0.value > 1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(Self.mostRepeated).map { CorpusInspection.RepeatedTarget(text: $0.key, samples: $0.value) }
    (labels, labelledSamples) = language.map { Self.labels(of: part.samples, $0) } ?? ([:], 0)
  }

  /// Labels evenly spaced samples. Code that takes too long to parse is passed over.
  private static func labels(of samples: [RawSample], _ language: ProgrammingLanguage) -> ([String: Double], Int) {
    let labeller = Labeller(language)
    let step = max(1, samples.count / mostLabelled)
    var counts: [SemanticLabel: Int] = [:]
    var labelled = 0
    for place in stride(from: 0, to: samples.count, by: step) {
      guard let code = try? labeller.label(samples[place].source, id: samples[place].place) else { continue }
      labelled += 1
      for token in code.tokens { counts[token.label, default: 0] += 1 }
    }
    let total = max(1, counts.values.reduce(0, +))
    let shares = counts.map { ($0.key.rawValue, 100 * Double($0.value) / Double(total)) }
    return (Dictionary(uniqueKeysWithValues: shares), labelled)
  }
}
