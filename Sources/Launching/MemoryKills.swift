import Foundation

/// Counts processes that this host's kernel killed because memory ran out, which otherwise look like any other SIGKILL.
package enum MemoryKills {
  /// The number since the host started, in all its control groups; nil if the kernel does not report it.
  package static var count: Int? {
    (try? String(contentsOfFile: "/proc/vmstat", encoding: .utf8)).flatMap(count(in:))
  }

  /// The counter `oom_kill` of `/proc/vmstat`.
  package static func count(in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "oom_kill" { return Int(words[1]) }
    }
    return nil
  }

  /// The message if the count rose while a job ran; nil if it did not.
  package static func line(before: Int?, after: Int?) -> String? {
    guard let before, let after, after > before else { return nil }
    let number = after - before
    return "\(number) process\(number == 1 ? " was" : "es were") killed for lack of memory on this host: lower "
      + "batch.micro_batch_tokens, place fewer ranks on a host, or look for what else takes its memory"
  }
}
