import Tensors
import Testing

struct ActivationArenaTests {
  private func isAligned(_ matrix: Matrix) -> Bool { Int(bitPattern: matrix.base) % 64 == 0 }

  @Test func matricesAreAlignedToCacheLinesAndDoNotOverlap() {
    let arena = ActivationArena()
    withExtendedLifetime(arena) {
      let shapes = [(1, 1), (3, 5), (16, 16), (1, 1 << 20), (7, 13), (0, 9), (1, 17)]
      let matrices = shapes.map { arena.matrix($0.0, $0.1) }
      #expect(matrices.allSatisfy(isAligned))
      for (index, matrix) in matrices.enumerated() { matrix.fill(Float(index)) }
      for (index, matrix) in matrices.enumerated() {
        #expect(matrix.elements.allSatisfy { $0 == Float(index) }, "matrix \(index)")
      }
    }
  }

  @Test func releasedMemoryIsGivenOutAgainEarlierMemoryIsKept() {
    let arena = ActivationArena()
    withExtendedLifetime(arena) {
      let kept = arena.matrix(2, 8)
      kept.fill(3)
      let mark = arena.mark
      let first = arena.matrix(4, 100)
      first.fill(4)
      #expect(arena.floatsInUse == 16 + 400)
      arena.release(to: mark)
      #expect(arena.floatsInUse == 16)
      let second = arena.zeros(4, 100)
      #expect(second.base == first.base)
      #expect(second.elements.allSatisfy { $0 == 0 })
      #expect(kept.elements.allSatisfy { $0 == 3 })
      #expect(arena.peakFloats == 416)
    }
  }

  @Test func marksWorkAcrossBlocks() {
    let arena = ActivationArena()
    withExtendedLifetime(arena) {
      let first = arena.matrix(1, 1 << 19)
      let mark = arena.mark
      for _ in 0..<5 { arena.matrix(1, 1 << 20).fill(1) }
      arena.release(to: mark)
      #expect(arena.floatsInUse == 1 << 19)
      #expect(arena.matrix(1, 100).base == first.base + first.count)
    }
  }

  @Test func afterTheFirstStepAnEqualStepAllocatesNothing() {
    let arena = ActivationArena()
    withExtendedLifetime(arena) {
      func step() -> [UnsafeMutablePointer<Float>] {
        arena.reset()
        #expect(arena.floatsInUse == 0)
        return (1...9).map { arena.matrix($0, 300_001).base }
      }
      _ = step()
      let peak = arena.peakFloats
      let second = step()
      // One block: each matrix follows its predecessor directly.
      for index in 1..<second.count {
        #expect(second[index] - second[index - 1] == (index * 300_001 + 15) / 16 * 16)
      }
      for _ in 0..<3 { #expect(step() == second) }
      #expect(arena.peakFloats == peak)
    }
  }

  @Test func scratchMemoryIsGivenBackAlsoWhenTheBodyThrows() {
    struct Stop: Error {}
    let context = ComputeContext(threads: 1)
    context.withScratch { _ = context.arena.matrix(5, 5) }
    #expect(throws: Stop.self) {
      try context.withScratch {
        _ = context.arena.matrix(5, 5)
        throw Stop()
      }
    }
    #expect(context.arena.floatsInUse == 0 && context.arena.peakFloats == 32)
  }
}
