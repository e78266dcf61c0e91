import ArgumentParser
import Basics

/// The endings of outputs, which say what people expect in a file.
package enum OutputEnding {
  /// Endings of pictures, documents, workbooks and pages, which no table has.
  private static let foreign: Set<String> = [
    "pdf", "png", "jpg", "jpeg", "svg", "html", "htm", "xlsx", "xls", "ods", "docx", "doc", "json", "yaml",
  ]

  /// Refuses a table whose name promises something else, unless its form was named.
  ///
  /// - Throws: `ValidationError`.
  package static func checkTable(_ output: String?, isFormGiven: Bool) throws {
    guard let output, !isFormGiven else { return }
    let ending = PathName.fileExtension(of: output).lowercased()
    guard foreign.contains(ending) else { return }
    throw ValidationError("a table cannot be written as .\(ending); use .csv, .tsv or .jsonl, or name the --format")
  }

  /// Refuses a page whose name promises something else.
  ///
  /// - Throws: `ValidationError`.
  package static func checkPage(_ output: String?) throws {
    guard let output else { return }
    let ending = PathName.fileExtension(of: output).lowercased()
    guard foreign.subtracting(["html", "htm"]).union(["csv", "tsv", "jsonl"]).contains(ending) else { return }
    throw ValidationError("a page cannot be written as .\(ending); use .html")
  }
}
