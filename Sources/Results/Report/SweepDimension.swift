import Foundation
import Pages

/// A setting that varies between trials, with its value in each.
struct SweepDimension {
  var key: String
  var label: String
  /// As written in the configuration; nil for a trial without this setting.
  var texts: [String?]
  /// Nil unless all values are numbers.
  private var numbers: [Double]?

  init(_ key: String, label: String, of texts: [String?]) {
    self.key = key
    self.label = label
    self.texts = texts
    let parsed = texts.map { $0.flatMap { Double($0) } }
    if zip(texts, parsed).allSatisfy({ $0 == nil || $1?.isFinite == true }) { numbers = parsed.map { $0 ?? .nan } }
  }

  private var categories: [String] { Set(texts.compactMap { $0 }).sorted() }

  /// Numbers that span at least a factor of 20 get a logarithmic axis.
  var axis: ParallelCoordinates.Axis {
    guard let numbers else { return .categories(label: label, categories) }
    let finite = numbers.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    return .numbers(label: label, kind: least > 0 && most / least >= 20 ? .logarithmic : .linear)
  }

  func value(_ trial: Int) -> Double? {
    if let numbers { return numbers[trial].isFinite ? numbers[trial] : nil }
    return texts[trial].flatMap { categories.firstIndex(of: $0) }.map(Double.init)
  }

  /// The share of the variance of `values` that the dimension explains on its own: ω², from 0 to 1.
  ///
  /// Trials are grouped by the dimension's value; many different numbers are grouped into thirds. ω² is the share of
  /// the variance between the groups, minus what is expected by chance; it does not capture interactions between
  /// dimensions.
  func importance(for values: [Double?]) -> Double {
    let trials = texts.indices.filter { values[$0]?.isFinite == true && texts[$0] != nil }
    let groups = Dictionary(grouping: trials) { group(of: $0, among: trials) }.values.map { members in
      members.compactMap { values[$0] }
    }
    let all = groups.flatMap { $0 }
    guard groups.count > 1, all.count > groups.count else { return 0 }
    let mean = all.reduce(0, +) / Double(all.count)
    let total = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let between = groups.reduce(0.0) { sum, members in
      let distance = members.reduce(0, +) / Double(members.count) - mean
      return sum + Double(members.count) * distance * distance
    }
    let within = (total - between) / Double(all.count - groups.count)
    let share = (between - Double(groups.count - 1) * within) / (total + within)
    return share.isFinite ? min(1, max(0, share)) : 0
  }

  private func group(of trial: Int, among trials: [Int]) -> String {
    guard let numbers, Set(trials.map { numbers[$0] }).count > max(4, trials.count / 2) else {
      return texts[trial] ?? ""
    }
    let below = trials.count { numbers[$0] < numbers[trial] }
    return "third \(3 * below / trials.count)"
  }
}
