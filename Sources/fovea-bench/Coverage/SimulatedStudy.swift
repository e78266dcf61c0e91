import Basics
import Statistics

/// A study of the size and imbalance of EyeTrans's: 23 participants and 61 methods, of which 16 were read by nearly
/// everyone and the others by a few, 479 readings in all.
struct SimulatedStudy {
  let participants = 23
  let methods = 61
  let clusters: ReadingClusters
  private let pairs: [(participant: Int, method: Int)]

  init() {
    var pairs: [(Int, Int)] = []
    for method in 0..<methods {
      // 16 methods of 20 readers and 45 of 3 or 4; each method's readers begin at another participant.
      let readers = method < 16 ? 20 : method < 40 ? 3 : method < 60 ? 4 : 7
      for reader in 0..<readers { pairs.append(((method * 7 + reader) % participants, method)) }
    }
    self.pairs = pairs
    clusters = ReadingClusters(participants: pairs.map { "\($0.0)" }, methods: pairs.map { "\($0.1)" })
  }

  /// The variances of participants, methods and the rest.
  private static let situations = [
    (0.0, 0.0, 1.0), (0.05, 0.05, 0.9), (0.1, 0.1, 0.8), (0.3, 0.1, 0.6), (0.1, 0.3, 0.6), (0.3, 0.3, 0.4),
  ]

  /// A row for each kind of interval, with a share for each situation.
  func rows(experiments: Int, seed: UInt64) -> [CoverageReport.Row] {
    let kinds: [(name: String, experiments: Int, interval: ([Double], UInt64) -> ConfidenceInterval?)] = [
      ("clustered, Student's t", experiments, { values, _ in ClusteredInterval(clusters).mean(values) }),
      (
        "pigeonhole bootstrap, percentiles", experiments / 5,
        { PigeonholeBootstrap(clusters, rounds: 400, seed: $1).means([$0])[0] }
      ),
      (
        "readings as if independent (not used)", experiments,
        { values, _ in PairedDifferences(values, unit: "readings").interval() }
      ),
    ]
    return kinds.map { kind in
      let percent = Self.situations.enumerated().map { place, variances in
        var stream = RandomStream(seed: seed, purpose: .testData, place, ResamplingKind.simulation.rawValue)
        let covered = (0..<kind.experiments).count { _ in
          kind.interval(values(variances, &stream), stream.next())?.bounds?.contains(0) == true
        }
        return 100 * Double(covered) / Double(kind.experiments)
      }
      return CoverageReport.Row(
        method: kind.name,
        situation: Self.situations.map { "\(Self.percent($0.0)) + \(Self.percent($0.1)) %" }.joined(separator: "; "),
        percent: percent, experiments: kind.experiments)
    }
  }

  private static func percent(_ share: Double) -> Int { Int((100 * share).rounded()) }

  private func values(_ variances: (Double, Double, Double), _ stream: inout RandomStream) -> [Double] {
    let people = CoverageSimulation.normals(participants, &stream).map { variances.0.squareRoot() * $0 }
    let code = CoverageSimulation.normals(methods, &stream).map { variances.1.squareRoot() * $0 }
    let rest = variances.2.squareRoot()
    return pairs.map { people[$0.participant] + code[$0.method] + rest * stream.normal() }
  }
}
