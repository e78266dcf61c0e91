import Basics

/// EyeTrans's `methods.jsonl`: JSON lines `{method, name, code, …}`.
enum MethodFile {
  private struct Method: Decodable {
    let method: String
    let name: String?
    let code: String
  }

  /// All methods of the study are Java.
  static let language = "java"

  /// The code by identifier, and by name if only one method has the name.
  static func codes(of path: String) throws -> [String: String] {
    let methods = try JSONLines.read(Method.self, from: path)
    var codes = Dictionary(methods.map { ($0.method, $0.code) }, uniquingKeysWith: { first, _ in first })
    for (name, group) in Dictionary(grouping: methods, by: \.name) where group.count == 1 {
      if let name, codes[name] == nil { codes[name] = group[0].code }
    }
    return codes
  }
}
