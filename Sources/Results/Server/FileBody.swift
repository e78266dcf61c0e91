import FlyingFox
import FlyingSocks
import Foundation

/// A file as the body of a response.
struct FileBody: AsyncBufferedSequence {
  typealias Element = UInt8

  /// The bytes of a piece, of which each response holds one at a time.
  private static let pieceLength = 1 << 16

  let content: FileContent

  var sequence: HTTPBodySequence {
    HTTPBodySequence(from: self, count: content.count, suggestedBufferSize: Self.pieceLength)
  }

  func makeAsyncIterator() -> Iterator { Iterator(content: content) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let content: FileContent
    private var offset = 0

    init(content: FileContent) { self.content = content }

    mutating func nextBuffer(suggested count: Int) async throws -> Data? {
      guard let piece = try content.piece(from: offset, limit: count) else { return nil }
      offset += piece.count
      return piece
    }

    mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }
  }
}
