import Tensors
import Testing

struct ParameterTests {
  private var layout: ParameterLayout {
    var layout = ParameterLayout()
    layout.append("a", shape: [3, 5], decays: true, initialDeviation: 0.1)
    layout.append("b", shape: [3, 5], decays: true, initialDeviation: 0.1, joinsPredecessor: true)
    layout.append("norm", shape: [7], decays: false, initialDeviation: nil)
    layout.append("c", shape: [2, 16], decays: true, initialDeviation: 0.2)
    return layout
  }

  @Test func parametersStartOnCacheLinesUnlessTheyJoinTheirPredecessor() {
    #expect(layout.entries.map(\.name) == ["a", "b", "norm", "c"])
    #expect(layout.entries.map(\.range) == [0..<15, 15..<30, 32..<39, 48..<80])
    #expect(layout.count == 80)
    #expect(layout.parameterCount == 69)
    #expect(layout.entry("norm")?.decays == false && layout.entry("norm")?.initialDeviation == nil)
    #expect(layout.entry("missing") == nil)
  }

  @Test func viewsShowTheArenasFloatsWithTheParametersShape() {
    let arena = ParameterArena(layout)
    withExtendedLifetime(arena) {
      #expect(arena.buffer.count == 80 && arena.buffer.allSatisfy { $0 == 0 })
      #expect(Int(bitPattern: arena.storage.base) % 64 == 0)
      for index in arena.buffer.indices { arena.buffer[index] = Float(index) }
      let second = arena["b"]
      #expect(second.rows == 3 && second.columns == 5 && second[1, 2] == 15 + 5 + 2)
      let norm = arena["norm"]
      #expect(norm.rows == 1 && norm.columns == 7 && norm[0, 6] == 38)
    }
  }

  @Test(arguments: [1, 2]) func copyingAndClearingReachEveryFloat(threads: Int) {
    var layout = layout
    layout.append("large", shape: [300, 500], decays: true, initialDeviation: 1)
    let (first, second) = (ParameterArena(layout), ParameterArena(layout))
    withExtendedLifetime((first, second)) {
      for index in first.buffer.indices { first.buffer[index] = Float(index + 1) }
      second.copy(from: first)
      #expect(second.buffer.elementsEqual(first.buffer))
      first.clear(WorkerPool(threads: threads))
      #expect(first.buffer.allSatisfy { $0 == 0 })
      #expect(second.buffer.last == Float(layout.count))
    }
  }
}
