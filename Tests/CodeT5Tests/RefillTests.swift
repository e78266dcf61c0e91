import Basics
import Tensors
import Testing

@testable import CodeT5

/// Sources that take the places of those whose outputs are complete.
struct RefillTests {
  /// A model with random weights whose outputs end at different times.
  private func model(seed: UInt64, threads: Int = 2, precision: Precision = .fp32) -> CodeT5Model {
    var shape = ModelConfiguration()
    (shape.modelWidth, shape.headWidth, shape.heads, shape.feedForwardWidth) = (32, 8, 4, 64)
    (shape.encoderLayers, shape.decoderLayers, shape.vocabularySize) = (2, 2, 24)
    // Large weights make the outputs differ from source to source.
    shape.initializerFactor = 3
    let architecture = Architecture(shape)
    return CodeT5Model(
      architecture, weights: architecture.initialWeights(seed: seed),
      context: ComputeContext(threads: threads, precision: precision))
  }

  private func sources(_ count: Int, seed: UInt64) -> [[Int32]] {
    var random = RandomStream(seed: seed, purpose: .testData)
    return (0..<count).map { _ in
      [1] + (0..<Int(1 + random.next() % 40)).map { _ in Int32(3 + random.next() % 21) } + [2]
    }
  }

  private func settings(beams: Int) -> GenerationSettings {
    var settings = GenerationSettings()
    (settings.beams, settings.maximumLength) = (beams, 20)
    return settings
  }

  @Test(arguments: [1, 2, 5], [UInt64](1...6))
  func outputsAreThoseOfEachSourceAlone(beams: Int, seed: UInt64) {
    let model = model(seed: seed)
    let (sources, settings) = (sources(23, seed: seed), settings(beams: beams))
    let alone = sources.map { model.generate([$0], settings)[0] }
    for together in [1, 2, 5, 9, 23] {
      var finished = 0
      let outputs = model.generate(sources, settings, together: together) { finished += 1 }
      #expect(outputs == alone, "\(together) together")
      #expect(finished == sources.count)
    }
  }

  /// Without this, the tests here would not refill anything.
  @Test func theOutputsOfTheseModelsEndAtDifferentTimes() {
    let lengths = (1...6).flatMap { seed in
      model(seed: UInt64(seed)).generate(sources(23, seed: UInt64(seed)), settings(beams: 2)).map(\.count)
    }
    #expect(Set(lengths).count >= 5, "\(Set(lengths).sorted())")
  }

  @Test func outputsAreTheSameOnAnyNumberOfThreads() {
    let (sources, settings) = (sources(17, seed: 3), settings(beams: 3))
    let expected = model(seed: 3, threads: 1).generate(sources, settings, together: 4) {}
    for threads in [2, 4] {
      #expect(model(seed: 3, threads: threads).generate(sources, settings, together: 4) {} == expected)
    }
  }

  @Test func samplesDependOnlyOnTheirStreamAndSource() {
    let (model, sources) = (model(seed: 2), sources(120, seed: 2))
    let streams = sources.indices.map { RandomStream(seed: 9, purpose: .sampling, $0) }
    // More sources than are decoded together.
    let outputs = model.sample(sources, maximumLength: 12, streams: streams)
    for index in [0, 1, 60, 119] {
      #expect(model.sample([sources[index]], maximumLength: 12, streams: [streams[index]]) == [outputs[index]])
    }
  }

  @Test func memoryDoesNotGrowWithTheNumberOfSources() {
    let settings = settings(beams: 4)
    func peak(_ count: Int) -> Int {
      let model = model(seed: 1)
      let sources = [[Int32]](repeating: [1] + [Int32](repeating: 7, count: 30) + [2], count: count)
      _ = model.generate(sources, settings, together: 6) {}
      return model.context.arena.peakFloats
    }
    #expect(peak(60) == peak(6))
    #expect(peak(6) > peak(1))
  }

  @Test func theBoundsKeepMemoryBelowItsLimits() {
    var settings = GenerationSettings()
    (settings.beams, settings.maximumLength) = (5, 128)
    let size = GenerationSize(ModelConfiguration(), settings)
    // Six layers of 2 · 512 floats for each token.
    #expect(size.bytesPerSource == 5 * 128 * 6 * 1024 * 4)
    #expect(size.sourcesTogether == 19)
    #expect(size.bounds([10, 30, 20]) == GenerationSize.Bounds(sources: 3, sourceTokens: 60))
    #expect(size.bounds(Array(repeating: 512, count: 100)) == GenerationSize.Bounds(sources: 19, sourceTokens: 4096))
    #expect(size.bounds([9000, 10]) == GenerationSize.Bounds(sources: 2, sourceTokens: 9000))
    settings.maximumLength = 65_536
    #expect(GenerationSize(ModelConfiguration(), settings).sourcesTogether == 1)
    settings.beams = 256
    #expect(GenerationSize(ModelConfiguration(), settings).sourcesTogether == 1)
  }

  /// Sources of which several fit only one after another, because the tokens of the others leave no gap.
  @Test func sourcesWaitUntilTheirTokensFit() {
    let model = model(seed: 4)
    let pass = Pass(weights: model.weights, dropout: .none, context: model.context, gradients: nil)
    let memory = SourceMemory(layers: 1, tokens: 10, columns: 4, pass)
    #expect(memory.reserve(4) == 0..<4 && memory.reserve(4) == 4..<8 && memory.reserve(4) == nil)
    #expect(memory.reserve(2) == 8..<10)
    memory.release(0..<4)
    #expect(memory.reserve(5) == nil)
    memory.release(8..<10)
    memory.release(4..<8)
    #expect(memory.reserve(10) == 0..<10)
    #expect(Array(memory.places(of: 3..<5)) == [12, 16])
  }
}
