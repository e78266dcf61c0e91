import CKernels
import Tensors
import Testing

/// Operations stop the program where they would otherwise read or write foreign memory.
struct MisuseTests {
  @Test func targetsAndTokensOutsideTheVocabularyAreRefused() async {
    await #expect(processExitsWith: .success) { Self.forward(target: 4) }
    await #expect(processExitsWith: .failure) { Self.forward(target: 5) }
    await #expect(processExitsWith: .failure) { Self.forward(target: -1) }
    await #expect(processExitsWith: .success) { Self.embed(token: 4) }
    await #expect(processExitsWith: .failure) { Self.embed(token: 5) }
  }

  private static func forward(target: Int32) {
    let space = Workspace()
    let sequences = PackedSequences([[target]], samples: [0])
    withExtendedLifetime((space, sequences)) {
      CrossEntropy().backward(
        space.zeros(1, 2), head: space.zeros(5, 2), targets: sequences.tokens, losses: space.zeros(1, 1), lossScale: 1,
        hiddenGradient: space.zeros(1, 2), headGradient: space.zeros(5, 2), space.context)
    }
  }

  private static func embed(token: Int32) {
    let space = Workspace()
    let sequences = PackedSequences([[token]], samples: [0])
    withExtendedLifetime((space, sequences)) {
      Embedding.forward(sequences.tokens, table: space.zeros(5, 2), into: space.zeros(1, 2), space.context)
    }
  }

  @Test func matricesWithGapsAreRefusedWhereMemoryIsRunThrough() async {
    await #expect(processExitsWith: .failure) {
      let space = Workspace()
      RMSNorm(epsilon: 0).forward(
        space.zeros(2, 3, gap: 1), weight: space.zeros(1, 3), into: space.zeros(2, 3), inverseRMS: space.zeros(1, 2),
        space.context)
    }
    await #expect(processExitsWith: .failure) {
      let space = Workspace()
      let sequences = packed([2])
      withExtendedLifetime(sequences) {
        Dropout.apply(
          to: space.zeros(2, 3, gap: 1), keys: sequences.keys, DropoutStep(rate: 0.5, seed: 1, step: 1).site(1),
          space.context)
      }
    }
    await #expect(processExitsWith: .failure) {
      let space = Workspace()
      ReLU.backward(
        space.zeros(2, 3), output: space.zeros(2, 3, gap: 1), DropoutStep.none.site(0), space.context)
    }
  }

  @Test func productsWhoseDimensionsDoNotMatchAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let space = Workspace()
      MatrixProduct.multiply(space.zeros(2, 3), space.zeros(4, 2), into: space.zeros(2, 2), space.context)
    }
    await #expect(processExitsWith: .failure) {
      let space = Workspace()
      let x = space.zeros(4, 2)
      Attention(heads: 1, headWidth: 2, isCausal: false).forward(
        .init(
          queries: x, keys: x, values: x, querySequences: packed([4]), keySequences: packed([4]),
          bias: space.zeros(1, 5), dropout: .none, site: 0),
        into: space.zeros(4, 2), logSumExp: space.zeros(1, 4), space.context)
    }
  }
}
