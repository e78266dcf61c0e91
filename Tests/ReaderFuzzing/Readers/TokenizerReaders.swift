import Basics
import TestSupport
import Tokenization

extension FuzzedReader {
  static func tokenizerReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    let trainer = TokenizerTrainer(vocabularySize: 270, minimalFrequency: 1, sentinelCount: 2)
    try trainer.train(on: ["int add(int a, int b)", "return a + b;"]).write(to: folder.path("tokenizer"))
    let all = try folder.files("tokenizer")
    let document = all.filter { $0.key == "tokenizer.json" }
    let parts = all.filter { $0.key != "tokenizer.json" }
    let words = ["\"<s>\"", "\"Ġ\"", "Ġ t", "\"id\"", "\"content\"", "\"added_tokens\"", "<extra_id_0>", "\"merges\""]
    return [
      FuzzedReader("tokenizer-document", seeds: [document], words: words) { try use($0) },
      FuzzedReader("tokenizer-files", seeds: [parts], words: words) { try use($0) },
    ]
  }

  private static func use(_ folder: String) throws {
    let text = "<s>int add(int a)\n\té 🙂</s><extra_id_0>"
    let tokenizer = try Tokenizer(directory: folder)
    let encoding = tokenizer.encodeWithOffsets(text)
    try Unsound.require(encoding.ids.count == encoding.byteRanges.count, "each id has its bytes")
    try Unsound.require((encoding.byteRanges.last?.upperBound ?? 0) <= text.utf8.count, "the bytes are of the text")
    _ = tokenizer.decode(encoding.ids + [-1, Int32.max], skippingSpecialTokens: true)
  }
}
