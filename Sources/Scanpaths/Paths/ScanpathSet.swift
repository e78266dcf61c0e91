import Basics

/// Scanpaths together with the methods that were read, checked for consistency.
public struct ScanpathSet: Sendable {
  /// The methods.
  public let codes: [LabelledCode]
  /// The scanpaths in the order given.
  public let scanpaths: [Scanpath]
  /// For each scanpath, the index of its method in `codes`.
  public let codeOfScanpath: [Int]
  /// What counts as one event of a scanpath.
  public private(set) var unit: EventUnit
  /// The events of each scanpath. Patterns, motifs, transitions, orders and variants all come from these.
  public private(set) var events: [[GazeEvent]]
  /// For each method, the label ids of its tokens.
  let labelIDs: [[UInt8]]

  /// Creates a set after checking that the scanpaths fit the methods.
  ///
  /// - Parameters:
  ///   - codes: the methods.
  ///   - scanpaths: the scanpaths of the methods' readers.
  ///   - unit: what counts as one event of a scanpath.
  /// - Throws: `ScanpathSetError` when two methods have the same id, a scanpath's method is missing, or a visit has a
  ///   token outside its method or an impossible duration.
  public init(codes: [LabelledCode], scanpaths: [Scanpath], unit: EventUnit = .merged) throws {
    var places: [String: Int] = [:]
    for (place, code) in codes.enumerated() {
      guard places.updateValue(place, forKey: code.id) == nil else {
        throw ScanpathSetError.repeatedMethod(code.id)
      }
    }
    codeOfScanpath = try scanpaths.map { path in
      guard let place = places[path.code] else {
        throw ScanpathSetError.unknownMethod(path.code, participant: path.participant)
      }
      for (number, visit) in path.visits.enumerated() {
        guard codes[place].tokens.indices.contains(visit.token) else {
          throw ScanpathSetError.tokenOutside(
            visit.token, of: codes[place].tokens.count, visit: number + 1, participant: path.participant,
            method: path.code)
        }
        guard visit.durationMilliseconds.isFinite, visit.durationMilliseconds >= 0 else {
          throw ScanpathSetError.impossibleDuration(
            visit.durationMilliseconds, visit: number + 1, participant: path.participant, method: path.code)
        }
      }
      return place
    }
    self.codes = codes
    self.scanpaths = scanpaths
    self.unit = unit
    events = scanpaths.map { $0.events(unit) }
    labelIDs = codes.map { $0.tokens.map { UInt8($0.label.id) } }
  }

  /// The method of a scanpath.
  ///
  /// - Precondition: `index` is an index into `scanpaths`.
  public func code(ofScanpath index: Int) -> LabelledCode { codes[codeOfScanpath[index]] }

  /// The label ids of a scanpath's events in reading order.
  func labelIDs(ofScanpath index: Int) -> [UInt8] {
    let ids = labelIDs[codeOfScanpath[index]]
    return events[index].map { ids[$0.token] }
  }

  /// The label sequences of all scanpaths.
  func labelSequences() -> [[UInt8]] { scanpaths.indices.map { labelIDs(ofScanpath: $0) } }

  /// The same scanpaths with another unit of events.
  package func counting(_ unit: EventUnit) -> ScanpathSet {
    var set = self
    set.unit = unit
    set.events = scanpaths.map { $0.events(unit) }
    return set
  }

  /// The distance in lines of every transition in all scanpaths.
  package func transitionLineSpans() -> [Int] {
    scanpaths.indices.flatMap { index -> [Int] in
      let tokens = codes[codeOfScanpath[index]].tokens
      let lines = events[index].map { tokens[$0.token].line }
      return zip(lines, lines.dropFirst()).map { lineDistance($0, $1) }
    }
  }
}

/// A mismatch between scanpaths and their methods.
public enum ScanpathSetError: DiagnosableError, Equatable {
  /// Two methods have this id.
  case repeatedMethod(String)
  /// A scanpath names a method that does not exist.
  case unknownMethod(String, participant: String)
  /// A visit names a token that its method does not have.
  case tokenOutside(Int, of: Int, visit: Int, participant: String, method: String)
  /// A visit's duration is negative or not finite.
  case impossibleDuration(Double, visit: Int, participant: String, method: String)

  /// The mismatch, and how to fix it.
  public var diagnosis: Diagnosis {
    switch self {
    case .repeatedMethod(let id):
      Diagnosis(.badData, problem: "two methods have the id \"\(id)\"", remedy: "give every method an id of its own")
    case .unknownMethod(let id, let participant):
      Diagnosis(
        .badData, problem: "the method \"\(id)\" is not among those given", place: "scanpath of \(participant)",
        remedy: "add the method, or leave its scanpaths out")
    case .tokenOutside(let token, let count, let visit, let participant, let method):
      Diagnosis(
        .badData, problem: "visit \(visit) names token \(token), but the method has \(count) tokens, counted from 0",
        place: "scanpath of \(participant) on \(method)",
        remedy: "the method's text and its scanpath come from different versions; import them together")
    case .impossibleDuration(let duration, let visit, let participant, let method):
      Diagnosis(
        .badData, problem: "visit \(visit) lasts \(duration) ms", place: "scanpath of \(participant) on \(method)",
        remedy: "durations are finite and not negative; 0 stands for an unknown one")
    }
  }
}
