import ArgumentParser
import Basics
import Corpus
import Foundation
import Programs
import Syntax

/// `fovea corpus check`: finds near-duplicates across the splits of a corpus and the methods of a gaze study.
struct CorpusCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds near-duplicates across the splits of a corpus, and between a corpus and gaze methods.",
    discussion: """
      Compares the code of samples by the Jaccard similarity of their sets of 4-grams of tokens, exactly and for all \
      pairs. Tokens are words, strings and single marks by a rule on the text; comments and white space are left out \
      (docs/formats.md). Samples of .jsonl and .json files have their code under code_tokens, code, source or input; \
      other files have one sample per line. Trials of `fovea gaze import` count once per method.

      With --clusters, writes which samples must stay together: a JSON line {"split", "sample", "place", "cluster", \
      "size", "assigned"} for each sample. Samples that are near-duplicates, directly or over others, have the same \
      cluster; `assigned` is the split with most of its samples.

      EXIT CODES: 0 if no near-duplicates cross the splits, 1 if some do (0 with --report-only); others as always.

      EXAMPLES:
        fovea corpus check --splits train=train.jsonl valid=valid.jsonl test=test.jsonl
        fovea corpus check --splits train=train.java valid=valid.java --json
        fovea corpus check --splits train=train.jsonl --gaze trials.jsonl --near 0.5
        fovea corpus check --splits all=methods.jsonl --clusters clusters.jsonl
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The splits; without NAME, a split has its file's name.", valueName: "NAME=file"))
  var splits: [String]

  @Option(help: ArgumentHelp("Methods or trials of a gaze study, as one more split named gaze.", valueName: "file"))
  var gaze: String?

  @Option(help: ArgumentHelp("The programming language, which decides how comments begin.", valueName: "name"))
  var language = ProgrammingLanguage.java.rawValue

  @Option(help: ArgumentHelp("The similarity from which on two samples are near-duplicates.", valueName: "number"))
  var near = 0.7

  @Option(help: ArgumentHelp("The similarity from which on two samples are related.", valueName: "number"))
  var related = 0.5

  @Option(help: ArgumentHelp("The number of pairs to list, the most similar first.", valueName: "count"))
  var pairs = 20

  @Option(help: ArgumentHelp("Write the clusters of near-duplicates to this file.", valueName: "file"))
  var clusters: String?

  @Flag(help: "Exit with 0 even if near-duplicates cross the splits.")
  var reportOnly = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    var settings = DuplicateSettings()
    (settings.near, settings.related, settings.listedPairs) = (near, related, pairs)
    do {
      try settings.validate()
    } catch let error as InvalidSetting {
      throw ValidationError(
        "--\(error.keyPath) \(error.problem)" + (error.remedy.isEmpty ? "" : "; \(error.remedy)"))
    }
    let names = named.map(\.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two splits are named '\(name)'; give each its own name, as in train=\(name)")
    }
    if let unnamed = named.first(where: { $0.name.isEmpty || $0.path.isEmpty }) {
      throw ValidationError("'\(unnamed.name)=\(unnamed.path)' is no split; write NAME=FILE")
    }
  }

  private var named: [NamedFile] {
    splits.map { NamedFile($0) } + (gaze.map { [NamedFile(name: "gaze", path: $0)] } ?? [])
  }

  func run() throws {
    try OutputConflict.check(clusters, inputs: named.map(\.path))
    var settings = DuplicateSettings()
    (settings.near, settings.related, settings.listedPairs) = (near, related, pairs)
    settings.comments =
      [.python, .ruby].contains(try ProgrammingLanguage(named: language)) ? .hash : .slashes
    let check = try DuplicateCheck(
      named.map { .init(name: $0.name, texts: try CodeTexts(path: $0.path)) }, settings: settings)
    let report = DuplicateReport(check)
    for note in report.notes { Console.standardError.warn(note) }
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      for line in report.lines { try output.writeLine(line) }
    }
    if let clusters {
      let found = DuplicateClusters(check)
      try found.write(to: clusters)
      Console.standardError.note(
        "\(found.rows.count) samples in \(found.count) clusters written to \(clusters); \(found.samplesToMove) are in "
          + "another split than most of their cluster")
    }
    try output.flush()
    if report.nearPairsAcrossSplits > 0, !reportOnly {
      Console.standardError.note(
        "\(report.nearPairsAcrossSplits) pairs of near-duplicates cross the splits, so the exit code is 1")
      throw ArgumentParser.ExitCode(1)
    }
  }
}

extension DuplicateReport {
  /// Tables of the splits, the counts and the most similar pairs.
  fileprivate var lines: [String] {
    var splitTable = TextTable(header: ["split", "samples", "without tokens", "file"], numeric: [1, 2])
    splitTable.rows = splits.map { [$0.name, "\($0.samples)", "\($0.withoutTokens)", $0.file] }
    var countTable = TextTable(
      header: [
        "splits", "pairs ≥ \(near)", "pairs ≥ \(related)", "samples ≥ \(near)", "samples ≥ \(related)", "same 4-grams",
      ], numeric: [1, 2, 3, 4, 5])
    countTable.rows = counts.map { count in
      let isOne = count.first == count.second
      func both(_ samples: [Int]) -> String { isOne ? "\(samples[0])" : "\(samples[0]), \(samples[1])" }
      return [
        isOne ? "within \(count.first)" : "\(count.first), \(count.second)", "\(count.nearPairs)",
        "\(count.relatedPairs)", both(count.nearSamples), both(count.relatedSamples), both(count.sameSamples),
      ]
    }
    var lines = [splitTable.rendered(.table), "", countTable.rendered(.table)]
    if !pairs.isEmpty {
      var pairTable = TextTable(header: ["similarity", "copies", "sample", "sample"], numeric: [0, 1])
      pairTable.rows = pairs.map { [$0.similarity.decimals(3), "\($0.copies)", $0.first, $0.second] }
      let title = splits.count > 1 ? "the most similar samples of different splits:" : "the most similar samples:"
      lines += ["", title, pairTable.rendered(.table)]
    }
    return lines
  }
}
