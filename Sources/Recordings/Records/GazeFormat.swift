/// The formats of recordings that Fovea reads.
package enum GazeFormat: String, Codable, CaseIterable, Sendable {
  /// Fovea's own JSON lines.
  case fovea
  case tobiiSDK = "tobii-sdk"
  case tobiiProLab = "tobii-pro-lab"
  case eyeLinkReport = "eyelink-report"
  case eyeLinkASC = "eyelink-asc"
  case smi
  case iTraceXML = "itrace-xml"
  case iTraceDatabase = "itrace-database"
  case eyeTrans = "eyetrans"
  case eyeMulator = "eyemulator"
}
