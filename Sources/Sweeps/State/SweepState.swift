/// All trials of a sweep, from its journal.
package struct SweepState: Sendable, Equatable {
  package private(set) var trials: [SweepTrial] = []
  /// The working folder of the trials' processes.
  package private(set) var workingFolder: String?

  init(_ records: [SweepRecord] = []) {
    for record in records { apply(record) }
  }

  mutating func apply(_ record: SweepRecord) {
    if let folder = record.workingFolder { workingFolder = workingFolder ?? folder }
    guard let number = record.trial else { return }
    if record.event == .created, number == trials.count {
      trials.append(SweepTrial(number: number, parameters: record.parameters ?? [:]))
    }
    guard trials.indices.contains(number) else { return }
    trials[number].apply(record)
  }

  package func count(_ status: SweepTrial.Status) -> Int { trials.count { $0.status == status } }

  /// The trial with the best objective among those at the highest rung; nil until a trial has reached a rung.
  package func best(minimizing: Bool) -> SweepTrial? {
    let highest = trials.compactMap { $0.objective == nil ? nil : $0.results.last?.rung }.max()
    let finalists = trials.filter { $0.objective != nil && $0.results.last?.rung == highest }
    return finalists.min { first, second in
      let (a, b) = (first.objective ?? 0, second.objective ?? 0)
      return minimizing ? a < b : a > b
    }
  }
}
