import Collectives
import Runs

extension Preflight.Finding {
  /// Checks whether messages of all sizes pass between the hosts. Every rank calls this, before `Preflight.findings`.
  ///
  /// - Parameter limit: how long no message may arrive.
  /// - Returns: on rank 0 the finding. If it is bad, rank 0 has to end the job, since what is stuck stays in the way of all
  ///   later messages, and other ranks already wait for them.
  static func messages(_ communicator: any Communicator, limit: Duration) throws -> Self {
    let subject = "messages"
    guard let paths = communicator as? any MessagePaths else {
      return Self(subject: subject, verdict: .good, text: "nothing to send: there is one rank")
    }
    let outcome = try PathCheck(paths, limit: limit).run()
    guard outcome.faults.isEmpty else {
      let failure = PathsFailed(
        faults: outcome.faults, hosts: outcome.hosts, seconds: Int(limit.components.seconds))
      return Self(subject: subject, verdict: .bad, text: "\(failure.problem); \(PathsFailed.advice)")
    }
    let text =
      outcome.sizes.last.map { "up to \($0 >> 20) MB pass both ways between all hosts" }
      ?? "nothing to send: all ranks share a host"
    return Self(subject: subject, verdict: .good, text: text)
  }
}
