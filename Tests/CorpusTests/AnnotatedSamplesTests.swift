import Basics
import Foundation
import Scanpaths
import TestSupport
import Testing
import Tokenization

@testable import Corpus

/// Readings joined with what a model is to make of the methods.
struct AnnotatedSamplesTests {
  private let folder: TemporaryFolder
  private static let source = "int twice(int n) { return 2 * n; }"

  init() throws { folder = try TemporaryFolder() }

  private func targets(_ lines: String...) throws -> GazeTargets {
    try GazeTargets(path: try folder.file("targets.jsonl", lines.joined(separator: "\n")))
  }

  @Test func targetsAreReadInAllTheirForms() throws {
    let targets = try targets(
      #"{"method": "a", "code": "int a;", "summary": "one"}"#,
      #"{"func_name": "b", "code_tokens": ["int", "b", ";"], "docstring_tokens": ["two", "words"]}"#, "",
      #"{"method": "c", "target": "three"}"#, #"{"method": "a", "code": "int a;", "summary": "one"}"#)
    #expect(targets.rows["a"]?.source == "int a;" && targets.rows["a"]?.target == "one")
    #expect(targets.rows["b"]?.source == "int b ;" && targets.rows["b"]?.target == "two words")
    #expect(targets.rows["c"]?.source == nil && targets.rows["c"]?.target == "three")
    #expect(targets.rows.count == 3)
  }

  @Test(arguments: [
    (#"{"code": "x", "summary": "y"}"#, "method"), (#"{"method": "m"}"#, "docstring"), ("{", "JSON"), ("[1]", ""),
  ]) func unusableTargetsAreNamedByFileAndLine(_ line: String, _ word: String) throws {
    let path = try folder.file("bad.jsonl", "{\"method\": \"a\", \"summary\": \"s\"}\n\(line)\n")
    let error = #expect(throws: DataLineError.self) { try GazeTargets(path: path) }
    #expect(error?.line == 2)
    #expect(try GazeTargets(path: path, maximumBadLines: 1).skipped.count == 1)
  }

  @Test func oneMethodCannotHaveTwoTargets() throws {
    let error = #expect(throws: DataLineError.self) {
      try targets(#"{"method": "a", "summary": "one"}"#, #"{"method": "a", "summary": "two"}"#)
    }
    #expect(error?.line == 2)
  }

  private func corpus(_ target: String, _ readings: [MethodReading], limit: Int = 100) throws -> AnnotatedSamples {
    let code = try Labeller(.java).label(Self.source, id: "twice")
    let tokenizer = try TokenizerTrainer(vocabularySize: 300, minimalFrequency: 1, sentinelCount: 0)
      .train(on: [Self.source, "doubles a number"])
    var limits = LengthLimits()
    limits.source = limit
    var builder = AnnotatedSamplesBuilder(
      methods: ["twice": code], sources: ["twice": Self.source], targets: try targets(target), tokenizer: tokenizer,
      limits: limits)
    return builder.corpus(of: readings)
  }

  private func reading(_ attended: Set<Int>, method: String = "twice", tokens: Int = 8) -> Reading {
    MethodReading(
      participant: "p",
      signal: AttentionSignal(
        code: method,
        tokens: (0..<tokens).map {
          .init(weight: attended.contains($0) ? 1 : 0, order: attended.contains($0) ? $0 + 1 : 0, label: 16)
        }))
  }

  private static let row =
    #"{"method": "twice", "code": "int twice ( int n ) { return 2 * n ; }", "summary": "doubles"}"#

  @Test func attentionFindsItsSubwords() throws {
    // Tokens: int twice int n return 2 * n.
    let corpus = try corpus(Self.row, [reading([1, 4])])
    let sample = try #require(corpus.samples.first)
    #expect(sample.signal.count == sample.sample.source.count)
    #expect(
      Set(sample.signal.tokens.indices.filter { sample.signal.weights[$0] > 0 }.map { sample.signal.tokens[$0] })
        == [1, 4])
    #expect(sample.words == ["twice", "return"])
    #expect(sample.reference == "doubles")
    #expect(corpus.account.samples == 1 && corpus.account.attendedTokens == 2)
    #expect(corpus.account.attendedTokensCutOff == 0)
  }

  @Test func whatDoesNotFitIsCountedByReason() throws {
    let corpus = try corpus(
      Self.row,
      [reading([0]), reading([]), reading([1], method: "thrice"), reading(Set(0..<8)), reading([0, 7])])
    #expect(corpus.account.readings == 5)
    #expect(corpus.account.withoutAttention == 1)
    #expect(corpus.account.withoutTarget == 1)
    #expect(corpus.account.everythingAttended == 1)
    #expect(corpus.samples.count == 3 && corpus.account.samples == 3)
    #expect(corpus.samples.map(\.sample.identifier) == [0, 1, 2])
    for part in ["3 samples of 5 readings", "1 without a target", "1 with every token attended"] {
      #expect(corpus.account.summary.contains(part), "\(corpus.account.summary)")
    }

    let other = try self.corpus(
      #"{"method": "twice", "code": "int twice(int n) { return 3 * n; }", "summary": "s"}"#, [reading([0])])
    #expect(other.samples.isEmpty && other.account.differentText == 1)
  }

  @Test func attentionBehindTheLengthLimitIsCounted() throws {
    let corpus = try corpus(Self.row, [reading([0, 7]), reading([7])], limit: 6)
    #expect(corpus.samples.count == 1 && corpus.account.attentionCutOff == 1)
    #expect(corpus.account.attendedTokensCutOff == 1 && corpus.account.attendedTokens == 2)
    #expect(corpus.samples[0].sample.source.count == 6)
  }
}
