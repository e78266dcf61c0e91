/// The distinct words of a training text with their frequencies.
enum WordCounter {
  struct Word: Sendable {
    /// Initially one id per byte.
    var symbols: [Int32]
    var count: Int
  }

  /// The words in order of first occurrence; `alphabet` lists the bytes in the order of their ids from `firstID`.
  ///
  /// - Complexity: O(bytes of the texts).
  static func count(_ texts: some Sequence<String>, alphabet: [UInt8], firstID: Int32) -> [Word] {
    var idOfByte = [Int32](repeating: 0, count: 256)
    for (index, byte) in alphabet.enumerated() { idOfByte[Int(byte)] = firstID + Int32(index) }
    var indexOfWord: [[UInt8]: Int] = [:]
    var words: [Word] = []
    for text in texts {
      var text = text
      text.withUTF8 { utf8 in
        ScalarClass.asciiTable.withUnsafeBufferPointer { ascii in
          var scanner = WordScanner(text: utf8, range: 0..<utf8.count, ascii: ascii)
          while let range = scanner.next() {
            let bytes = Array(utf8[range])
            if let known = indexOfWord[bytes] {
              words[known].count += 1
            } else {
              indexOfWord[bytes] = words.count
              words.append(Word(symbols: bytes.map { idOfByte[Int($0)] }, count: 1))
            }
          }
        }
      }
    }
    return words
  }
}
