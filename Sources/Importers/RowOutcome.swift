import Recordings

/// The result of reading a row.
enum RowOutcome {
  case sample(RawGazeRow)
  case excluded(ExclusionReason)
}
