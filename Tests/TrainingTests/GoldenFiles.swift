import Foundation

/// Reads the files that Golden/make_golden.py wrote.
enum Golden {
  static func load<Content: Decodable>(_ type: Content.Type, _ name: String) throws -> Content {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: folder.appending(path: "Golden/\(name)")))
  }
}

/// Whether all elements agree within `tolerance`, relative to the expected ones; NaN never does.
func agree(_ actual: some Sequence<Float>, _ expected: some Sequence<Float>, tolerance: Float) -> Bool {
  let (actual, expected) = (Array(actual), Array(expected))
  return actual.count == expected.count
    && zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance * abs($1) + 1e-30 }
}
