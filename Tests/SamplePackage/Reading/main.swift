import CodeMetrics
import Foundation
import Recordings
import Scanpaths

// Scores a prediction as the Python package codebleu 0.7.0 does.
let reference = "public static double toFahrenheit(double celsius) {\n    return celsius * 9 / 5 + 32;\n}"
let prediction = "public static double toFahrenheit(double celsius) {return celsius * 9 / 5 + 32;\n}"
let codeBLEU = CodeBLEU(language: .java, mode: .k4black)
let score = try codeBLEU.score(references: [reference], predictions: [prediction]).corpus
print(String(format: "CodeBLEU: %.6f", score.codebleu))

// Reads trials, and prints the tokens that each reader visited with their labels.
let dataset = try MappedTrials(TrialFile.read(CommandLine.arguments[1]))
let corpus = try ScanpathSet(codes: Array(dataset.methods.values), scanpaths: dataset.scanpaths)
for (index, scanpath) in corpus.scanpaths.enumerated() {
  let tokens = corpus.code(ofScanpath: index).tokens
  let visits = scanpath.visits.map { visit in
    "\(tokens[visit.token].text) (\(tokens[visit.token].label.rawValue), \(Int(visit.durationMilliseconds)) ms)"
  }
  print("\(scanpath.participant): \(visits.joined(separator: ", "))")
}
