import Basics

/// The network between hosts, as the α–β model sees it: a message of *m* bytes takes α + *m* ∕ β.
package struct NetworkModel: Sendable, Equatable, Encodable {
  package var name: String
  /// α, in seconds.
  package var latency: Double
  /// β, in bytes per second.
  package var bandwidth: Double

  package init(name: String, latency: Double, bandwidth: Double) {
    self.name = name
    self.latency = latency
    self.bandwidth = bandwidth
  }

  /// The share of an Ethernet link's rate that is left for MPI's bytes: frames of 1,500 bytes carry 1,448 of TCP's and
  /// occupy 1,538.
  package static let ethernetShare = 1448.0 / 1538

  /// A link with this rate in Gb/s, of which TCP over Ethernet leaves `ethernetShare`.
  package init(gigabits: Double, latency: Double) {
    self.init(
      name: gigabits == gigabits.rounded() ? "\(Int(gigabits)) Gb/s" : "\(gigabits) Gb/s", latency: latency,
      bandwidth: gigabits * 1e9 / 8 * Self.ethernetShare)
  }
}

/// How an all-reduce over hosts is done.
package enum Reduction: String, Sendable, CaseIterable, Encodable {
  /// As the program does it between hosts: Open MPI's non-blocking all-reduce over all ranks. Fewer than four reduce and
  /// broadcast along a tree, more pass parts around a ring.
  case flat
  /// First over the ranks of each host through shared memory, then around a ring of the hosts.
  case hierarchical
  /// As `hierarchical`, but the hosts halve and double the parts with partners at twice the distance each time.
  case recursive
}

/// What one collective costs in the α–β model: `messages` one after the other with `bytes` in all.
package struct CollectiveCost: Sendable, Equatable {
  package var messages: Double
  package var bytes: Double

  package init(messages: Double, bytes: Double) {
    self.messages = messages
    self.bytes = bytes
  }

  /// The seconds that it takes on a network.
  package func seconds(_ network: NetworkModel) -> Double { messages * network.latency + bytes / network.bandwidth }

  /// An all-reduce of `bytes` over `members`.
  ///
  /// - Parameter reduction: `hierarchical` means a ring here.
  package static func allReduce(_ bytes: Double, members: Int, _ reduction: Reduction) -> CollectiveCost {
    let n = Double(members)
    guard members > 1 else { return CollectiveCost(messages: 0, bytes: 0) }
    let depth = Double((members - 1).bitWidth - (members - 1).leadingZeroBitCount)
    switch reduction {
    case .flat where members < 4:
      return CollectiveCost(messages: 2 * depth, bytes: 2 * depth * bytes)
    case .flat, .hierarchical:
      return CollectiveCost(messages: 2 * (n - 1), bytes: 2 * (n - 1) / n * bytes)
    case .recursive:
      return CollectiveCost(messages: 2 * depth, bytes: 2 * (n - 1) / n * bytes)
    }
  }

  /// A reduce-scatter or an all-gather of `bytes` over `members`: half of an all-reduce around a ring.
  package static func half(_ bytes: Double, members: Int, _ reduction: Reduction) -> CollectiveCost {
    let whole = allReduce(bytes, members: members, reduction == .recursive ? .recursive : .hierarchical)
    return CollectiveCost(messages: whole.messages / 2, bytes: whole.bytes / 2)
  }
}
