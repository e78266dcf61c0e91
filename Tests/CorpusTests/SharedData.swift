import Corpus
import Foundation

/// Data beside the project, which tests use where it is present.
enum SharedData {
  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let root =
    ProcessInfo.processInfo.environment["FOVEA_DATA"].map { URL(fileURLWithPath: $0) }
    ?? packageRoot.appending(path: "../shared/data")

  static let isPresent = FileManager.default.fileExists(atPath: path("codexglue/java-cs/train.java"))

  static func path(_ name: String) -> String { root.appending(path: name).path }

  static func embedded(_ part: String) -> String {
    packageRoot.appending(path: "configs/data/embedded-java/\(part).jsonl").path
  }

  static let javaToCSharp = TaskFiles.translation(
    source: path("codexglue/java-cs/train.java"), target: path("codexglue/java-cs/train.cs"))
}

extension SampleEncoder {
  /// A stand-in for a tokenizer: words in pieces of at most five letters, and each mark alone. Its counts come near
  /// those of byte-pair encoding on code.
  static let pieces = SampleEncoder(beginning: 1, end: 2) { text in
    var ids: [Int32] = []
    var piece: [UInt8] = []
    func close() {
      guard !piece.isEmpty else { return }
      ids.append(piece.reduce(7) { ($0 &* 31 &+ Int32($1)) & 0x7FFF } + 5)
      piece = []
    }
    for byte in text.utf8 {
      let isWordByte = byte == 95 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      if !isWordByte || piece.count == 5 { close() }
      if isWordByte { piece.append(byte) } else if byte > 32 { ids.append(Int32(byte)) }
    }
    close()
    return ids
  }
}
