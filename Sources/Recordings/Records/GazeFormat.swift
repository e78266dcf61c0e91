/// The recording formats that Fovea recognises; docs/gaze-formats.md lists what is read from each.
public enum GazeFormat: String, Codable, CaseIterable, Sendable {
  /// Fovea's own JSON lines.
  case fovea
  /// CSV of the Tobii SDK, without a header.
  case tobiiSDK = "tobii-sdk"
  /// TSV of Tobii Pro Lab or Tobii Studio.
  case tobiiProLab = "tobii-pro-lab"
  /// A fixation report of EyeLink's Data Viewer.
  case eyeLinkReport = "eyelink-report"
  /// An EyeLink recording in ASC text form.
  case eyeLinkASC = "eyelink-asc"
  /// TSV of raw samples of SMI's BeGaze.
  case smi
  /// XML of iTrace's core.
  case iTraceXML = "itrace-xml"
  /// An SQLite database of the iTrace Toolkit.
  case iTraceDatabase = "itrace-database"
  /// Fixations of the correction tool fix8, as JSON or CSV.
  case fix8
  /// Tables of eye movements or of corrected fixations of the EMIP Toolkit.
  case emip
  /// JSON lines of the EyeTrans study.
  case eyeTrans = "eyetrans"
  /// An EyeMulator corpus, which is recognised but contains no recordings.
  case eyeMulator = "eyemulator"
}
