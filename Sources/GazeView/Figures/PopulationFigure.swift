import Pages
import Scanpaths

/// The mean looking time of a method's readers on each token. Every reader counts the same, also with no time on a token.
package struct PopulationFigure {
  private let readings: [FigureReading]
  private let settings: FigureSettings

  /// Returns nil without readings, or if they are not all of the same method.
  package init?(_ readings: [FigureReading], settings: FigureSettings = FigureSettings()) {
    guard let first = readings.first, readings.allSatisfy({ $0.code.id == first.code.id }) else { return nil }
    self.readings = readings
    self.settings = settings
  }

  /// For each token, the mean of the readings' times in milliseconds.
  package var meanTimes: [Double] {
    var sums = [Double](repeating: 0, count: readings[0].code.tokens.count)
    for reading in readings {
      for (token, time) in reading.tokenTimes.enumerated() { sums[token] += time }
    }
    return sums.map { $0 / Double(readings.count) }
  }

  package func drawn() -> DrawnFigure {
    let code = readings[0].code
    let method = MethodView(code, source: readings[0].source)
    let width = settings.points(orElse: CodeLayout.width(for: method, reserved: 0))
    var layout = CodeLayout(method, width: width, gap: 1.5, markHeight: LabelMarks.height(settings))
    let times = meanTimes
    let heat = HeatLayer(times, of: "mean looking time in ms", palette: settings.palette)
    let labels = LabelMarks(layout: layout, palette: settings.palette)
    let sheet = FigureSheet(
      settings: settings, width: width, title: "\(DisplayText.line(code.id)): mean looking time",
      parts: parts(times), mark: FigureSheet.mark(simulated: readings.count { $0.isSimulated }, of: readings.count),
      description:
        "The code with coloured tokens. The darker a token's background, the longer the readers looked at it.")
    let legend = [heat.legend] + (settings.showsLabels ? labels.legend : [])
    return sheet.drawn(legend: legend, smallest: layout.size) { top in
      layout.top = top
      let marks = settings.showsLabels ? [LabelMarks(layout: layout, palette: settings.palette).elements] : []
      return ([heat.elements(layout)] + marks + [layout.text], layout.bottom)
    }
  }

  private func parts(_ times: [Double]) -> [String] {
    let readers = Set(readings.map(\.participant)).count
    let counts = readings.map(\.counts)
    let again = readings.count > readers ? " by \(readers) readers" : ""
    return [
      "\(readings.count) \(readings.count > readers ? "readings" : "readers")\(again)",
      "\(counts.reduce(0) { $0 + $1.onTokens }) of \(counts.reduce(0) { $0 + $1.fixations }) fixations on tokens",
      "on average \(FigureText.seconds(times.reduce(0, +))) s on tokens",
      "\(times.count { $0 > 0 }) of \(times.count) tokens looked at",
    ]
  }
}
