import Recordings

/// Why a row cannot be used.
struct RowFault: Error, Equatable {
  var reason: ExclusionReason
  var detail: String

  init(_ reason: ExclusionReason, _ detail: String = "") {
    self.reason = reason
    self.detail = detail
  }
}
