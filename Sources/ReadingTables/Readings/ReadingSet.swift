import Recordings
import Scanpaths

/// The trials of a file, ready for tables.
package struct ReadingSet: Sendable {
  /// In the order of the file.
  package let readings: [Reading]

  /// Labels each method once, and maps its fixations to its tokens.
  ///
  /// - Throws: `SyntaxError` for code that is too long to parse.
  package init(_ trials: [ReadingTrial]) throws {
    let mapped = try MappedTrials(trials)
    var (leftOut, next) = (mapped.leftOut[...], 0)
    readings = trials.enumerated().map { index, trial in
      // The trials left out are unchanged and in order, and none of them equals one that was mapped: they have no code
      // that could be labelled.
      if let first = leftOut.first, first == trial {
        leftOut.removeFirst()
        return Reading(number: index + 1, method: trial.method, trial: trial, code: nil)
      }
      let path = mapped.scanpaths[next]
      defer { next += 1 }
      return Reading(
        number: index + 1, method: path.code, trial: mapped.trials[next], code: mapped.methods[path.code])
    }
  }
}
