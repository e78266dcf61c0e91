import Foundation

/// Public data beside the package, or in the folder that FOVEA_DATA names. Tests that need what is absent are skipped.
package enum SharedData {
  package static let folder =
    ProcessInfo.processInfo.environment["FOVEA_DATA"]
    ?? URL(fileURLWithPath: PackageFolder.path("../shared/data")).standardizedFileURL.path

  package static func path(_ name: String) -> String { "\(folder)/\(name)" }

  package static func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Fixation reports of three participants, which SR Research's Data Viewer wrote.
  package static let eyeLinkReports = ["P201", "P204", "P305"].map { path("eyelink/reports/fix_report_\($0).txt") }
}
