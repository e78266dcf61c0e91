/// Where the parts of a `CorpusStorage` are. In this order, each at a multiple of eight:
///
/// | part | content |
/// |---|---|
/// | header | 8 words: version, samples *n*, ids *t*, bytes of text, bytes of the account, three zeros |
/// | identifiers | *n* words |
/// | token offsets | 2*n* + 1 words: where the ids of each side begin; source and target of each sample in turn |
/// | text offsets | 2*n* + 1 words: the same for the texts, in bytes |
/// | account | a JSON object |
/// | token ids | *t* numbers of 32 bits |
/// | texts | UTF-8 |
struct CorpusLayout: Equatable {
  /// Increase this with every change to the layout, or to how texts become ids.
  static let version = 1

  var samples: Int
  var tokens: Int
  var textBytes: Int
  var accountBytes: Int

  let identifiers = 64
  var tokenOffsets: Int { identifiers + 8 * samples }
  var textOffsets: Int { tokenOffsets + 8 * (2 * samples + 1) }
  var account: Int { textOffsets + 8 * (2 * samples + 1) }
  var tokenIDs: Int { Self.aligned(account + accountBytes) }
  var texts: Int { Self.aligned(tokenIDs + 4 * tokens) }
  /// The number of bytes.
  var end: Int { texts + textBytes }

  init(samples: Int, tokens: Int, textBytes: Int, accountBytes: Int) {
    self.samples = samples
    self.tokens = tokens
    self.textBytes = textBytes
    self.accountBytes = accountBytes
  }

  /// - Throws: `CorpusDamage` unless the header is of this version and describes exactly these bytes.
  init(headerOf bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count >= 64 else { throw CorpusDamage() }
    let header = (0..<8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int.self) }
    // No part can have more entries than there are bytes, so the sums cannot overflow.
    guard header[0] == Self.version, header[1...4].allSatisfy({ (0...bytes.count).contains($0) }) else {
      throw CorpusDamage()
    }
    self.init(samples: header[1], tokens: header[2], textBytes: header[3], accountBytes: header[4])
    guard end == bytes.count else { throw CorpusDamage() }
  }

  var header: [Int] { [Self.version, samples, tokens, textBytes, accountBytes, 0, 0, 0] }

  /// The words of a part.
  func words(_ bytes: UnsafeRawBufferPointer, at start: Int, _ count: Int) -> UnsafeBufferPointer<Int> {
    UnsafeRawBufferPointer(rebasing: bytes[start..<start + 8 * count]).assumingMemoryBound(to: Int.self)
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 7) & ~7 }
}
