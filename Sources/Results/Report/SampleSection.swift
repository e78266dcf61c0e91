import Basics
import Foundation
import Pages
import Training

extension ReportContent {
  private static let samplesShown = 8

  private static let readingsShown = 4

  /// The readings that the runs were trained on, if their configuration names a file of trials.
  private var gazePictures: Result<GazePictures, any Error>? {
    let run = runs.first { $0.settings["gaze.trials"].map { !$0.isEmpty } ?? false }
    guard let run, let trials = run.settings["gaze.trials"] else { return nil }
    // A relative path is relative to the folder where the run was started.
    let path = trials.hasPrefix("/") ? trials : RunDiscovery.join(run.environment?.folder ?? "", trials)
    return Result { try GazePictures(path: path) }
  }

  /// The readings, and the outputs of the variants for the same inputs, side by side.
  var sampleSection: ReportSection? {
    let shown = self.shown(atMost: 4).compactMap {
      place -> (label: String, samples: [Int: ValidationOutputs.Sample])? in
      guard let run = variants[place].runs.first(where: { !$0.samples.isEmpty }) else { return nil }
      return (variants[place].label, Dictionary(run.samples.map { ($0.sample, $0) }) { first, _ in first })
    }
    let pictures = gazePictures
    let readings = readingHTML(pictures)
    guard let first = shown.first else {
      return readings.isEmpty ? nil : ReportSection(identifier: "samples", title: "Samples", html: readings)
    }
    let numbers = first.samples.keys.sorted().prefix(Self.samplesShown)
    let cards = numbers.compactMap { number in
      first.samples[number].map { sample in
        card(sample, shown.map { ($0.label, $0.samples[number]) }, try? pictures?.get())
      }
    }
    return ReportSection(
      identifier: "samples", title: "Samples",
      html: [
        HTML.text(
          "p", class: "note",
          "The first \(cards.count) samples of the validation file, not selected, as each variant's first run gave them at its best validation. Words that the reference has too are set in bold."
        )
      ] + cards + readings)
  }

  private func readingHTML(_ pictures: Result<GazePictures, any Error>?) -> [String] {
    switch pictures {
    case nil: []
    case .failure(let error):
      [HTML.text("p", class: "note", "The readings cannot be drawn: \(Diagnosis(of: error).rendered)")]
    case .success(let pictures):
      [
        HTML.text("h3", "Readings that the runs were trained with"),
        HTML.element("div", class: "readings", pictures.pictures(atMost: Self.readingsShown).joined(separator: "\n")),
      ]
    }
  }

  private func card(
    _ sample: ValidationOutputs.Sample, _ outputs: [(label: String, sample: ValidationOutputs.Sample?)],
    _ pictures: GazePictures?
  ) -> String {
    let words = Set(sample.reference.split(whereSeparator: \.isWhitespace).map { $0.lowercased() })
    var rows = ["<dt>reference</dt><dd>\(sample.reference.markupEscaped)</dd>"]
    for (label, output) in outputs {
      // A different reference with this number means that the run was validated on other data.
      let same = output.flatMap { $0.reference == sample.reference ? $0.prediction : nil }
      rows.append("<dt>\(label.markupEscaped)</dt><dd>\(same.map { Self.marked($0, words) } ?? "–")</dd>")
    }
    return HTML.element(
      "article", class: "sample",
      HTML.text("h3", "Sample \(PlotNumber.fixed(Double(sample.sample) + 1, decimals: 0))")
        + (pictures?.picture(ofSource: sample.source) ?? HTML.text("pre", sample.source))
        + HTML.element("dl", rows.joined()))
  }

  /// The text, with words that also occur in the reference in bold.
  private static func marked(_ text: String, _ words: Set<String>) -> String {
    let shortened = text.count > 2000 ? text.prefix(2000) + " …" : text[...]
    return shortened.split(whereSeparator: \.isWhitespace).map { word in
      words.contains(word.lowercased()) ? HTML.text("b", String(word)) : String(word).markupEscaped
    }.joined(separator: " ")
  }
}
