import Foundation
import Testing

/// Who listens to the network while Fovea trains. docs/operations.md says it in words.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct SocketTests {
  /// A socket of the Internet's protocols that a process has open and others can send to.
  private struct Listener: Hashable, CustomStringConvertible {
    let network: String
    let address: String

    var description: String { "\(network) \(address)" }
  }

  /// The listeners of a run's processes, looked at when it is under way; the run is then stopped.
  private func listeners(_ launcher: String) throws -> [[Listener]] {
    let workspace = try TrainingWorkspace()
    let result = try Program.shell(
      """
      \(launcher) "$0" train \(workspace.config) --set training.maximum_steps=100000 --set training.epochs=100000 \
        --set validation.every_steps=99999 --set checkpoints.every_steps=99999 & run=$!
      wait_until "grep -qs '.step.:5,' \(workspace.run)/events.jsonl" $run
      for process in $(grep -lsaF "\(workspace.config)" /proc/[0-9]*/cmdline | cut -d/ -f3); do
        [ "$(readlink /proc/$process/exe)" = "$(readlink -f "$0")" ] || continue
        echo "process $process"
        ls -l /proc/$process/fd | sed -n 's/.*socket:.\\([0-9]*\\).*/socket \\1/p'
        for network in tcp tcp6 udp udp6; do sed "s/^/$network /" /proc/$process/net/$network; done
      done
      touch \(workspace.run)/stop
      wait $run
      """)
    #expect(result.status == 75, "\(result.errors)")
    return Self.listeners(in: result.lines)
  }

  /// A process a list.
  private static func listeners(in lines: [String]) -> [[Listener]] {
    var found: [[Listener]] = []
    var own: Set<Substring> = []
    for line in lines {
      let fields = line.split(separator: " ")
      switch fields.first {
      case "process":
        found.append([])
        own = []
      case "socket": own.insert(fields[1])
      default:
        // A line of the kernel's tables: the local address, the state (0A listens, 07 is a UDP socket), the inode.
        guard fields.count > 10, own.contains(fields[10]), ["0A", "07"].contains(fields[4]) else { continue }
        found[found.count - 1].append(Listener(network: String(fields[0]), address: String(fields[2])))
      }
    }
    return found
  }

  @Test func aRunOfOneProcessListensToNothing() throws {
    let found = try listeners("")
    #expect(found == [[]], "\(found)")
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func ranksOfOneHostHearEachOthersHeartbeatsOnTheLoopbackInterfaceAlone() throws {
    // Without MPI's own transport over TCP, which listens even where all ranks share a host.
    let found = try listeners("\(TrainCommandTests.mpirun(2)) --mca btl vader,self")
    #expect(found.count == 2)
    for rank in found {
      #expect(rank.count == 1 && rank.allSatisfy { $0.network == "udp" }, "\(rank)")
      // The kernel prints 127.0.0.1 as a number whose first byte comes last.
      #expect(rank.allSatisfy { $0.address.hasPrefix("0100007F:") }, "\(rank)")
    }
  }
}
