import Tensors
import Testing

struct EmbeddingTests {
  @Test(arguments: [1, 3], [1, 16, 131, 300])
  func looksUpRowsAndAddsUpTheGradientsOfRepeatedTokens(threads: Int, columns: Int) {
    let space = Workspace(threads: threads)
    let tokens: [Int32] = (0..<600).map { $0 % 7 == 0 ? 4 : Int32($0 * $0 % 11) }
    let sequences = space.keep(
      PackedSequences([Array(tokens[..<250]), Array(tokens[250...])], samples: [0, 1]))
    let table = space.randomGrid(12, columns)
    let output = space.blank(600, columns)
    Embedding.forward(sequences.tokens, table: space.matrix(table), into: output, space.context)
    #expect(space.read(output) == Grid(600, columns) { table[Int(tokens[$0]), $1] })

    let upstream = space.randomGrid(600, columns)
    let before = space.randomGrid(12, columns)
    let tableGradient = space.matrix(before)
    Embedding.backward(
      sequences.tokens, outputGradient: space.matrix(upstream), tableGradient: tableGradient, space.context)
    let gradient = space.read(tableGradient) + before.map { -$0 }
    #expect(gradient.rows(11..<12).values.allSatisfy { $0 == 0 }, "token 11 never occurs")
    expectGradient(gradient, at: table) { table in
      Grid(600, columns) { table[Int(tokens[$0]), $1] }.dot(upstream)
    }
  }

  @Test func noTokensGiveNoOutput() {
    let space = Workspace(threads: 2)
    let none = PackedSequences([], samples: [])
    Embedding.forward(none.tokens, table: space.zeros(3, 4), into: space.blank(0, 4), space.context)
    #expect(none.tokenCount == 0 && none.sequenceCount == 0 && none.longest == 0)
  }
}
