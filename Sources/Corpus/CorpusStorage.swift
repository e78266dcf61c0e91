import Basics
import Foundation

/// A data set as flat bytes, in memory or mapped from a file of `CorpusCache`: token ids, texts, and what is known of them.
///
/// `CorpusLayout` says where what is. Numbers have the host's byte order.
///
/// @unchecked: nothing writes to the bytes after they are made.
package final class CorpusStorage: @unchecked Sendable {
  /// What is known of a data set besides its samples.
  struct Account: Codable {
    var statistics: CorpusStatistics
    /// `CorpusManifest.contentHash`.
    var contentHash: String
    var skipped: [SkippedLine]
  }

  /// An unusable line, without the path: the same content may lie elsewhere.
  struct SkippedLine: Codable, Equatable {
    /// The index of its file in `TaskFiles.paths`.
    var file: Int
    var line: Int
    var problem: String
    var remedy: String
  }

  let content: MappedBytes
  let account: Account
  private let layout: CorpusLayout

  /// The number of samples.
  var count: Int { layout.samples }

  /// Wraps bytes, from a cache perhaps, after checking that all offsets are within them.
  ///
  /// - Throws: `CorpusDamage`; `DecodingError` for an account that cannot be read.
  /// - Complexity: O(samples).
  init(_ content: MappedBytes) throws {
    self.content = content
    layout = try CorpusLayout(headerOf: content.bytes)
    let accountBytes = content.bytes[layout.account..<layout.account + layout.accountBytes]
    account = try JSONDecoder().decode(Account.self, from: Data(accountBytes))
    try Self.requireRising(layout.words(content.bytes, at: layout.tokenOffsets, 2 * count + 1), to: layout.tokens)
    try Self.requireRising(layout.words(content.bytes, at: layout.textOffsets, 2 * count + 1), to: layout.textBytes)
  }

  /// Where the ids and texts of the sides begin must rise from 0 to their number.
  private static func requireRising(_ offsets: UnsafeBufferPointer<Int>, to end: Int) throws {
    var before = 0
    for offset in offsets {
      guard offset >= before else { throw CorpusDamage() }
      before = offset
    }
    guard offsets.first == 0, before == end else { throw CorpusDamage() }
  }

  /// The largest id of all samples taken as unsigned, so that a negative one is large.
  var largestToken: UInt32 {
    tokens.reduce(0) { max($0, UInt32(bitPattern: $1)) }
  }

  private var tokens: UnsafeBufferPointer<Int32> {
    UnsafeRawBufferPointer(rebasing: content.bytes[layout.tokenIDs..<layout.tokenIDs + 4 * layout.tokens])
      .assumingMemoryBound(to: Int32.self)
  }

  func identifier(_ sample: Int) -> Int { layout.words(content.bytes, at: layout.identifiers, count)[sample] }

  /// A side's number of ids; sides count two to a sample, the source first.
  func length(ofSide side: Int) -> Int { range(layout.tokenOffsets, side).count }

  func tokens(ofSide side: Int) -> [Int32] { Array(tokens[range(layout.tokenOffsets, side)]) }

  func text(ofSide side: Int) -> String {
    let range = range(layout.textOffsets, side)
    return String(
      decoding: content.bytes[layout.texts + range.lowerBound..<layout.texts + range.upperBound], as: UTF8.self)
  }

  private func range(_ section: Int, _ side: Int) -> Range<Int> {
    let offsets = layout.words(content.bytes, at: section, 2 * count + 1)
    return offsets[side]..<offsets[side + 1]
  }
}

/// Bytes that are not a data set in this layout.
struct CorpusDamage: Error, CustomStringConvertible {
  let description = "it is not a data set in the layout of this version"
}
