import Basics

/// Counts unusable lines and gives up when there are more than allowed.
struct BadLines {
  /// How many lines may be skipped; the next one is an error.
  let maximum: Int
  private(set) var skipped: [DataLineError] = []

  init(maximum: Int) {
    self.maximum = maximum
  }

  /// Runs `body`; returns nil if it met an unusable line that may be skipped.
  ///
  /// - Throws: the `DataLineError` of `body` if no more lines may be skipped; other errors of `body`.
  mutating func tolerating<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch var error as DataLineError {
      guard skipped.count < maximum else {
        if maximum > 0 {
          error.problem += " (unusable lines so far: \(skipped.count + 1); allowed: \(maximum))"
        }
        throw error
      }
      skipped.append(error)
      return nil
    }
  }
}
