import Basics
import Foundation
import Tokenization

/// Everything that an encoded data set is made from.
package struct CorpusSource: Sendable {
  package let files: TaskFiles
  package let tokenizer: Tokenizer
  package let limits: LengthLimits
  /// How many unusable lines may be skipped in each file.
  package let maximumBadLines: Int
  /// How the samples are corrupted; nil for tasks with targets of their own.
  package let denoising: DenoisingSettings?

  package init(
    _ files: TaskFiles, tokenizer: Tokenizer, limits: LengthLimits, maximumBadLines: Int,
    denoising: DenoisingSettings? = nil
  ) {
    self.denoising = denoising
    self.files = files
    self.tokenizer = tokenizer
    self.limits = limits
    self.maximumBadLines = maximumBadLines
  }

  /// Reads and encodes the files.
  ///
  /// - Parameter threads: how many threads encode.
  /// - Throws: as `TaskFiles.read`; `DataLineError` if every target is empty; `InvalidSetting` for a limit too small.
  func encoded(threads: Int) throws -> CorpusStorage {
    var raw = try files.read(maximumBadLines: maximumBadLines)
    if let denoising { raw.repeatSamples(denoising.draws) }
    let skipped = raw.skipped.map {
      CorpusStorage.SkippedLine(
        file: files.paths.firstIndex(of: $0.path) ?? 0, line: $0.line, problem: $0.problem, remedy: $0.remedy)
    }
    let storage = try CorpusStorage(
      raw, encoder: encoder(), limits: limits, skipped: skipped, threads: threads)
    guard denoising != nil || storage.account.statistics.emptyTargets < raw.samples.count else {
      throw DataLineError(
        path: files.targetPath, line: 0, problem: "every target is empty, in all \(raw.samples.count) samples",
        remedy:
          "a loss or score needs targets; published test sets may leave them out: fovea generate makes the outputs")
    }
    return storage
  }

  private func encoder() throws -> any PairEncoder {
    if let denoising { return try DenoisingEncoder(denoising, tokenizer: tokenizer) }
    let special = tokenizer.specialTokens
    return SampleEncoder(beginning: special.beginning, end: special.end) { [tokenizer] in tokenizer.encode($0) }
  }

  /// The unusable lines of an encoded data set, in these files.
  func skipped(_ storage: CorpusStorage) -> [DataLineError] {
    storage.account.skipped.map {
      DataLineError(
        path: files.paths.indices.contains($0.file) ? files.paths[$0.file] : files.targetPath, line: $0.line,
        problem: $0.problem, remedy: $0.remedy)
    }
  }

  /// A hash of the content of the files and of everything else that decides what they are encoded to; nil if one of them
  /// is a pipe or a device, which can be read only once.
  ///
  /// - Throws: `FileFailure`.
  /// - Complexity: reads the files.
  func key() throws -> String? {
    var hash = ContentHash()
    hash.combine("data set")
    hash.combine(CorpusLayout.version)
    hash.combine(FoveaVersion.current)
    hash.combine(files.taskName)
    for path in files.paths {
      var status = stat()
      guard stat(path, &status) == 0 else { throw FileFailure(.read, path: path) }
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      let (bytes, digest) = try Digest.sha256(of: path)
      hash.combine(bytes)
      hash.combine(digest)
    }
    hash.combine(tokenizer.fingerprint)
    for number in [limits.source, limits.target, maximumBadLines] { hash.combine(number) }
    if let denoising { hash.combine(try JSONLines.line(denoising)) }
    return hash.hexadecimal
  }
}

extension TaskFiles {
  /// The task's name in keys of caches.
  fileprivate var taskName: String {
    switch self {
    case .translation: "translation"
    case .pairs: "pairs"
    case .summarization: "summarization"
    case .completion: "completion"
    case .denoising: "denoising"
    }
  }

  /// The files that are read.
  var paths: [String] {
    switch self {
    case .translation(let source, let target): [source, target]
    case .pairs(let path), .summarization(let path), .completion(let path), .denoising(let path): [path]
    }
  }
}
