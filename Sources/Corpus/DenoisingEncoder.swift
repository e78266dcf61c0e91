import Basics
import Syntax
import Tokenization

/// Corrupts samples for pre-training: the model restores what is masked.
///
/// A sample's text is its documentation, a line end and its code. What becomes of it is a function of the settings and the
/// sample's identifier alone:
/// - *spans* (T5, CodeT5): each masked span becomes a sentinel `<extra_id_k>`; the target is each sentinel followed by what
///   it stands for, and one more sentinel at the end;
/// - *identifiers* (CodeT5's masked identifier prediction): every occurrence of an identifier becomes its own sentinel; the
///   target lists the identifiers in the order of their first occurrence;
/// - *pairs* (CodeT5's bimodal dual generation): code from its documentation, or documentation from the code.
///
/// A source that is too long is cut before anything is masked, so that the target never asks for what the source lacks. What
/// would not fit into the target stays unmasked.
struct DenoisingEncoder: PairEncoder {
  private let settings: DenoisingSettings
  private let language: ProgrammingLanguage?
  private let tokenizer: Tokenizer
  private let sentinels: [Int32]
  private let plain: SampleEncoder

  /// - Throws: `MissingSentinels`; `SyntaxError` for an unknown language.
  init(_ settings: DenoisingSettings, tokenizer: Tokenizer, tokenizerPath: String = "tokenizer") throws {
    self.settings = settings
    self.tokenizer = tokenizer
    language = settings.language.isEmpty ? nil : try ProgrammingLanguage(named: settings.language)
    var sentinels: [Int32] = []
    while let id = tokenizer.id(for: "<extra_id_\(sentinels.count)>") { sentinels.append(id) }
    guard sentinels.count >= 2 else { throw MissingSentinels(found: sentinels.count) }
    self.sentinels = sentinels
    let special = tokenizer.specialTokens
    plain = SampleEncoder(beginning: special.beginning, end: special.end) { tokenizer.encode($0) }
  }

  func encoded(_ sample: RawSample, limits: LengthLimits) -> EncodedPair {
    var stream = RandomStream(seed: settings.seed, purpose: .corruption, sample.identifier)
    let choice = stream.uniform()
    if choice < settings.pairShare, !sample.target.isEmpty {
      var pair = sample
      if stream.uniform() < 0.5 { (pair.source, pair.target) = (sample.target, sample.source) }
      return plain.encoded(pair, limits: limits)
    }
    let text = Text(sample, tokenizer, limit: limits.source)
    if choice >= settings.pairShare, choice < settings.pairShare + settings.identifierShare, let language {
      let names = text.identifiers(language)
      if !names.isEmpty { return masked(text, groups: names, limits) }
    }
    let spans = RandomSpans(maskedShare: settings.maskedShare, meanSpan: settings.meanSpan)
      .ranges(words: text.words.count, most: sentinels.count - 1, using: &stream)
    let ranges = spans.map { text.words[$0.lowerBound].lowerBound..<text.words[$0.upperBound - 1].upperBound }
    return masked(text, groups: ranges.map { [$0] }, limits)
  }

  /// Replaces each group's ranges of ids by one sentinel, as far as target and sentinels reach.
  ///
  /// - Parameter groups: ranges that stand for the same ids, the groups in the order of their first ranges.
  private func masked(_ text: Text, groups: [[Range<Int>]], _ limits: LengthLimits) -> EncodedPair {
    var target: [Int32] = []
    var replaced: [(range: Range<Int>, sentinel: Int32)] = []
    var used = 0
    for ranges in groups {
      guard let first = ranges.first, used < sentinels.count - 1 else { break }
      // The sentinel, what it stands for, the last sentinel, and the tokens around.
      guard target.count + 1 + first.count + 1 + 2 <= limits.target else { break }
      target.append(sentinels[used])
      target += text.ids[first]
      replaced += ranges.map { ($0, sentinels[used]) }
      used += 1
    }
    target.append(sentinels[used])
    var source: [Int32] = []
    var place = 0
    for (range, sentinel) in replaced.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      source += text.ids[place..<range.lowerBound]
      source.append(sentinel)
      place = range.upperBound
    }
    source += text.ids[place...]
    let special = tokenizer.specialTokens
    let (wholeSource, wholeTarget) = (
      [special.beginning] + source + [special.end], [special.beginning] + target + [special.end]
    )
    return EncodedPair(
      source: .init(ids: wholeSource, fullLength: text.isCut ? text.fullLength + 2 : wholeSource.count),
      target: .init(ids: wholeTarget, fullLength: wholeTarget.count))
  }
}

extension DenoisingEncoder {
  /// A sample's text as ids, and the words that they form.
  private struct Text {
    let ids: [Int32]
    /// The ranges of ids that form a word.
    let words: [Range<Int>]
    let fullLength: Int
    var isCut: Bool { fullLength > ids.count }
    private let bytes: [Range<Int>]
    private let code: String
    /// Where the code begins in the text, in bytes.
    private let codeStart: Int

    init(_ sample: RawSample, _ tokenizer: Tokenizer, limit: Int) {
      let documentation = sample.target.isEmpty ? "" : sample.target + "\n"
      let text = Array((documentation + sample.source).utf8)
      let encoding = tokenizer.encodeWithOffsets(documentation + sample.source)
      ids = Array(encoding.ids.prefix(limit - 2))
      let bytes = Array(encoding.byteRanges.prefix(limit - 2))
      fullLength = encoding.ids.count
      (code, codeStart) = (sample.source, documentation.utf8.count)
      var starts = bytes.indices.filter { place in
        let start = bytes[place].lowerBound
        return start == 0 || !(Self.isPartOfName(text[start]) && Self.isPartOfName(text[start - 1]))
      }
      starts.append(bytes.count)
      self.bytes = bytes
      words = zip(starts, starts.dropFirst()).map { $0..<$1 }
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24, 0x80...: true
      default: false
      }
    }

    /// The ids of every occurrence of each identifier, in the order of the first occurrences. Code that takes too long to
    /// parse has none.
    func identifiers(_ language: ProgrammingLanguage) -> [[Range<Int>]] {
      guard let tree = try? SyntaxParser(language).parseFragment(code) else { return [] }
      var order: [ArraySlice<UInt8>: Int] = [:]
      var groups: [[Range<Int>]] = []
      var place = 0
      for token in tree.tokens where tree.kindName(token.node).hasSuffix("identifier") {
        let range = token.bytes.lowerBound + codeStart..<token.bytes.upperBound + codeStart
        while place < bytes.count, bytes[place].upperBound <= range.lowerBound { place += 1 }
        var end = place
        while end < bytes.count, bytes[end].lowerBound < range.upperBound { end += 1 }
        // The identifier lies behind the cut, or only its beginning before it.
        guard end > place, bytes[end - 1].upperBound >= range.upperBound else { break }
        let name = tree.bytes(of: token.node)
        if let known = order[name] {
          groups[known].append(place..<end)
        } else {
          order[name] = groups.count
          groups.append([place..<end])
        }
        place = end
      }
      return groups
    }
  }
}

/// A tokenizer without sentinels, which stand for what is masked.
struct MissingSentinels: DiagnosableError, Equatable {
  var found: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .configuration,
      problem: "the task denoising needs sentinels <extra_id_0>, <extra_id_1>, … in the tokenizer, which has \(found)",
      place: "tokenizer", remedy: "train one with `fovea tokenizer train --sentinels 100`, or take CodeT5's")
  }
}
