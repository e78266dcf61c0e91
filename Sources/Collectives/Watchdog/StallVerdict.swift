import Basics

/// The reason why a watchdog ends its rank: the ranks that hold it up.
struct StallVerdict: DiagnosableError, Equatable {
  enum Cause: Equatable {
    /// The rank has sent nothing for this long.
    case silent(seconds: Int)
    /// It is alive, but does not reach the point where the others wait.
    case busy
    /// Every rank is waiting, so messages between them must be lost.
    case network
  }

  struct Culprit: Equatable {
    var rank: Int
    var host: String
    var cause: Cause
    /// Its last heartbeat.
    var last: Heartbeat
  }

  var observer: Int
  var culprits: [Culprit]
  /// The collective that this rank is waiting in; empty if it is not waiting.
  var waitingIn: String

  var diagnosis: Diagnosis {
    let lines = culprits.map { culprit in
      let who = "rank \(culprit.rank) on \(culprit.host)"
      return switch culprit.cause {
      case .silent(let seconds):
        "\(who) has not been heard of for \(seconds) s; its last report: \(culprit.last.summary)"
      case .busy: "\(who) is alive but holds up the others: \(culprit.last.summary)"
      case .network: "\(who) waits as this rank does, so messages between them are lost: \(culprit.last.summary)"
      }
    }
    let own = waitingIn.isEmpty ? "" : "; this rank waited in \(waitingIn)"
    return Diagnosis(
      .resumable, problem: lines.joined(separator: "; ") + own, place: "watchdog of rank \(observer)",
      remedy: "look for a stopped or overloaded process, a lost host or a cut link there, then resume")
  }
}
