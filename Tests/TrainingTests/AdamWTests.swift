import Basics
import Foundation
import Tensors
import TestSupport
import Testing
import Training

struct AdamWTests {
  struct GoldenRun: Decodable, CustomTestStringConvertible {
    struct Step: Decodable {
      let gradient, parameters, firstMoment, secondMoment: [Float]
    }
    let learningRate, beta1, beta2, epsilon, weightDecay: Float
    let initial: [Float]
    let steps: [Step]
    var testDescription: String { "weight decay \(weightDecay)" }
  }

  private func layout(_ counts: [(count: Int, decays: Bool)]) -> ParameterLayout {
    var layout = ParameterLayout()
    for (index, parameter) in counts.enumerated() {
      layout.append("\(index)", shape: [parameter.count], decays: parameter.decays, initialDeviation: nil)
    }
    return layout
  }

  private func set(_ arena: ParameterArena, _ name: String, _ values: [Float]) {
    arena[name].base.update(from: values, count: values.count)
  }

  @Test(arguments: [0, 1, 2]) func weightsAndMomentsArePyTorchsStepByStep(index: Int) throws {
    let golden = try GoldenFolder().decoded([GoldenRun].self, "adamw.json", keys: .convertFromSnakeCase)[index]
    var configuration = AdamW.Configuration()
    configuration.learningRate = golden.learningRate
    configuration.beta1 = golden.beta1
    configuration.beta2 = golden.beta2
    configuration.epsilon = golden.epsilon
    configuration.weightDecay = golden.weightDecay
    let layout = layout([(golden.initial.count, true)])
    let (weights, gradients) = (ParameterArena(layout), ParameterArena(layout))
    let optimizer = AdamW(configuration, layout: layout)
    let pool = WorkerPool(threads: 2)
    set(weights, "0", golden.initial)
    for (number, step) in golden.steps.enumerated() {
      set(gradients, "0", step.gradient)
      optimizer.update(weights, gradients: gradients, learningRateScale: 1, pool: pool)
      #expect(optimizer.step == number + 1)
      #expect(agree(weights["0"].elements, step.parameters, tolerance: 1e-6), "weights, step \(number)")
      #expect(agree(Array(optimizer.firstMoment.buffer), step.firstMoment, tolerance: 2e-6), "first moment")
      // PyTorch has 1 − β₂ in double precision, Fovea in single: 1.3e-5 of it, which the bias correction takes back.
      #expect(agree(Array(optimizer.secondMoment.buffer), step.secondMoment, tolerance: 2e-5), "second moment")
    }
    withExtendedLifetime((weights, gradients, optimizer)) {}
  }

  @Test func weightDecayShrinksOnlyTheParametersThatDecayAndNoGaps() {
    var configuration = AdamW.Configuration()
    configuration.learningRate = 0.5
    configuration.weightDecay = 0.25
    let layout = layout([(5, true), (20, false), (1, true)])
    let (weights, gradients) = (ParameterArena(layout), ParameterArena(layout))
    for index in weights.buffer.indices { weights.buffer[index] = 2 }
    AdamW(configuration, layout: layout)
      .update(weights, gradients: gradients, learningRateScale: 0.5, pool: WorkerPool(threads: 1))
    let expected = weights.buffer.indices.map { index in
      let decays = layout.entries.contains { $0.range.contains(index) && $0.decays }
      return decays ? 2 * (1 - 0.5 * 0.5 * 0.25) : 2 as Float
    }
    #expect(weights.buffer.elementsEqual(expected))
  }

  @Test func scaleAndFactorActLikeSmallerGradientsAndASmallerRate() {
    let layout = layout([(33, true)])
    func run(rate: Float, learningRateScale: Float, size: Float, scale: Float) -> [Float] {
      var configuration = AdamW.Configuration()
      configuration.learningRate = rate
      configuration.epsilon = 1
      let (weights, gradients) = (ParameterArena(layout), ParameterArena(layout))
      let optimizer = AdamW(configuration, layout: layout)
      var random = RandomStream(seed: 2, purpose: .testData)
      for index in weights.buffer.indices { weights.buffer[index] = Float(random.normal()) }
      for _ in 0..<3 {
        for index in gradients.buffer.indices { gradients.buffer[index] = size * Float(random.normal()) }
        optimizer.update(
          weights, gradients: gradients, learningRateScale: learningRateScale, gradientScale: scale,
          pool: WorkerPool(threads: 1))
      }
      return withExtendedLifetime(weights) { weights["0"].elements }
    }
    let plain = run(rate: 0.25, learningRateScale: 1, size: 1, scale: 1)
    #expect(run(rate: 0.5, learningRateScale: 0.5, size: 1, scale: 1) == plain)
    #expect(run(rate: 0.25, learningRateScale: 1, size: 4, scale: 0.25) == plain)
    #expect(run(rate: 0.25, learningRateScale: 1, size: 4, scale: 1) != plain)
  }

  @Test func theResultIsTheSameForAnyNumberOfThreads() {
    let layout = layout([(200_001, true), (70_000, false)])
    let results = [1, 2, 3].map { threads -> [Float] in
      let (weights, gradients) = (ParameterArena(layout), ParameterArena(layout))
      let optimizer = AdamW(AdamW.Configuration(), layout: layout)
      for index in gradients.buffer.indices { gradients.buffer[index] = Float(index % 101) - 50 }
      for _ in 0..<2 {
        optimizer.update(weights, gradients: gradients, learningRateScale: 1, pool: WorkerPool(threads: threads))
      }
      return Array(weights.buffer)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(results[0].contains { $0 != 0 })
  }

  @Test func aNaNGradientMakesItsWeightNaN() {
    let layout = layout([(3, true)])
    let (weights, gradients) = (ParameterArena(layout), ParameterArena(layout))
    set(gradients, "0", [1, .nan, 1])
    AdamW(AdamW.Configuration(), layout: layout)
      .update(weights, gradients: gradients, learningRateScale: 1, pool: WorkerPool(threads: 1))
    withExtendedLifetime(weights) {
      #expect(weights["0"].elements.map(\.isNaN) == [false, true, false])
    }
  }

  @Test(
    arguments: ["learning_rate", "beta1", "beta2", "epsilon", "weight_decay"])
  func settingsOutOfRangeAreRefusedNamingTheKey(key: String) throws {
    try AdamW.Configuration().validate()
    var configuration = AdamW.Configuration()
    switch key {
    case "learning_rate": configuration.learningRate = 0
    case "beta1": configuration.beta1 = 1
    case "beta2": configuration.beta2 = -0.1
    case "epsilon": configuration.epsilon = 0
    default: configuration.weightDecay = .nan
    }
    #expect {
      try configuration.validate()
    } throws: { "\($0)".contains(key) }
  }
}
