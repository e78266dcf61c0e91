import Foundation

/// The folder that holds Package.swift, for tests of what is kept beside the sources.
package enum PackageFolder {
  package static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  package static func path(_ name: String) -> String { "\(path)/\(name)" }
}
