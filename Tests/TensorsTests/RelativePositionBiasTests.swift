import Tensors
import Testing

struct RelativePositionBiasTests {
  @Test func bucketsAreThoseOfTransformers() throws {
    let golden = try GoldenOperations.load().relativePositionBuckets
    #expect(golden.cases.count == 10)
    for example in golden.cases {
      let bias = RelativePositionBias(
        buckets: example.buckets, maximumDistance: example.maxDistance, isBidirectional: example.bidirectional)
      let expected = example.runs.flatMap { Array(repeating: $0[0], count: $0[1]) }
      let actual = expected.indices.map { bias.bucket(golden.firstDistance + $0) }
      #expect(actual == expected, "\(example.buckets) buckets up to \(example.maxDistance)")
    }
  }

  @Test(arguments: [1, 2, 40], [false, true])
  func theTableSpreadsOverDistancesAndItsGradientGathers(reach: Int, bidirectional: Bool) {
    let space = Workspace()
    let bias = RelativePositionBias(buckets: 8, maximumDistance: 20, isBidirectional: bidirectional)
    let table = space.randomGrid(8, 3)
    func reference(_ table: Grid) -> Grid {
      Grid(3, 2 * reach - 1) { table[bias.bucket($1 - (reach - 1)), $0] }
    }
    let byDistance = space.blank(3, 2 * reach - 1)
    bias.forward(space.matrix(table), into: byDistance)
    #expect(space.read(byDistance) == reference(table))

    let (upstream, before) = (space.randomGrid(3, 2 * reach - 1), space.randomGrid(8, 3))
    let gradient = space.matrix(before)
    bias.backward(space.matrix(upstream), tableGradient: gradient)
    expectGradient(space.read(gradient) + before.map { -$0 }, at: table) { reference($0).dot(upstream) }
  }
}
