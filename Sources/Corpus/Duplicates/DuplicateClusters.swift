import Basics

/// Samples joined by near-duplicates, directly or over others: a cluster must stay in one split.
package struct DuplicateClusters: Sendable {
  /// One line of a cluster file.
  package struct Row: Codable, Sendable, Equatable {
    package var split: String
    /// The sample's line in its file, from 1.
    package var sample: Int
    /// `file:line`.
    package var place: String
    /// The cluster's number, from 1, in the order of the clusters' first samples.
    package var cluster: Int
    /// The number of samples in the cluster.
    package var size: Int
    /// The split that has most of the cluster's samples, the first one if several do.
    package var assigned: String
  }

  /// One for each sample, in the order of splits and samples.
  package let rows: [Row]
  package var count: Int { rows.reduce(0) { max($0, $1.cluster) } }
  /// Samples whose cluster belongs to another split.
  package var samplesToMove: Int { rows.count { $0.split != $0.assigned } }

  package init(_ check: DuplicateCheck) {
    var forest = DisjointSets(count: check.splitOfText.count)
    let groups = check.similar.groups
    for group in groups { for text in group.dropFirst() { forest.join(group[0], text) } }
    for pair in check.similar.pairs where pair.similarity >= check.settings.near {
      forest.join(groups[pair.first][0], groups[pair.second][0])
    }
    let roots = check.splitOfText.indices.map { forest.root(of: $0) }
    var clusterOfRoot: [Int: Int] = [:]
    var members: [[Int]] = []
    for root in roots {
      if clusterOfRoot[root] == nil {
        clusterOfRoot[root] = members.count
        members.append([Int](repeating: 0, count: check.splits.count))
      }
    }
    let clusters = roots.map { clusterOfRoot[$0] ?? 0 }
    for (text, cluster) in clusters.enumerated() { members[cluster][check.splitOfText[text]] += 1 }
    let assigned = members.map { counts in
      check.splits[counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0].name
    }
    rows = clusters.enumerated().map { text, cluster in
      Row(
        split: check.splits[check.splitOfText[text]].name, sample: check.sample(text).line, place: check.place(text),
        cluster: cluster + 1, size: members[cluster].reduce(0, +), assigned: assigned[cluster])
    }
  }

  /// Writes a JSON line for each sample.
  ///
  /// - Throws: `FileFailure`.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      for row in rows { try file.append((JSONLines.line(row) + "\n").utf8) }
    }
  }
}
