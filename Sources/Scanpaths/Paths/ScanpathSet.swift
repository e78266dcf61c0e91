import Basics

/// Scanpaths together with the methods they were read on, checked to fit each other.
public struct ScanpathSet: Sendable {
  /// The methods.
  public let codes: [LabelledCode]
  /// The scanpaths in the order given.
  public let scanpaths: [Scanpath]
  /// For each scanpath the place of its method in `codes`.
  public let codeOfScanpath: [Int]
  /// For each method the label ids of its tokens.
  let labelIDs: [[UInt8]]

  /// Checks that the scanpaths fit the methods.
  ///
  /// - Throws: `ScanpathSetError` when two methods have one id, a scanpath's method is missing, or a visit has a
  ///   token outside its method or an impossible duration.
  public init(codes: [LabelledCode], scanpaths: [Scanpath]) throws {
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
    labelIDs = codes.map { $0.tokens.map { UInt8($0.label.id) } }
  }

  /// The method that a scanpath was read on.
  ///
  /// - Precondition: `index` is a place in `scanpaths`.
  public func code(ofScanpath index: Int) -> LabelledCode { codes[codeOfScanpath[index]] }

  /// The label ids of a scanpath's visits in reading order.
  ///
  /// - Parameter mergingRefixations: whether visits of one token in a row give one label.
  func labelIDs(ofScanpath index: Int, mergingRefixations: Bool = false) -> [UInt8] {
    let ids = labelIDs[codeOfScanpath[index]]
    var previous = -1
    return scanpaths[index].visits.compactMap { visit in
      defer { previous = visit.token }
      return mergingRefixations && visit.token == previous ? nil : ids[visit.token]
    }
  }

  /// The label sequences of all scanpaths.
  func labelSequences(mergingRefixations: Bool = false) -> [[UInt8]] {
    scanpaths.indices.map { labelIDs(ofScanpath: $0, mergingRefixations: mergingRefixations) }
  }

  /// Every transition's distance in lines, over all scanpaths.
  func transitionLineSpans() -> [Int] {
    scanpaths.indices.flatMap { index -> [Int] in
      let tokens = codes[codeOfScanpath[index]].tokens
      let lines = scanpaths[index].visits.map { tokens[$0.token].line }
      return zip(lines, lines.dropFirst()).map { lineDistance($0, $1) }
    }
  }
}

/// Scanpaths that do not fit their methods.
public enum ScanpathSetError: DiagnosableError, Equatable {
  /// Two methods have this id.
  case repeatedMethod(String)
  /// A scanpath names a method that is not there.
  case unknownMethod(String, participant: String)
  /// A visit names a token that its method does not have.
  case tokenOutside(Int, of: Int, visit: Int, participant: String, method: String)
  /// A visit's duration is negative or not finite.
  case impossibleDuration(Double, visit: Int, participant: String, method: String)

  /// What does not fit, and how to repair it.
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
