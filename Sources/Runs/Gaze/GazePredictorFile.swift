import Basics
import CodeT5
import Foundation
import Scanpaths
import Studies

/// A trained gaze predictor with all that is needed to use it, and what it learned from (docs/formats.md, "Gaze
/// predictors").
package struct GazePredictorFile: Codable, Sendable {
  /// What a predictor learned from.
  package struct Source: Codable, Sendable, Equatable {
    /// The SHA-256 digest of the trials' file.
    package var trials: String
    package var readings: Int
    package var participants: [String]
    package var methods: [String]
  }

  package static let currentFormat = 1

  package var format = Self.currentFormat
  package var fovea = FoveaVersion.current
  /// The SHA-256 digest of the encoder's weights: another encoder's states mean something else.
  package var encoder: String
  /// The most subwords of a method.
  package var maximumSource: Int
  /// The mean of the readings' total looking times; 0 if none is known.
  package var readingMilliseconds: Double
  package var source: Source
  package var predictor: GazePredictor
  /// The methods that were too long for the model when the predictor was trained; not in the file.
  package var cut: Set<String> = []

  enum CodingKeys: String, CodingKey {
    case format, fovea, encoder, source, predictor
    case maximumSource = "max_source"
    case readingMilliseconds = "reading_ms"
  }

  /// Trains a predictor on readings.
  ///
  /// - Parameters:
  ///   - excluded: the ids of methods whose readings are not used.
  ///   - trialsDigest: the SHA-256 digest of the trials' file.
  ///   - ridge: the penalty; nil to choose it.
  /// - Throws: `NothingToLearn`; the errors of `EncoderStateReader`.
  package init(
    training corpus: StudyScanpaths, sources: [String: String], excluding excluded: Set<String>, trialsDigest: String,
    model: LoadedModel, maximumSource: Int, ridge: Double?
  ) throws {
    let reader = EncoderStateReader(model.model, model.tokenizer, limit: maximumSource)
    let chosen = corpus.methods.map(\.code).filter { !excluded.contains($0.id) }
    let (states, cut) = try reader.states(of: chosen, sources: sources)
    self.cut = cut
    let training = corpus.trials.indices.filter { states[corpus.id(ofTrial: $0)]?.tokensRead.isEmpty == false }
    guard !training.isEmpty else { throw NothingToLearn(trials: corpus.trials.count) }
    let trials = training.map { corpus.trials[$0] }
    encoder = Self.digest(of: model.model)
    self.maximumSource = maximumSource
    let total = trials.reduce(0.0) { $0 + $1.visits.reduce(0) { $0 + $1.durationMilliseconds } }
    readingMilliseconds = total / Double(trials.count)
    source = Source(
      trials: trialsDigest, readings: trials.count, participants: Set(trials.map(\.participant)).sorted(),
      methods: Set(training.map { corpus.id(ofTrial: $0) }).sorted())
    predictor = GazePredictor(corpus, training: training, states: states, ridge: ridge)
  }

  /// Reads a predictor and checks that it belongs to a model.
  ///
  /// - Throws: `FileFailure`, `UnusablePredictor`.
  package init(reading path: String, for model: LoadedModel) throws {
    let bytes = try TextFile.bytes(of: path)
    let file: Self
    do {
      file = try JSONDecoder().decode(Self.self, from: bytes)
    } catch let error as DecodingError {
      throw UnusablePredictor(path: path, reason: .malformed(error.briefly))
    }
    guard file.format == Self.currentFormat else {
      throw UnusablePredictor(path: path, reason: .otherFormat(file.format))
    }
    if let fault = file.fault { throw UnusablePredictor(path: path, reason: .malformed(fault)) }
    guard file.encoder == Self.digest(of: model.model),
      file.predictor.stateWidth == model.model.configuration.modelWidth
    else { throw UnusablePredictor(path: path, reason: .otherModel) }
    self = file
  }

  /// What is wrong with the numbers of a file; nil if nothing is.
  private var fault: String? {
    guard (Self.leastSource...Self.mostSource).contains(maximumSource) else {
      return "max_source is \(maximumSource), not from \(Self.leastSource) to \(Self.mostSource)"
    }
    guard (0...Self.mostMilliseconds).contains(readingMilliseconds) else {
      return "reading_ms is \(readingMilliseconds), not from 0 to \(Self.mostMilliseconds)"
    }
    return predictor.fault
  }

  /// `<s>`, a subword and `</s>`.
  private static let leastSource = 3
  private static let mostSource = 1 << 20
  /// About eleven days.
  private static let mostMilliseconds = 1e9

  package func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: path)
  }

  private static func digest(of model: CodeT5Model) -> String {
    Digest.sha256(of: UnsafeRawBufferPointer(model.weights.buffer))
  }
}

/// No reading is left to learn from.
package struct NothingToLearn: DiagnosableError, Equatable {
  package var trials: Int

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "none of the \(trials) trials is of a method that the model can read and that is not excluded",
      remedy: "exclude fewer methods, or give trials with code")
  }
}

/// A predictor file that cannot be used.
package struct UnusablePredictor: DiagnosableError, Equatable {
  package enum Reason: Equatable {
    case malformed(String)
    case otherFormat(Int)
    /// It was trained on another model's states.
    case otherModel
  }

  package var path: String
  package var reason: Reason

  package var diagnosis: Diagnosis {
    switch reason {
    case .malformed(let problem):
      Diagnosis(
        .badData, problem: "this is not a gaze predictor: \(problem)", place: path,
        remedy: "give the file that fovea gaze predict train wrote")
    case .otherFormat(let format):
      Diagnosis(
        .badData, problem: "this predictor has format \(format); this version reads \(GazePredictorFile.currentFormat)",
        place: path, remedy: "train it again with fovea gaze predict train")
    case .otherModel:
      Diagnosis(
        .badData, problem: "this predictor was trained on the states of another model", place: path,
        remedy: "give the model that it was trained with as --model, or train a predictor for this one")
    }
  }
}
