/// One event of a scanpath: a fixation, or several in a row on the same token.
public struct GazeEvent: Sendable, Equatable {
  /// The token that stands for the event: the one with the largest share of its time, which is the longest one of the
  /// box; the first of equal ones.
  public private(set) var token: Int
  /// One visit for each token of the event, in the order in which they were first looked at.
  public private(set) var visits: [Scanpath.Visit]

  /// How long the event lasted; 0 if unknown.
  public var durationMilliseconds: Double { visits.reduce(0) { $0 + $1.durationMilliseconds } }

  /// An event on one token.
  init(token: Int, durationMilliseconds: Double) {
    self.token = token
    visits = [Scanpath.Visit(token: token, durationMilliseconds: durationMilliseconds)]
  }

  /// An event of the visits of one fixation.
  ///
  /// - Precondition: there is a visit.
  fileprivate init(fixation: ArraySlice<Scanpath.Visit>) {
    let first = fixation[fixation.startIndex]
    token = fixation.dropFirst().reduce(first) { $1.durationMilliseconds > $0.durationMilliseconds ? $1 : $0 }.token
    visits = []
    add(fixation)
  }

  fileprivate mutating func add(_ others: some Sequence<Scanpath.Visit>) {
    for var visit in others {
      if let known = visits.firstIndex(where: { $0.token == visit.token }) {
        visits[known].durationMilliseconds += visit.durationMilliseconds
      } else {
        visit.continuesFixation = !visits.isEmpty
        visits.append(visit)
      }
    }
  }

  /// The same event with another duration, divided in the same proportions; all of it goes to the event's token if the
  /// duration was unknown.
  func lasting(_ milliseconds: Double) -> GazeEvent {
    var event = self
    let known = durationMilliseconds
    for place in visits.indices {
      let share = known > 0 ? visits[place].durationMilliseconds / known : visits[place].token == token ? 1 : 0
      event.visits[place].durationMilliseconds = share * milliseconds
    }
    return event
  }
}

extension Scanpath {
  /// The scanpath as a sequence of events. Everything that depends on an order of looking is computed from this.
  ///
  /// - Complexity: O(visits × tokens of a fixation).
  public func events(_ unit: EventUnit = .merged) -> [GazeEvent] {
    if unit == .tokens {
      return visits.map { GazeEvent(token: $0.token, durationMilliseconds: $0.durationMilliseconds) }
    }
    var events: [GazeEvent] = []
    var start = visits.startIndex
    while start < visits.endIndex {
      let end = visits[(start + 1)...].firstIndex { !$0.continuesFixation } ?? visits.endIndex
      let event = GazeEvent(fixation: visits[start..<end])
      if unit == .merged, let last = events.indices.last, events[last].token == event.token {
        events[last].add(event.visits)
      } else {
        events.append(event)
      }
      start = end
    }
    return events
  }
}
