import Basics
import Foundation

extension CorpusStorage {
  /// The ids of some neighbouring samples, side by side.
  private struct Part: Sendable {
    var ids: [Int32] = []
    /// For each side, the number of ids, and what it would be without a limit.
    var lengths: [(kept: Int, full: Int)] = []
  }

  private static let samplesPerPart = 512

  /// Encodes every sample.
  ///
  /// - Parameters:
  ///   - skipped: the lines that reading skipped.
  ///   - threads: how many threads encode; they do not change the result.
  /// - Throws: `InvalidSetting` if a limit is too small.
  convenience init(
    _ raw: RawCorpus, encoder: some PairEncoder, limits: LengthLimits, skipped: [SkippedLine] = [], threads: Int = 1
  ) throws {
    try limits.validate()
    let parts = Self.parts(of: raw.samples, encoder, limits, threads)
    var statistics = CorpusStatistics(skippedLines: raw.skipped.count)
    let lengths = parts.flatMap(\.lengths)
    for sample in raw.samples.indices {
      statistics.count(source: lengths[2 * sample].full, target: lengths[2 * sample + 1].full, limits: limits)
    }
    // A text that is cut and then corrupted keeps fewer tokens than the limit.
    statistics.sourceTokens = raw.samples.indices.reduce(0) { $0 + lengths[2 * $1].kept }
    statistics.targetTokens = raw.samples.indices.reduce(0) { $0 + lengths[2 * $1 + 1].kept }
    // With sorted keys, so that the same data gives the same bytes.
    let account = Data(
      try JSONLines.line(
        Account(statistics: statistics, contentHash: Self.hash(raw.samples, parts), skipped: skipped)
      ).utf8)
    let texts = raw.samples.reduce(0) { $0 + $1.source.utf8.count + $1.target.utf8.count }
    let layout = CorpusLayout(
      samples: raw.samples.count, tokens: statistics.sourceTokens + statistics.targetTokens, textBytes: texts,
      accountBytes: account.count)
    try self.init(
      MappedBytes(count: layout.end) { bytes in
        var writer = Writer(bytes: bytes)
        writer.append(layout.header)
        writer.append(raw.samples.map(\.identifier))
        writer.append(Self.offsets(lengths.map(\.kept)))
        writer.append(Self.offsets(raw.samples.flatMap { [$0.source.utf8.count, $0.target.utf8.count] }))
        writer.append(Array(account))
        writer.move(to: layout.tokenIDs)
        for part in parts { writer.append(part.ids) }
        writer.move(to: layout.texts)
        for sample in raw.samples {
          writer.append(sample.source)
          writer.append(sample.target)
        }
      })
  }

  private static func parts(
    of samples: [RawSample], _ encoder: some PairEncoder, _ limits: LengthLimits, _ threads: Int
  ) -> [Part] {
    let count = (samples.count + samplesPerPart - 1) / samplesPerPart
    var parts = [Part](repeating: Part(), count: count)
    parts.withUnsafeMutableBufferPointer { slots in
      // Each index is written by one thread alone.
      nonisolated(unsafe) let slots = slots
      let threads = max(1, min(threads, count))
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for number in stride(from: thread, to: count, by: threads) {
          let start = number * samplesPerPart
          slots[number] = part(samples[start..<min(start + samplesPerPart, samples.count)], encoder, limits)
        }
      }
    }
    return parts
  }

  private static func part(
    _ samples: ArraySlice<RawSample>, _ encoder: some PairEncoder, _ limits: LengthLimits
  ) -> Part {
    var part = Part()
    for sample in samples {
      let pair = encoder.encoded(sample, limits: limits)
      for side in [pair.source, pair.target] {
        part.ids += side.ids
        part.lengths.append((side.ids.count, side.fullLength))
      }
    }
    return part
  }

  /// `CorpusManifest.contentHash` of these samples.
  private static func hash(_ samples: [RawSample], _ parts: [Part]) -> String {
    var hash = FNV1a64()
    var sample = 0
    for part in parts {
      var start = 0
      for (side, length) in part.lengths.enumerated() {
        if side % 2 == 0 {
          hash.combine(word: UInt64(samples[sample].identifier))
          sample += 1
        }
        hash.combine(word: UInt64(length.kept))
        for id in part.ids[start..<start + length.kept] { hash.combine(id: id) }
        start += length.kept
      }
    }
    return hash.hexadecimal
  }

  /// 0 and the sums of the first, the first two, … counts.
  private static func offsets(_ counts: [Int]) -> [Int] {
    var offsets = [0]
    offsets.reserveCapacity(counts.count + 1)
    var sum = 0
    for count in counts {
      sum += count
      offsets.append(sum)
    }
    return offsets
  }

  /// Fills bytes from their beginning.
  private struct Writer {
    let bytes: UnsafeMutableRawBufferPointer
    var position = 0

    mutating func append<Element: BitwiseCopyable>(_ values: [Element]) {
      values.withUnsafeBytes { put($0) }
    }

    mutating func append(_ text: String) {
      var text = text
      text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    mutating func move(to offset: Int) { position = offset }

    private mutating func put(_ more: UnsafeRawBufferPointer) {
      UnsafeMutableRawBufferPointer(rebasing: bytes[position..<position + more.count]).copyMemory(from: more)
      position += more.count
    }
  }
}
