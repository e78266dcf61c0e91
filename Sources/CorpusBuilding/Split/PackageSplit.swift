import Basics

/// Assigns packages to the parts of a corpus.
struct PackageSplit: Sendable {
  private(set) var parts: [String: CorpusPart] = [:]

  /// Draws an order of the packages and gives each to the test part, else to the validation part, if it fits, else to
  /// training. A package fits if the part then has at most a tenth more than its aim.
  ///
  /// - Parameter sizes: the number of samples in each package.
  init(_ sizes: [String: Int], valid: Int, test: Int, seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .corpusSplit)
    var room: [CorpusPart: Int] = [.valid: valid, .test: test]
    for package in sizes.keys.sorted().shuffled(using: &random) {
      let size = sizes[package] ?? 0
      let part = [CorpusPart.test, .valid].first { part in
        let left = room[part] ?? 0
        return left > 0 && size <= left + (part == .test ? test : valid) / 10
      }
      parts[package] = part ?? .train
      if let part { room[part, default: 0] -= size }
    }
  }
}
