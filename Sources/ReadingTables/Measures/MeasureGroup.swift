import Recordings
import Scanpaths
import Statistics

extension MeasureSummary {
  /// The means of each group that has units.
  ///
  /// Groups are in the order of the trials, units in the order of their text; labels are in their own order.
  package static func rows(_ set: ReadingSet, unit: ReadingUnit, per group: SummaryGroup) -> [MeasureSummary] {
    var groups: [Key: MeasureGroup] = [:]
    var numbers: [String: Int] = [:]
    for reading in set.readings {
      guard let measures = reading.measures(of: unit) else { continue }
      let owner =
        switch group {
        case .trial: "\(reading.number)"
        case .participant: reading.participant
        case .method: reading.method
        case .all: ""
        }
      let number = numbers[owner] ?? numbers.count
      numbers[owner] = number
      for row in measures {
        // In a language that is not parsed, tokens have no label to be summed up by.
        if unit == .label, row.item.label == nil { continue }
        let key = Key(owner: number, item: hasItems(unit, per: group) ? Key.Item(row.item, unit) : nil)
        let order = groups.count
        groups[key, default: MeasureGroup(row, order: order, unit: unit)].add(row)
      }
    }
    return groups.sorted { ($0.key.owner, $0.value.order) < ($1.key.owner, $1.value.order) }.map { key, group in
      group.summary(hasItem: key.item != nil)
    }
  }

  private struct Key: Hashable {
    /// The number of the trial, participant or method.
    var owner: Int
    var item: Item?

    enum Item: Hashable {
      case number(Int)
      case label(SemanticLabel)
      case box(BoxReference)

      init(_ item: UnitItem, _ unit: ReadingUnit) {
        self =
          switch unit {
          case .token, .line: .number(item.number)
          case .label: .label(item.label ?? .comment)
          case .box: .box(BoxReference(text: item.text, occurrence: item.occurrence ?? 0))
          }
      }
    }
  }
}

/// The sums behind a row of means.
private struct MeasureGroup {
  private struct Sums {
    var participant: String
    var method: String
    var number: Int
    var values: [Double]
    var counts: [Double]
  }

  private let first: UnitMeasures
  /// The place among the rows of the same trial, participant or method.
  let order: Int
  private var readings: [Sums] = []
  private var units = 0
  private var fixated = 0
  private var withFirstPass = 0
  private var withSingleFixation = 0

  init(_ row: UnitMeasures, order: Int, unit: ReadingUnit) {
    first = row
    // A box's place differs between trials that name only some of the boxes.
    self.order =
      switch unit {
      case .token, .line: row.item.number
      case .label: SemanticLabel.allCases.firstIndex { $0 == row.item.label } ?? 0
      case .box: order
      }
  }

  mutating func add(_ row: UnitMeasures) {
    let measures = AveragedMeasure.all
    if readings.last?.number != row.reading.number {
      let zeros = [Double](repeating: 0, count: measures.count)
      readings.append(
        Sums(
          participant: row.reading.participant, method: row.reading.method, number: row.reading.number, values: zeros,
          counts: zeros))
    }
    let last = readings.count - 1
    for (place, measure) in measures.enumerated() {
      guard let value = measure.value(row.measures) else { continue }
      readings[last].values[place] += value
      readings[last].counts[place] += 1
    }
    units += 1
    if row.measures.fixations > 0 { fixated += 1 }
    if row.measures.firstPass != nil { withFirstPass += 1 }
    if row.measures.firstPass?.singleFixationDuration != nil { withSingleFixation += 1 }
  }

  func summary(hasItem: Bool) -> MeasureSummary {
    let clusters = ReadingClusters(participants: readings.map(\.participant), methods: readings.map(\.method))
    return MeasureSummary(
      reading: first.reading, item: hasItem ? first.item : nil, participants: Set(readings.map(\.participant)).count,
      methods: Set(readings.map(\.method)).count, trials: readings.count, units: units, fixated: fixated,
      withFirstPass: withFirstPass, withSingleFixation: withSingleFixation,
      means: AveragedMeasure.all.indices.map { mean(at: $0, clusters) })
  }

  /// The ratio of the sums over trials, with an interval from each trial's influence on it.
  private func mean(at place: Int, _ clusters: ReadingClusters) -> MeasureSummary.Mean? {
    let count = readings.reduce(0) { $0 + $1.counts[place] }
    guard count > 0 else { return nil }
    let mean = readings.reduce(0) { $0 + $1.values[place] } / count
    let used = Double(readings.count { $0.counts[place] > 0 })
    // The mean of these is the ratio, and they deviate from it as the ratio would without the trial.
    let influences = readings.map { reading in
      reading.counts[place] > 0
        ? mean + (reading.values[place] - mean * reading.counts[place]) * used / count : nil
    }
    let interval = ClusteredInterval(clusters).mean(influences)
    // The interval is symmetric, and no mean of a measure lies outside its range.
    let most = AveragedMeasure.all[place].isShare ? 1 : Double.infinity
    return MeasureSummary.Mean(
      value: mean, lower: interval?.lower.map { max(0, $0) }, upper: interval?.upper.map { min(most, $0) })
  }
}
