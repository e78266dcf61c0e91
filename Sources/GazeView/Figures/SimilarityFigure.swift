import Foundation
import Pages
import Scanpaths

/// The similarity of each pair of a method's readings. The numbers come from a study, which this module does not know.
package struct SimilarityFigure {
  private let method: String
  private let participants: [String]
  private let values: [[Double?]]
  private let measure: String

  /// - Parameters:
  ///   - participants: the readers, in the order of rows and columns.
  ///   - values: symmetric, from 0 to 1; nil where the measure has no value.
  ///   - measure: what is compared, such as `labels`.
  package init(method: String, participants: [String], values: [[Double?]], measure: String) {
    self.method = method
    self.participants = participants
    self.values = values
    self.measure = measure
  }

  /// The mean over pairs of readings by different participants; nil without such a pair.
  package var mean: Double? {
    let pairs = participants.indices.flatMap { first in
      participants.indices.dropFirst(first + 1).compactMap { second in
        participants[first] == participants[second] ? nil : values[first][second]
      }
    }
    return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
  }

  package func drawn(_ settings: FigureSettings = FigureSettings()) -> DrawnFigure {
    let simulated = participants.count { $0.hasPrefix(Scanpath.simulatedPrefix) }
    let readers = Set(participants).count
    var parts = ["\(participants.count) readings by \(readers) readers", "measure: \(measure)"]
    if let mean { parts.append("mean of pairs of readers \(PlotNumber.fixed(mean, decimals: 2))") }
    let figure = MatrixFigure(
      title: "\(DisplayText.line(method)): similarity of scanpaths", parts: parts,
      mark: FigureSheet.mark(simulated: simulated, of: participants.count),
      description:
        "Each cell is the similarity of two readings from 0 to 1; the diagonal compares a reading with itself.",
      rows: names, columns: names, values: values, quantity: "similarity × 100", axes: ("", ""),
      text: FigureText.percent, largest: 1)
    return figure.drawn(
      settings, orElse: participants.count > 10 ? FigureSettings.doubleColumn : FigureSettings.singleColumn)
  }

  /// The participants; later readings by the same one are numbered.
  private var names: [String] {
    var seen: [String: Int] = [:]
    return participants.map { participant in
      seen[participant, default: 0] += 1
      let number = seen[participant] ?? 1
      return DisplayText.line(participant) + (number > 1 ? " (\(number))" : "")
    }
  }
}
