import Basics
import Foundation

/// The folder of a model or a tokenizer, as a person names it.
package enum ModelFolder {
  /// Throws unless a path names a folder; a name of the Hugging Face hub is recognised.
  ///
  /// - Throws: `HubName`; `FileFailure`.
  package static func require(_ path: String) throws {
    if access(path, F_OK) != 0, let name = HubName(path) { throw name }
    try Folder.require(path)
  }
}

/// A name on the Hugging Face hub where a folder is expected.
package struct HubName: DiagnosableError, Equatable {
  /// What was given.
  package let given: String
  /// Owner and name of the repository.
  package let repository: String

  /// Models that people name without their owner.
  private static let owners = ["codet5": "Salesforce", "codet5p": "Salesforce", "t5": "google-t5"]

  /// Nil if the text looks like a path rather than such a name. A name has an owner, which is no folder here, or is that
  /// of a well-known model.
  init?(_ given: String) {
    let parts = given.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".")
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
    guard isPlain, (1...2).contains(parts.count) else { return nil }
    self.given = given
    if parts.count == 1 {
      let sizes: Set<Substring> = ["small", "base", "large", "220m", "770m", "3b"]
      let words = given.lowercased().split(separator: "-")
      guard words.count >= 2, sizes.contains(words[1]), let owner = Self.owners[String(words[0])] else { return nil }
      repository = "\(owner)/\(given)"
    } else {
      guard access(String(parts[0]), F_OK) != 0 else { return nil }
      repository = given
    }
  }

  package var diagnosis: Diagnosis {
    let folder = PathName.last(of: repository)
    let isKnown = Self.owners.values.contains { repository.hasPrefix("\($0)/") }
    return Diagnosis(
      .inputOutput,
      problem:
        "there is no folder \(given); it \(isKnown ? "is" : "looks like") a name on the Hugging Face hub, and fovea "
        + "reads local folders",
      remedy: (isKnown ? "" : "check the path, or ") + "download it first: huggingface-cli download \(repository) "
        + "--local-dir \(folder), then name the folder \(folder)")
  }
}
