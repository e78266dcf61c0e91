import Basics
import Recordings

/// The columns of the tables of fix8 and of the EMIP Toolkit, which have a row for each eye movement or fixation.
struct FixationTableColumns {
  let participant: Int?
  let trial: Int?
  let stimulus: Int?
  /// The kind of eye movement; nil when there are only fixations.
  let kind: Int?
  let time: Int?
  /// The unit that the heading of times states.
  let timeUnit: TimeUnit?
  let duration: Int
  let x: Int
  let y: Int
  /// x, y, width and height of the area that was hit; empty when the table has none.
  let area: [Int]
  /// The text of that area.
  let token: Int?
  let language: Int?

  /// - Throws: `DataLineError` for a missing column.
  init(_ table: TableReader) throws {
    let header = table.header
    let remedy = "the table has time_stamp, x_cord, y_cord and duration, or timestamp, x0, y0 and duration"
    participant = header.column("participant_id", "participant", "experiment_id")?.index
    trial = header.column("trial_id", "trial")?.index
    stimulus = header.column("code_file", "stimuli_name", "image", "stimulus")?.index
    kind = header.column("eye_event_type", "eye_event")?.index
    let times = header.column("time_stamp", "timestamp")
    time = times?.index
    timeUnit = times.flatMap { TimeUnit(heading: $0.unit) }
    duration = try table.column("duration", remedy: remedy)
    x = try table.column("x_cord", "x0", remedy: remedy)
    y = try table.column("y_cord", "y0", remedy: remedy)
    let sides = ["aoi_x", "aoi_y", "aoi_width", "aoi_height"].compactMap { header.column($0)?.index }
    area = sides.count == 4 ? sides : []
    token = header.column("token")?.index
    language = header.column("code_language")?.index
  }

  /// The format of a table with this heading; nil for any other.
  static func format(_ header: HeaderColumns) -> GazeFormat? {
    guard header.column("duration") != nil else { return nil }
    if header.column("x_cord") != nil, header.column("y_cord") != nil {
      return header.column("aoi_x") != nil || header.column("code_file") != nil ? .emip : .fix8
    }
    let isEvents = header.column("eye_event_type") != nil && header.column("x0") != nil && header.column("y0") != nil
    return isEvents ? .emip : nil
  }
}
