import Tensors
import Testing

struct MatrixTests {
  @Test func rowsAndColumnsOfAStridedMatrixAreViewsOfTheSameFloats() {
    let space = Workspace()
    let grid = space.randomGrid(5, 7)
    let matrix = space.matrix(grid, gap: 4)
    #expect(!matrix.isContiguous && matrix.count == 35)
    #expect(matrix.rows(2..<3).isContiguous, "a single row has no gaps")
    let part = matrix.rows(1..<4).columns(2..<5)
    #expect(space.read(part) == grid.rows(1..<4).columns(2..<5))
    part.fill(9)
    let copy = space.blank(3, 3, gap: 2)
    copy.copy(from: part)
    #expect(space.read(copy).values.allSatisfy { $0 == 9 })
    let expected = Grid(5, 7) { (1..<4).contains($0) && (2..<5).contains($1) ? 9 : grid[$0, $1] }
    #expect(space.read(matrix) == expected)
  }

  @Test func packedSequencesKnowTheirRowsKeysAndTokens() {
    let sequences = PackedSequences([[5, 6, 7], [], [8]], samples: [10, 11, 12])
    #expect(sequences.tokenCount == 4 && sequences.sequenceCount == 3 && sequences.longest == 3)
    #expect((0..<3).map { sequences.rows(of: $0) } == [0..<3, 3..<3, 3..<4])
    #expect(Array(sequences.tokens) == [5, 6, 7, 8])
    #expect(sequences.keys.map(\.sample) == [10, 10, 10, 12])
    #expect(sequences.keys.map(\.position) == [0, 1, 2, 0])
  }
}
