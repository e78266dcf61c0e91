import ArgumentParser
import Basics
import Programs

/// `fovea-bench generate`: beam search.
struct BenchGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Measures generation with beam search.",
    discussion: """
      The first batch runs once as a warm-up; then batches are timed. With --peer, Hugging Face's generate and \
      CTranslate2 in float32 and int8 run with the same weights, batches and number of threads \
      (launch/peers/generate.py, launch/peers/generate_ctranslate2.py). With random weights no output ends before the \
      maximum length, so that all of them do the same work.

      With --pool, the sources of all batches are one set, for which Fovea generates in one call as `fovea evaluate` \
      does. The peers sort the set by length and take batches of each size in --peer-batch; the fastest counts.

      EXAMPLES:
        fovea-bench generate --data-source train.java --data-target train.cs --tokenizer codet5-small --peer
        fovea-bench generate ... --model runs/quickstart/best --pool --peer --peer-batch 8,16,32
      """)

  @OptionGroup var data: BenchmarkDataOptions
  @OptionGroup var options: BenchmarkRunOptions

  @Option(help: ArgumentHelp("Hypotheses kept at each step; 1 is greedy search.", valueName: "count"))
  var beam = 5

  @Option(help: ArgumentHelp("Most tokens of an output, including the start token.", valueName: "count"))
  var maxLength = 128

  @Flag(help: "Generate for the sources of all batches in one call.")
  var pool = false

  @Option(help: ArgumentHelp("Sizes of the peers' batches with --pool, separated by commas.", valueName: "sizes"))
  var peerBatch: String?

  func validate() throws {
    if peerBatch != nil && !(pool && options.peer) { throw ValidationError("--peer-batch needs --pool and --peer") }
    if pool && options.steps > 0 { throw ValidationError("--steps counts batches, of which --pool makes one") }
    _ = try peerBatchSizes
    do {
      try settings.options.validate()
    } catch let error as InvalidSetting {
      throw ValidationError("\(error.keyPath == "beams" ? "--beam" : "--max-length") \(error.problem)")
    }
  }

  private var peerBatchSizes: [Int] {
    get throws {
      try (peerBatch ?? "16").split(separator: ",", omittingEmptySubsequences: false).map { text in
        guard let size = Int(text), size >= 1 else {
          throw ValidationError("--peer-batch takes numbers of at least 1, separated by commas, not '\(text)'")
        }
        return size
      }
    }
  }

  private var settings: GenerationBenchmark.Settings {
    var settings = GenerationBenchmark.Settings()
    settings.model = options.benchmarkModel
    settings.steps = options.steps
    settings.rounds = options.rounds
    settings.options.beams = beam
    settings.options.maximumLength = maxLength
    if options.model == nil { settings.options.minimumNewTokens = maxLength - 1 }
    settings.runsPeers = options.peer
    settings.isPooled = pool
    settings.peerBatchSizes = (try? peerBatchSizes) ?? settings.peerBatchSizes
    return settings
  }

  func run() throws {
    var settings = settings
    settings.threads = try options.threads.count()
    settings.precision = options.precision.chosen
    try options.report.print(GenerationBenchmark(data.load(), settings).run())
  }
}
