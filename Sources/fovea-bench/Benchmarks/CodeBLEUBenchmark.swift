import Basics
import CodeMetrics

/// Measures the speed of CodeBLEU, and whether the Python package computes the same scores.
struct CodeBLEUBenchmark {
  var metric: CodeBLEU
  var files: ScoredFiles
  var threads = 1
  var repetitions = 5
  /// Whether to run the Python package codebleu on the same pairs, twice per repetition.
  var runsPeer = false

  /// Always uses the package's mode, so that both do the same work.
  init(_ metric: CodeBLEU, files: ScoredFiles) {
    self.metric = metric
    self.files = files
    self.metric.mode = .k4black
  }

  /// The report of `launch/peers/code_bleu.py`.
  private struct Peer: Decodable {
    let seconds: [Double]
    let codebleu: Double
    let syntaxMatchScore: Double
    let dataflowMatchScore: Double
  }

  private struct Pair: Encodable {
    let reference: String
    let prediction: String
  }

  /// - Throws: `PeerFailure`; errors in the samples.
  func run() throws -> CodeBLEUBenchmarkReport {
    var times: [Double] = []
    var peerTimes: [Double] = []
    var peer: Peer?
    var result = try metric.score(references: files.references, predictions: files.predictions)
    for _ in 0..<repetitions {
      // Alternate, so that other load on the machine slows both.
      if runsPeer {
        let round = try runPeer()
        peerTimes += round.seconds
        peer = round
      }
      times.append(
        try seconds {
          result = try metric.score(references: files.references, predictions: files.predictions, threads: threads)
        })
    }
    return CodeBLEUBenchmarkReport(
      threads: threads, language: metric.language.rawValue, samples: files.predictions.count,
      unsoundPredictions: result.unsoundPredictions, seconds: median(times), codebleu: result.corpus.codebleu,
      peer: peer.map { peer in
        CodeBLEUBenchmarkReport.Comparison(
          seconds: median(peerTimes), codebleu: peer.codebleu, speedRatio: median(peerTimes) / median(times),
          largestDifference: [
            peer.codebleu - result.corpus.codebleu, peer.syntaxMatchScore - result.corpus.syntaxMatch,
            peer.dataflowMatchScore - result.corpus.dataflowMatch,
          ].map(abs).max() ?? 0)
      })
  }

  private func runPeer() throws -> Peer {
    try withTemporaryFolder { folder in
      let lines = try zip(files.references, files.predictions).map { references, prediction in
        try JSONLines.line(Pair(reference: references.first ?? "", prediction: prediction))
      }
      try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/pairs.jsonl")
      return try PeerProgram("code_bleu").run(
        Peer.self,
        ["--pairs", "\(folder)/pairs.jsonl", "--language", metric.language.rawValue, "--repetitions", "2"],
        environment: ["PYTHONHASHSEED": "0"])
    }
  }
}

/// The result of `CodeBLEUBenchmark`.
struct CodeBLEUBenchmarkReport: BenchmarkReport {
  let benchmark = "codebleu"
  let machine = Machine.this
  let threads: Int
  let language: String
  let samples: Int
  /// Predictions with syntax errors, which take longer to parse.
  let unsoundPredictions: Int
  /// The median time for all samples.
  let seconds: Double
  let codebleu: Double
  let peer: Comparison?

  struct Comparison: Encodable, Sendable {
    let seconds: Double
    let codebleu: Double
    /// The package's time divided by Fovea's; above 1, Fovea is faster.
    let speedRatio: Double
    /// The largest difference in CodeBLEU, syntax match and data-flow match.
    let largestDifference: Double
  }

  init(
    threads: Int, language: String, samples: Int, unsoundPredictions: Int, seconds: Double, codebleu: Double,
    peer: Comparison?
  ) {
    self.threads = threads
    self.language = language
    self.samples = samples
    self.unsoundPredictions = unsoundPredictions
    self.seconds = seconds
    self.codebleu = codebleu
    self.peer = peer
  }

  var table: String {
    var rows = [
      ["", "Fovea"], ["seconds", seconds.decimals(4)], ["samples/s", (Double(samples) / seconds).decimals(0)],
      ["CodeBLEU", codebleu.decimals(6)],
    ]
    if let peer {
      rows[0] += ["codebleu", "ratio"]
      rows[1] += [peer.seconds.decimals(4), peer.speedRatio.decimals()]
      rows[2] += [(Double(samples) / peer.seconds).decimals(0)]
      rows[3] += [peer.codebleu.decimals(6)]
    }
    return "\(samples) pairs of \(language), \(unsoundPredictions) predictions with errors, \(threads) threads, "
      + "\(machine.cpu)\n\n" + TextTable(measurements: rows).rendered(.table)
  }
}
