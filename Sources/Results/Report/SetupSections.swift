import Basics
import Foundation
import Pages
import Runs

extension ReportContent {
  /// In which settings the variants differ.
  var configurationSection: ReportSection? {
    let keys = groups.differingKeys
    var html: [String] = []
    if variants.count > 1, !keys.isEmpty {
      let base = variants[reference].settings
      let rows = ([reference] + ranking.filter { $0 != reference }).map { place in
        [HTML.Cell(variants[place].label)]
          + keys.map { key in
            let value = variants[place].settings[key] ?? "–"
            return value == base[key] || place == reference
              ? HTML.Cell(value) : HTML.Cell(html: HTML.text("mark", value))
          }
      }
      html.append(
        HTML.text(
          "p", class: "note",
          "Settings that differ between the variants; marked where they are not \(isSweep ? "the best" : "the baseline")'s."
        ))
      html.append(HTML.table(header: ["variant"] + keys, rows: rows))
    }
    if let settings = variants.indices.contains(reference) ? variants[reference].settings : nil, !settings.keys.isEmpty
    {
      let lines = settings.keys.map { "\($0): \(settings[$0] ?? "")" }.joined(separator: "\n")
      html.append(HTML.details("All settings of \(variants[reference].label)", HTML.text("pre", lines)))
    }
    return html.isEmpty ? nil : ReportSection(identifier: "configuration", title: "Configuration", html: html)
  }

  /// The variant that the others' settings are compared with.
  private var reference: Int { isSweep ? ranking.first ?? baseline : baseline }

  /// What the runs ran on.
  var environmentSection: ReportSection? {
    let known = runs.compactMap { run in run.environment.map { (run.record.label, $0) } }
    guard !known.isEmpty else { return nil }
    let groups = Dictionary(grouping: known) { Self.description($0.1) }.sorted { $0.key < $1.key }
    let blocks = groups.map { description, members in
      let labels = members.map(\.0)
      let more = labels.count > 6 ? " and \(labels.count - 6) more" : ""
      return HTML.text("p", class: "note", "\(labels.prefix(6).joined(separator: ", "))\(more):")
        + HTML.text("pre", description)
    }
    return ReportSection(identifier: "environment", title: "Environment", html: blocks)
  }

  private static func description(_ environment: RunEnvironment) -> String {
    var lines = ["Fovea \(environment.version)" + (environment.commit.isEmpty ? "" : ", commit \(environment.commit)")]
    lines.append(environment.system + (environment.mpi.isEmpty ? "" : ", \(environment.mpi)"))
    lines.append(String(format: "%.0f GiB of memory on rank 0's host", Double(environment.memoryBytes) / 1_073_741_824))
    for (number, rank) in environment.ranks.enumerated() {
      lines.append(
        "rank \(number): \(rank.host), \(rank.processor), processors \(rank.affinity), \(rank.threads) "
          + "thread\(rank.threads == 1 ? "" : "s"), OpenBLAS \(rank.openBLASCore)")
    }
    for (name, value) in environment.variables.sorted(by: { $0.key < $1.key }) { lines.append("\(name)=\(value)") }
    return lines.joined(separator: "\n")
  }

  /// The commands that train the variants again.
  var rerunSection: ReportSection? {
    let commands = variants.prefix(24).map { variant in
      let run = variant.runs[0]
      let ranks = run.record.ranks ?? 1
      let launcher = ranks > 1 ? "mpirun -np \(ranks) " : ""
      let threads = run.record.threadsPerRank.map { " --threads \($0)" } ?? ""
      let configuration = "\(run.folder)/\(RunFiles.configuration)".shellQuoted
      let output = "\(run.folder)-again".shellQuoted
      return "# \(variant.label.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
        + "\(launcher)fovea train \(configuration)\(threads) --set seed=\(run.record.seed ?? 1) --set output=\(output)"
    }
    guard !commands.isEmpty else { return nil }
    return ReportSection(
      identifier: "rerun", title: "How to run it again",
      html: [
        HTML.text(
          "p", class: "note",
          "A run's configuration is kept whole beside its results. The same number of ranks gives the same numbers; another gives them up to rounding."
        ), HTML.text("pre", commands.joined(separator: "\n\n")),
      ])
  }
}
