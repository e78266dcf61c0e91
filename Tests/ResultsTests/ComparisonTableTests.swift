import Basics
import Foundation
import TestSupport
import Testing

@testable import Results

/// The comparison as files for other programs.
struct ComparisonTableTests {
  private static let hostile = "=1+2 a_b & 50 % \"q\" [x] * ~^\\ {} Ж ü <b>"

  private static func reports(name: String = hostile, seeds: Int = 3) throws -> [ComparisonReport] {
    let folder = try ResultsFolder()
    for seed in 1...seeds {
      for (number, label) in ["baseline", name].enumerated() {
        let path = "study/\(number)-\(seed)"
        let loss = 2 - 0.5 * Double(number) + 0.1 * Double(seed * (number + 1))
        try folder.makeRun(path, name: "x", seed: seed, loss: loss, smoothing: "0.\(number)")
        let quoted = try String(decoding: JSONEncoder().encode(label), as: UTF8.self)
        let settings = try String(contentsOfFile: folder.file("\(path)/config.yaml"), encoding: .utf8)
        try folder.write(settings.replacing("name: x", with: "name: \(quoted)"), "\(path)/config.yaml")
        for file in ["status.json", "summary.json"] {
          let text = try String(contentsOfFile: folder.file("\(path)/\(file)"), encoding: .utf8)
          try folder.write(text.replacing("\"name\": \"x\"", with: "\"name\": \(quoted)"), "\(path)/\(file)")
        }
        try folder.makeTest(path, loss: loss)
      }
    }
    return try ReportContent(try RunSelection("study", root: folder.path)).comparisons
  }

  /// The cells of CSV after RFC 4180.
  private static func cells(_ text: String) -> [[String]] {
    var (rows, row, cell, isQuoted): ([[String]], [String], String, Bool) = ([], [], "", false)
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(cell)
        cell = ""
      case "\r\n" where !isQuoted:
        rows.append(row + [cell])
        (row, cell) = ([], "")
      default: cell.append(character)
      }
    }
    return rows
  }

  @Test func theCSVHasANumberInEveryNumericCell() throws {
    let reports = try Self.reports()
    let rows = Self.cells(ComparisonRows.csv(reports))
    #expect(rows[0] == ComparisonRows.columns && rows.allSatisfy { $0.count == ComparisonRows.columns.count })
    #expect(rows.count == 1 + reports.reduce(0) { $0 + $1.comparisons.reduce(0) { $0 + $1.metrics.count } })
    let numeric = [
      "n_seeds", "n_samples", "baseline_mean", "baseline_sd", "mean", "sd", "difference", "lower", "upper",
      "confidence",
      "p_value", "p_adjusted", "effect_size", "better_share",
    ]
    for row in rows.dropFirst() {
      let named = Dictionary(uniqueKeysWithValues: zip(rows[0], row))
      for column in numeric {
        #expect(named[column] == "" || Double(named[column] ?? "x") != nil, "\(column): \(named)")
      }
      #expect(named["variant"]?.hasPrefix("'=1+2") == true, "no formula: \(named)")
      #expect((named["lower"] == "") == (named["reason"] != ""))
    }
    let loss = try #require(rows.first { $0[2] == "loss" && $0[3] == "test" })
    let named = Dictionary(uniqueKeysWithValues: zip(rows[0], loss))
    // Losses 2.1, 2.2, 2.3 and 1.7, 1.9, 2.1.
    for (column, value) in [
      ("baseline_mean", 2.2), ("baseline_sd", 0.1), ("mean", 1.9), ("sd", 0.2), ("difference", -0.3),
    ] {
      #expect(abs((Double(named[column] ?? "") ?? 9) - value) < 1e-9, "\(column): \(named)")
    }
    #expect(named["higher_is_better"] == "false" && named["n_seeds"] == "3" && named["p_value"] == "0.25")
    #expect(rows.firstIndex { $0[3] == "validation" } ?? 0 > rows.lastIndex { $0[3] == "test" } ?? 99)
  }

  @Test func theLaTeXTableEscapesWhatItContains() throws {
    let text = ComparisonLaTeX.table(try Self.reports()[0], name: "my_study 50%")
    #expect(text.contains("\\label{tab:my-study-50--test}") && text.contains("my\\_study 50\\%"))
    #expect(text.contains("test loss $\\downarrow$") && text.contains("BLEU $\\uparrow$"))
    #expect(text.contains("2.2000 $\\pm$ 0.1000") && text.contains("\\toprule") && text.contains("U+0416 ü"))
    #expect(text.contains("{[}x{]} {*} \\textasciitilde{}\\textasciicircum{}\\textbackslash{} \\{\\}"))
  }

  private static let pdflatex = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: pdflatex != nil, "needs pdflatex with booktabs"))
  func theLaTeXTableCompiles() throws {
    let folder = try TemporaryFolder()
    let names = [
      Self.hostile, "[first] * in the row", String(repeating: "long_name ", count: 40), "\u{0}\u{7}\n\t\u{202E}%",
    ]
    let tables = try names.flatMap { name in
      try Self.reports(name: name).map { ComparisonLaTeX.table($0, name: name) }
    }
    try folder.file(
      "paper.tex",
      "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n\(tables.joined(separator: "\n\n"))\n\\end{document}\n"
    )
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.pdflatex))
    process.arguments = ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    let log = (try? String(contentsOfFile: folder.path("paper.log"), encoding: .isoLatin1)) ?? ""
    #expect(process.terminationStatus == 0, "\(log.suffix(1500))")
    #expect(!log.contains("Missing character"), "\(log.suffix(1500))")
    #expect(FileManager.default.fileExists(atPath: folder.path("paper.pdf")))
  }

  @Test func theFilesAreBesideThePage() throws {
    let paths = ReportWriter.tablePaths(beside: "out/report.html")
    #expect(paths.csv == "out/comparison.csv" && paths.latex == "out/comparison.tex")
    #expect(ReportWriter.tablePaths(beside: "appendix.html").csv.hasSuffix("appendix-comparison.csv"))
  }
}
