import Basics
import Foundation

/// The failure of one rank, thrown on all ranks so that they stop together.
package struct AgreedFailure: DiagnosableError, Equatable {
  /// The lowest rank that failed.
  package let rank: Int
  /// That rank's own report.
  package let cause: Diagnosis

  package init(rank: Int, cause: Diagnosis) {
    self.rank = rank
    self.cause = cause
  }

  package var diagnosis: Diagnosis {
    var diagnosis = cause
    diagnosis.place = cause.place.isEmpty ? "rank \(rank)" : "rank \(rank): \(cause.place)"
    return diagnosis
  }
}

/// The wire format of a diagnosis.
struct DiagnosisMessage: Codable {
  var exitCode: Int32
  var problem: String
  var place: String
  var remedy: String

  init(_ diagnosis: Diagnosis) {
    exitCode = diagnosis.exitCode.rawValue
    problem = diagnosis.problem
    place = diagnosis.place
    remedy = diagnosis.remedy
  }

  var diagnosis: Diagnosis {
    Diagnosis(ExitCode(rawValue: exitCode) ?? .failure, problem: problem, place: place, remedy: remedy)
  }

  static func encode(_ diagnosis: Diagnosis) -> [UInt8] {
    // Encoding a few strings cannot fail; if it ever does, an empty message still announces the failure.
    (try? JSONEncoder().encode(DiagnosisMessage(diagnosis))).map(Array.init) ?? []
  }

  static func decode(_ bytes: [UInt8]) -> Diagnosis {
    (try? JSONDecoder().decode(DiagnosisMessage.self, from: Data(bytes)))?.diagnosis
      ?? Diagnosis(.failure, problem: "the rank failed without a report")
  }
}
