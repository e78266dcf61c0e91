import CodeMetrics
import Configuration
import Foundation

/// The different setups among some runs, and the settings that distinguish them.
package struct VariantGroups: Sendable {
  package let variants: [Variant]
  /// Keys whose values differ between the variants, in the order of the configuration.
  package let differingKeys: [String]

  init(variants: [Variant], differingKeys: [String]) {
    self.variants = variants
    self.differingKeys = differingKeys
  }

  /// Whether a run chose its checkpoint among several by its validations.
  var isSelectedByValidation: Bool {
    variants.flatMap(\.runs).contains { $0.history.validations.count > 1 }
  }

  /// Groups runs by their settings, ignoring incidental ones, in the order of the runs.
  package init(_ runs: [RunDetails]) {
    var groups: [(identity: String, runs: [RunDetails])] = []
    for run in runs {
      let identity = Self.identity(of: run)
      if let place = groups.firstIndex(where: { $0.identity == identity }) {
        groups[place].runs.append(run)
      } else {
        groups.append((identity, [run]))
      }
    }
    differingKeys = Self.differingKeys(groups.map { $0.runs[0].settings })
    let labels = Self.labels(groups.map(\.runs), differingKeys)
    variants = zip(groups, labels).map { group, label in
      Variant(label: label, runs: group.runs.sorted { ($0.record.seed ?? 0) < ($1.record.seed ?? 0) })
    }
  }

  private static func identity(of run: RunDetails) -> String {
    let settings = run.settings
    // A run without a configuration matches no other.
    guard !settings.keys.isEmpty else { return "path \(run.folder)" }
    return settings.keys.filter { !FlatSettings.isIncidental($0) }.map { "\($0)=\(settings[$0] ?? "")" }
      .joined(separator: "\n")
  }

  private static func differingKeys(_ settings: [FlatSettings]) -> [String] {
    guard let first = settings.first else { return [] }
    var keys = first.keys
    for other in settings.dropFirst() { keys += other.keys.filter { first[$0] == nil && !keys.contains($0) } }
    return keys.filter { key in
      !FlatSettings.isIncidental(key) && settings.contains { $0[key] != first[key] }
    }
  }

  /// The runs' common name if it is different for each variant, else the settings that differ.
  private static func labels(_ groups: [[RunDetails]], _ keys: [String]) -> [String] {
    let names = groups.map { runs in
      Set(runs.map(\.record.name)).count == 1 ? runs[0].record.name : ""
    }
    if !names.contains(""), Set(names).count == names.count { return names }
    var labels = groups.map { runs in
      keys.compactMap { key in runs[0].settings[key].map { "\(shortKey(key, keys))=\($0)" } }.joined(separator: ", ")
    }
    for position in labels.indices where labels[position].isEmpty || labels.firstIndex(of: labels[position]) != position
    {
      labels[position] = groups[position][0].record.label
    }
    return labels
  }

  /// The last part of a key if it is unambiguous.
  static func shortKey(_ key: String, _ keys: [String]) -> String {
    let last = key.split(separator: ".").last.map(String.init) ?? key
    return keys.count { $0 == last || $0.hasSuffix("." + last) } == 1 ? last : key
  }

  /// Whether many setups were tried rather than a few compared: several settings vary, and nothing is called baseline.
  package var isSweep: Bool {
    variants.count >= 6 && differingKeys.count >= 2 && !variants.contains(where: Self.isBaseline)
  }

  private static func isBaseline(_ variant: Variant) -> Bool { variant.label.lowercased().contains("baseline") }

  /// The variant to compare the others with: the one with this label or, without a label, one called baseline, else the
  /// first.
  ///
  /// - Throws: `ResultsError.unknownVariant`.
  package func baseline(named label: String?) throws(ResultsError) -> Int? {
    guard let label else {
      return variants.firstIndex(where: Self.isBaseline) ?? (variants.isEmpty ? nil : 0)
    }
    if let place = variants.firstIndex(where: { $0.label == label }) { return place }
    let close = variants.indices.filter { variants[$0].label.contains(label) }
    guard close.count == 1 else { throw .unknownVariant(label, known: variants.map(\.label)) }
    return close[0]
  }

  /// The main scores, without the components of CodeBLEU.
  var mainMetrics: [String] {
    // The cross-entropy to even attention is the same for all models of a fold: a yardstick, not a result.
    metrics.filter { !$0.hasPrefix("codebleu_") && $0 != "attention_cross_entropy_even" }
  }

  /// The tasks of the runs, where they are known.
  var tasks: [String] { Set(variants.compactMap { $0.settings["task"] }).sorted() }

  /// What to know if the runs were made by several versions of the program; nil if they were not.
  var versionWarning: String? {
    let versions = Set(variants.flatMap(\.runs).compactMap { $0.environment?.version }).sorted()
    guard versions.count > 1 else { return nil }
    return
      "the runs were made by different versions of Fovea (\(versions.joined(separator: ", "))): a difference between "
      + "variants may be one between versions"
  }

  /// The metrics that any run has, the loss first and CodeBLEU last.
  package var metrics: [String] {
    let names = Set(variants.flatMap(\.runs).flatMap(\.record.scores.keys))
    let hasLoss = variants.flatMap(\.runs).contains { $0.record.validationLoss != nil }
    return (hasLoss ? ["loss"] : []) + ScoreOrder.sorted(names)
  }
}

extension FlatSettings {
  /// The setting that says which fold of the readings is held out. Repetitions of a variant may hold out different
  /// folds, as they have different seeds.
  static let foldKey = "gaze.hold_out.fold"

  /// Whether a setting identifies the run, its repetition or its output rather than the variant.
  fileprivate static func isIncidental(_ key: String) -> Bool {
    ["seed", "name", "output", "experiment", "plan", foldKey].contains(key) || key.hasPrefix("checkpoints.")
  }
}
