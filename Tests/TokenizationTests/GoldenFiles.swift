import Basics
import Foundation

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

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden").path

  static func records<Record: Decodable>(_ type: Record.Type, _ name: String) throws -> [Record] {
    try JSONLines.read(type, from: "\(folder)/\(name)")
  }

  static func digest(_ name: String) throws -> Digest? {
    let content = try TextFile.bytes(of: "\(folder)/digests.json")
    return try JSONDecoder().decode([String: Digest].self, from: content)[name]
  }

  static func smallTokenizer() throws -> Tokenizer { try Tokenizer(directory: "\(folder)/small") }
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

/// The public data that lies beside the package, if it is there.
enum SharedData {
  static let folder: String = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["FOVEA_DATA"] ?? package.path + "/../shared/data"
  }()
  static let isPresent = FileManager.default.fileExists(atPath: folder + "/codet5-tokenizer/vocab.json")
}

/// A folder that goes away with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/fovea-tokenization-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String) throws { try AtomicFile.write(text, to: "\(path)/\(name)") }
}
