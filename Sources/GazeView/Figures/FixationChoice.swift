/// The part of each trial that a figure shows.
package enum FixationChoice: Sendable, Equatable {
  case all
  /// The first fixations of the trial, as many as this.
  case first(Int)
  /// Fixations by their number in the trial, counted from 1.
  case numbers(ClosedRange<Int>)
  /// The fixations that begin in this time, in milliseconds from the beginning of the trial's first one.
  case milliseconds(Range<Double>)

  /// Reads `20..60` as numbers of fixations, and `1500..9000ms` as a time; nil for anything else, and for a range that
  /// can hold no fixation.
  package init?(range text: String) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let isTime = text.hasSuffix("ms")
    let first = text[..<dots.lowerBound]
    let last = text[dots.upperBound...].dropLast(isTime ? 2 : 0)
    if isTime {
      guard let from = Double(first), let to = Double(last), from.isFinite, to.isFinite, from >= 0, from < to else {
        return nil
      }
      self = .milliseconds(from..<to)
    } else {
      guard let from = Int(first), let to = Int(last), from >= 1, from <= to else { return nil }
      self = .numbers(from...to)
    }
  }

  func admits(number: Int, start: Double) -> Bool {
    switch self {
    case .all: true
    case .first(let count): number <= count
    case .numbers(let range): range.contains(number)
    case .milliseconds(let range): range.contains(start)
    }
  }
}
