import Basics
import Foundation
import Scanpaths

/// Which readings a folder of priors was computed from: the file `provenance.json` beside EyeMulator's files.
package struct PriorProvenance: Codable, Sendable, Equatable {
  package static let fileName = "provenance.json"

  /// A sentence for readers of the file.
  package var description: String
  /// The file of trials as it was named, and its SHA-256; nil if no recording went in.
  package var trials: String?
  package var trialsSHA256: String?
  package var readings: Int
  /// The methods and the participants of the readings that went in, in alphabetical order.
  package var methods: [String]
  package var participants: [String]
  /// What was held out of the file of trials; nil for nothing.
  package var heldOut: HoldOutSettings?

  private enum CodingKeys: String, CodingKey {
    case description, trials, readings, methods, participants
    case trialsSHA256 = "trials_sha256"
    case heldOut = "held_out"
  }

  /// The provenance of priors computed from readings.
  package init(
    of scanpaths: [Scanpath], trials: String, sha256: String, heldOut: HoldOutSettings?
  ) {
    self.trials = trials
    trialsSHA256 = sha256
    self.heldOut = heldOut
    readings = scanpaths.count
    methods = Set(scanpaths.map(\.code)).sorted()
    participants = Set(scanpaths.map(\.participant)).sorted()
    description = "Priors of \(readings) readings of \(methods.count) methods by \(participants.count) participants"
  }

  /// Whether a reading may be among those that the priors were computed from: both its method and its participant are.
  package func mayContain(method: String, participant: String) -> Bool {
    methods.contains(method) && participants.contains(participant)
  }

  /// The provenance in a folder of priors; nil if it has none.
  ///
  /// - Throws: `FileFailure`, or `DataLineError` for a file that is not a provenance.
  package static func read(folder: String) throws -> PriorProvenance? {
    let path = PathName.joined(folder, fileName)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try TextFile.bytes(of: path)
    do {
      return try JSONDecoder().decode(PriorProvenance.self, from: bytes)
    } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly,
        remedy: "expected the provenance of priors; see docs/formats.md")
    }
  }

  /// Writes the file into a folder, atomically.
  package func write(toFolder folder: String) throws {
    try AtomicFile.write(
      JSONLines.line(self) + "\n", to: PathName.joined(folder, Self.fileName))
  }
}
