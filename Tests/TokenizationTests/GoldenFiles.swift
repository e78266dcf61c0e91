import Basics
import TestSupport

@testable import Tokenization

/// The goldens that `Golden/make_golden.py` made.
enum GoldenFiles {
  struct Encoded: Decodable {
    var text: String
    var ids: [Int32]
  }

  struct Decoded: Decodable {
    var ids: [Int32]
    var text: String
    var skipped: String
  }

  struct Digest: Decodable, Equatable {
    var texts: Int
    var ids: Int
    var digest: String
  }

  private static let folder = GoldenFolder()

  static func path(_ name: String) -> String { folder.path(name) }

  static func records<Record: Decodable>(_ type: Record.Type, _ name: String) throws -> [Record] {
    try JSONLines.read(type, from: path(name))
  }

  static func digest(_ name: String) throws -> Digest? {
    try folder.decoded([String: Digest].self, "digests.json")[name]
  }

  static func smallTokenizer() throws -> Tokenizer { try Tokenizer(directory: path("small")) }
}

/// The digest of `make_golden.py`: FNV-1a over ids, each taken as one unit.
struct IDDigest {
  private var texts = 0
  private var ids = 0
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ stream: [Int32]) {
    texts += 1
    ids += stream.count
    for id in stream { add(unit: UInt64(UInt32(bitPattern: id))) }
    add(unit: 0xFFFF_FFFF)
  }

  var result: GoldenFiles.Digest {
    let digits = String(hash, radix: 16)
    return .init(texts: texts, ids: ids, digest: String(repeating: "0", count: 16 - digits.count) + digits)
  }

  private mutating func add(unit: UInt64) { hash = (hash ^ unit) &* 0x0000_0100_0000_01B3 }
}
