import Tensors
import Testing

struct OperationProfilerTests {
  @Test(arguments: [1, 2]) func anOperationsOwnTimeIsThatOutsideOfTheOnesInside(threads: Int) {
    let space = Workspace(threads: threads)
    let profiler = OperationProfiler(space.context.pool)
    space.context.profiler = profiler
    space.context.begin(.head)
    space.context.profiled(.loss) {
      MatrixProduct.multiply(
        space.zeros(200, 300), space.zeros(300, 100), into: space.blank(200, 100), space.context)
      space.context.begin(.update)
      space.context.profiled(.optimizer) { space.context.pool.forRanges(of: 1 << 18) { _ in } }
    }
    space.context.profiler = nil
    space.context.profiled(.norm) {}
    let spans = profiler.takeSpans()
    #expect(profiler.takeSpans().isEmpty && !spans.contains { $0.kind == .norm })
    guard let outer = spans.last, let product = spans.first(where: { $0.kind == .product }) else {
      Issue.record("no spans")
      return
    }
    #expect(outer.kind == .loss && outer.phase == .head)
    #expect(product.operations == 2 * 200 * 300 * 100 && product.shape == [200, 100, 300] && product.phase == .head)
    #expect(spans.first { $0.kind == .optimizer }?.phase == .update)
    // All own times together are the outermost operation's time.
    #expect(spans.reduce(0) { $0 + $1.own } == outer.end - outer.begin)
    for span in spans {
      #expect(span.begin >= outer.begin && span.end <= outer.end && span.end >= span.begin)
    }
  }
}
