import Corpus
import TestSupport

/// Public corpora that tests read whole.
enum PublicCorpora {
  /// A part of the corpus that comes with the examples.
  static func embedded(_ part: String) -> TaskFiles {
    .summarization(PackageFolder.path("configs/data/embedded-java/\(part).jsonl"))
  }

  static let hasJavaToCSharp = SharedData.holds("codexglue/java-cs/train.java")

  static let javaToCSharp = TaskFiles.translation(
    source: SharedData.path("codexglue/java-cs/train.java"), target: SharedData.path("codexglue/java-cs/train.cs"))
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
