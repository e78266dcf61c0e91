import Foundation

/// The folder `Golden` beside a target's tests: what reference implementations computed, and the scripts that ran them.
package struct GoldenFolder: Sendable {
  package let path: String

  /// The folder of another target.
  package init(of target: String) { path = PackageFolder.path("Tests/\(target)/Golden") }

  /// The folder beside a file, which is the one that calls this.
  package init(beside file: String = #filePath) {
    path = URL(fileURLWithPath: file).deletingLastPathComponent().appending(path: "Golden").path
  }

  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  /// The value of a file of JSON.
  package func decoded<Value: Decodable>(
    _ type: Value.Type, _ name: String, keys: JSONDecoder.KeyDecodingStrategy = .useDefaultKeys
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = keys
    return try decoder.decode(type, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}
