import Basics
import Foundation
import Recordings

/// Detects a recording's format from its beginning; file extensions are ignored.
package enum GazeFormatDetector {
  /// The number of lines to examine; EyeLink and SMI files begin with a preamble.
  private static let lines = 200

  /// - Throws: `DataLineError` when no known format begins like this, `FileFailure`.
  package static func format(of path: String) throws -> GazeFormat {
    let reader = try LineReader(path)
    var ascSigns = 0
    for number in 0..<lines {
      guard let line = try reader.next() else { break }
      if line.starts(with: Array("SQLite format 3\0".utf8)) { return .iTraceDatabase }
      guard !line.isBlank else { continue }
      if let format = try format(ofLine: line, number: number, path: path) { return format }
      if isASCLine(line) { ascSigns += 1 }
      if ascSigns >= 3 { return .eyeLinkASC }
    }
    throw DataLineError(
      path: path, line: 0, problem: "the format is not recognised",
      remedy: "known: \(GazeFormat.allCases.map(\.rawValue).joined(separator: ", ")); give it with --format")
  }

  private static func format(ofLine line: [UInt8], number: Int, path: String) throws -> GazeFormat? {
    let text = String(decoding: line.prefix(1 << 16), as: UTF8.self)
    if text.contains("<itrace_core") { return .iTraceXML }
    if text.contains("<itrace_plugin") {
      throw DataLineError(
        path: path, line: number + 1, problem: "this is the XML of an iTrace plug-in",
        remedy: "import the core's XML and give this file as plugin")
    }
    if text.hasPrefix("Table Header for ") {
      throw DataLineError(
        path: path, line: number + 1, problem: "this is a list of events of SMI's Event Detector, which is not read",
        remedy: "export raw data or event statistics from BeGaze")
    }
    if text.hasPrefix("{") { return try jsonFormat(line) ?? (Fix8Importer.document(path) == nil ? nil : .fix8) }
    if text.hasPrefix("** CONVERTED FROM") { return .eyeLinkASC }
    if text.contains("RECORDING_SESSION_LABEL"), text.contains("CURRENT_FIX_") { return .eyeLinkReport }
    if let format = tableFormat(line, number: number, path: path) { return format }
    let table = TableDialect(heading: line).row(line)
    if table.count > 3, let format = FixationTableColumns.format(HeaderColumns(table)) { return format }
    let row = DelimitedRow(line, delimiter: UInt8(ascii: ","), isQuoted: true)
    if TobiiSDKSource.recognises(row) { return .tobiiSDK }
    return nil
  }

  /// The format of a table of gaze by its headings, which tabs, semicolons or commas separate.
  private static func tableFormat(_ line: [UInt8], number: Int, path: String) -> GazeFormat? {
    let headings = Headings(TableDialect(heading: line).row(line), path: path, line: number + 1)
    guard headings.all.count > 2 else { return nil }
    if headings.column("Time") != nil, headings.column("Type") != nil,
      headings.column("L POR X", "R POR X") != nil
    {
      return .smi
    }
    if BeGazeSource.recognises(headings) { return .smi }
    return TobiiProLabSource.recognises(headings) ? .tobiiProLab : nil
  }

  private static func isASCLine(_ line: [UInt8]) -> Bool {
    [
      "MSG\t", "MSG ", "START", "EFIX", "SFIX", "SSACC", "ESACC", "PRESCALER", "VPRESCALER", "PUPIL\t", "EVENTS\t",
      "SAMPLES\t",
    ]
    .contains { line.starts(with: $0.utf8) }
  }

  private static func jsonFormat(_ line: [UInt8]) -> GazeFormat? {
    guard let object = try? JSONDecoder().decode([String: Ignored].self, from: Data(line)) else { return nil }
    let keys = Set(object.keys)
    if keys.isSuperset(of: ["version", "fixations", "provenance"]) { return .fovea }
    if keys.isSuperset(of: ["participant", "method", "fixations"]) { return .eyeTrans }
    if keys.isSuperset(of: ["code_tokens", "semantic_token_sequence"]) { return .eyeMulator }
    return nil
  }

  /// A value of any type, which is ignored.
  private struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }
}
