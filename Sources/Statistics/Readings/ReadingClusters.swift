/// Which participant and which method each reading belongs to.
///
/// The readings of one participant resemble each other, and so do those of one method: 479 readings by 23 people of 61
/// methods say less than 479 independent ones.
package struct ReadingClusters: Sendable, Equatable {
  /// The number of each reading's participant and method, `[readings]`.
  package let participants: [Int]
  package let methods: [Int]

  /// - Parameters:
  ///   - participants: the name of each reading's participant.
  ///   - methods: the name of each reading's method.
  /// - Precondition: both have an entry for each reading.
  package init(participants: [String], methods: [String]) {
    precondition(participants.count == methods.count, "each reading has a participant and a method")
    self.participants = Self.numbers(participants)
    self.methods = Self.numbers(methods)
  }

  private init(participants: [Int], methods: [Int]) {
    self.participants = participants
    self.methods = methods
  }

  /// The number of readings.
  package var count: Int { participants.count }

  /// The clusters of some of the readings.
  package func selecting(_ places: [Int]) -> ReadingClusters {
    ReadingClusters(participants: places.map { participants[$0] }, methods: places.map { methods[$0] })
  }

  /// The distinct participants, methods and the readings.
  package var units: [SampledUnits] {
    [
      SampledUnits("participants", Set(participants).count), SampledUnits("methods", Set(methods).count),
      SampledUnits("readings", count),
    ]
  }

  /// Numbers the names in the order in which they first occur.
  private static func numbers(_ names: [String]) -> [Int] {
    var known: [String: Int] = [:]
    return names.map { name in
      let number = known[name] ?? known.count
      known[name] = number
      return number
    }
  }
}
