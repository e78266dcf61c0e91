import Basics
import Foundation

/// Results that others published, with what keeps them from being compared with one's own (docs/formats.md).
package struct PublishedResults: Decodable, Sendable, Equatable {
  /// The version of the format that this program reads.
  static let version = 1

  /// The file's name in the folder of results.
  package static let fileName = "published.json"

  package struct Source: Decodable, Sendable, Equatable {
    package var title: String
    package var venue: String
    package var url: String
  }

  /// One published number, or a difference of two.
  package struct Row: Decodable, Sendable, Equatable {
    package var id: String
    /// A key of `sources`.
    package var source: String
    package var task: String
    package var data: String
    package var system: String
    package var metric: String
    /// The baseline's score in percent; nil if it is not known.
    package var baseline: Double?
    /// The system's score in percent; nil if only a difference is known.
    package var value: Double?
    /// The system minus the baseline in points; nil without a baseline.
    package var difference: Double?
    /// Whether the number may be compared with the runs of a report.
    package var comparable: Bool
    /// Why it may not, or under which conditions it may.
    package var why: String
    package var caveats: [String]
    /// Whether the number was compared with its source, and with which text.
    package var verified: Bool
    package var verifiedAgainst: String

    enum CodingKeys: String, CodingKey {
      case id, source, task, data, system, metric, baseline, value, difference, comparable, why, caveats, verified
      case verifiedAgainst = "verified_against"
    }
  }

  package var formatVersion: Int
  package var sources: [String: Source]
  package var rows: [Row]

  enum CodingKeys: String, CodingKey {
    case sources, rows
    case formatVersion = "format_version"
  }

  /// Reads and checks a file.
  ///
  /// - Throws: `FileFailure`; `DataLineError` for a file that is not UTF-8, not such JSON, of another version, or with a
  ///   row that contradicts itself.
  package init(path: String) throws {
    let text = try TextFile.lines(of: path).joined(separator: "\n")
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly, remedy: "docs/formats.md describes the file of published results")
    }
    if let problem = problem {
      throw DataLineError(
        path: path, line: 0, problem: problem, remedy: "docs/formats.md describes the file of published results")
    }
  }

  /// What is wrong with the content; nil if nothing is.
  private var problem: String? {
    guard formatVersion == Self.version else {
      return "the format's version is \(formatVersion); this program reads version \(Self.version)"
    }
    if let id = rows.map(\.id).first(where: { id in rows.count { $0.id == id } > 1 }) {
      return "two rows have the id '\(id)'"
    }
    return rows.lazy.compactMap { row in row.problem(sources).map { "row '\(row.id)': \($0)" } }.first
  }
}

extension PublishedResults.Row {
  fileprivate func problem(_ sources: [String: PublishedResults.Source]) -> String? {
    if sources[source] == nil { return "there is no source '\(source)'" }
    if value == nil && difference == nil { return "it has neither a value nor a difference" }
    let numbers = [baseline, value, difference].compactMap { $0 }
    if numbers.contains(where: { !$0.isFinite }) { return "a number is not finite" }
    if let baseline, let value, let difference, abs(value - baseline - difference) > 0.0051 {
      return "the difference is \(difference), but \(value) − \(baseline) is \((value - baseline).decimals())"
    }
    if why.isEmpty { return "`why` is empty: say why the number may or may not be compared" }
    if verified && verifiedAgainst.isEmpty { return "it is verified, but `verified_against` is empty" }
    return nil
  }
}
