import Basics

/// A message between two hosts that did not arrive.
package struct PathFault: Sendable, Equatable {
  package var sender: Int
  package var receiver: Int
  package var byteCount: Int

  package init(sender: Int, receiver: Int, byteCount: Int) {
    self.sender = sender
    self.receiver = receiver
    self.byteCount = byteCount
  }
}

/// Messages between hosts did not arrive, though the ranks could connect.
package struct PathsFailed: DiagnosableError, Equatable {
  /// Not empty; the smallest message of each pair and direction.
  package var faults: [PathFault]
  /// The host of each rank.
  package var hosts: [String]
  package var seconds: Int

  package init(faults: [PathFault], hosts: [String], seconds: Int) {
    self.faults = faults
    self.hosts = hosts
    self.seconds = seconds
  }

  /// The faults described, of many hosts only the first.
  private static let mostDescribed = 8

  package static let advice =
    "compare the MTU of everything on the path (ip link; ping -M do -s 1472 HOST) and let the firewall pass TCP between "
    + "the hosts; fovea doctor tests the paths again"

  /// `a message of 64 kB from rank 0 (a) to rank 1 (b) did not arrive within 20 s`.
  package var problem: String {
    let lines = faults.prefix(Self.mostDescribed).map { fault in
      "of \(Self.size(fault.byteCount)) from \(name(fault.sender)) to \(name(fault.receiver))"
    }
    let rest = faults.count > lines.count ? "; and \(faults.count - lines.count) more" : ""
    return faults.count == 1
      ? "a message \(lines[0]) did not arrive within \(seconds) s"
      : "messages did not arrive within \(seconds) s: \(lines.joined(separator: "; "))\(rest)"
  }

  package var diagnosis: Diagnosis {
    Diagnosis(.resumable, problem: problem, remedy: Self.advice)
  }

  private func name(_ rank: Int) -> String {
    hosts.indices.contains(rank) ? "rank \(rank) (\(hosts[rank]))" : "rank \(rank)"
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MB" : bytes >= 1 << 10 ? "\(bytes >> 10) kB" : "\(bytes) bytes"
  }
}

/// The ranks were started, but could not exchange anything within the limit.
package struct RanksUnreachable: DiagnosableError, Equatable {
  package var seconds: Int
  package var exitCode: ExitCode

  package init(seconds: Int, exitCode: ExitCode = .resumable) {
    self.seconds = seconds
    self.exitCode = exitCode
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      exitCode, problem: "the ranks did not reach each other within \(seconds) s of their start",
      remedy: "check that every host is up and that the firewall passes TCP between the hosts (see --network); "
        + "fovea doctor with the same mpirun options tests this in a minute")
  }
}
