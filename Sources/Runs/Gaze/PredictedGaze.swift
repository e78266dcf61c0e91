import Basics
import Recordings
import Scanpaths
import Studies
import Syntax

/// Annotates methods that nobody has read with the gaze that a predictor expects.
package struct PredictedGaze {
  package struct Report: Encodable, Sendable {
    package var methods = 0
    package var tokens = 0
    /// Tokens that are predicted to be fixated.
    package var attended = 0
    /// Methods that are too long for the model, which reads only their beginning.
    package var cut = 0
    /// Methods without a token that the model reads; they are left out.
    package var leftOut = 0

    enum CodingKeys: String, CodingKey {
      case methods, tokens, attended, cut
      case leftOut = "left_out"
    }
  }

  /// The participant in predicted trials, whom pages and reports mark as simulated.
  package static let participant = "\(Scanpath.simulatedPrefix)predicted"
  /// The approximate duration of a saccade.
  private static let saccadeMilliseconds = 30.0
  /// The total looking time where the training readings had none.
  private static let typicalReadingMilliseconds = 10_000.0

  private let file: GazePredictorFile
  private let reader: EncoderStateReader
  private let labeller: Labeller
  private let language: ProgrammingLanguage

  package init(_ file: GazePredictorFile, model: LoadedModel, language: ProgrammingLanguage) {
    self.file = file
    self.language = language
    reader = EncoderStateReader(model.model, model.tokenizer, limit: file.maximumSource)
    labeller = Labeller(language)
  }

  /// A method with the predicted gaze on its tokens.
  struct Annotated {
    var name: String
    var code: LabelledCode
    var source: GazeSynthesis.Method
    var prediction: GazeHead.Prediction

    /// The tokens most likely to be fixated, as many as are expected to be, at least one; in the order of the text.
    var attended: [Int] {
      let count = max(1, Int(prediction.fixation.reduce(0, +).rounded()))
      let order = prediction.fixation.indices.sorted { first, second in
        (prediction.fixation[second], first) < (prediction.fixation[first], second)
      }
      return order.prefix(count).filter { prediction.fixation[$0] > 0 }.sorted()
    }
  }

  /// Writes a trial for each method: the expected fixations in the order of the text, with durations in proportion to
  /// the predicted looking time.
  ///
  /// - Throws: `SyntaxError` for code that is too long, `RepeatedMethod`; `FileFailure`.
  package func writeTrials(_ methods: [GazeSynthesis.Method], to path: String) throws -> Report {
    let (annotated, report) = try annotate(methods)
    try TrialFile.write(annotated.map(trial), to: path)
    return report
  }

  /// Writes a row in EyeMulator's format for each method, with a mask and an order but without patterns.
  ///
  /// - Throws: the same errors as `writeTrials`.
  package func writeRows(_ methods: [GazeSynthesis.Method], to path: String) throws -> Report {
    let (annotated, report) = try annotate(methods)
    try EyeMulatorCorpus.write(to: path) { write in
      for method in annotated { try write(row(method)) }
    }
    return report
  }

  private func annotate(_ methods: [GazeSynthesis.Method]) throws -> (methods: [Annotated], report: Report) {
    var report = Report()
    var codes: [LabelledCode] = []
    var texts: [String: String] = [:]
    for (place, method) in methods.enumerated() {
      let name = GazeSynthesis.name(method, place)
      guard texts.updateValue(method.code, forKey: name) == nil else { throw RepeatedMethod(name: name) }
      codes.append(try labeller.label(method.code, id: name))
    }
    let (states, cut) = try reader.states(of: codes, sources: texts)
    var annotated: [Annotated] = []
    for (method, code) in zip(methods, codes) {
      guard let known = states[code.id], !known.tokensRead.isEmpty else {
        report.leftOut += 1
        continue
      }
      let prediction = file.predictor.prediction(for: code, states: known)
      let one = Annotated(name: code.id, code: code, source: method, prediction: prediction)
      report.methods += 1
      report.tokens += code.tokens.count
      report.attended += one.attended.count
      annotated.append(one)
    }
    report.cut = cut.count
    return (annotated, report)
  }

  private func trial(_ method: Annotated) -> ReadingTrial {
    var trial = ReadingTrial(
      participant: Self.participant, method: method.name, language: language.rawValue, code: method.source.code,
      provenance: Provenance(format: .fovea, file: "predicted", line: 0), notes: ["predicted: no person read this"])
    trial.tokens = FixationMapper.trialTokens(of: method.code, source: method.source.code)
    let attended = method.attended
    let looking = attended.reduce(0) { $0 + method.prediction.lookingTime[$1] }
    let total = file.readingMilliseconds > 0 ? file.readingMilliseconds : Self.typicalReadingMilliseconds
    var time = 0.0
    trial.fixations = attended.map { token in
      let duration = total * method.prediction.lookingTime[token] / max(looking, .leastNormalMagnitude)
      defer { time += duration + Self.saccadeMilliseconds }
      return Fixation(start: time, duration: duration, tokens: [token])
    }
    return trial
  }

  private func row(_ method: Annotated) -> EyeMulatorRow {
    var row = GazeSynthesis.emptyRow(method.source, method.code)
    for (turn, token) in method.attended.enumerated() {
      row.mask[token] = 1
      row.order[token] = turn + 1
    }
    return row
  }
}

/// Two methods of a file have the same name, so their gaze could not be told apart.
package struct RepeatedMethod: DiagnosableError, Equatable {
  package var name: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "two methods have the name \"\(name)\"",
      remedy: "give each row its own \"method\", or leave the names out to use the rows' numbers")
  }
}
