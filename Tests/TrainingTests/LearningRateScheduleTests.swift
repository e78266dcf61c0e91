import TestSupport
import Testing
import Training

struct LearningRateScheduleTests {
  struct GoldenSchedule: Decodable {
    let schedule: LearningRateSchedule.Decay
    let warmupSteps, totalSteps: Int
    let factors: [Double]
  }

  @Test func theFactorsAreThoseOfTransformers() throws {
    let goldens = try GoldenFolder().decoded([GoldenSchedule].self, "schedules.json", keys: .convertFromSnakeCase)
    #expect(Set(goldens.map(\.schedule)) == Set(LearningRateSchedule.Decay.allCases))
    for golden in goldens {
      var schedule = LearningRateSchedule()
      schedule.decay = golden.schedule
      schedule.warmupSteps = golden.warmupSteps
      // Of the steps that are taken: behind them transformers' cosine rises again, Fovea's stays at zero.
      for (step, expected) in golden.factors.prefix(golden.totalSteps).enumerated() {
        let factor = schedule.factor(step: step, totalSteps: golden.totalSteps)
        #expect(
          abs(Double(factor) - expected) < 1e-7, "\(golden.schedule), warm-up \(golden.warmupSteps), step \(step)")
      }
    }
  }

  @Test(arguments: [LearningRateSchedule.Decay.linear, .cosine])
  func behindTheLastStepADecayedRateStaysAtZero(decay: LearningRateSchedule.Decay) {
    var schedule = LearningRateSchedule()
    schedule.decay = decay
    for step in 10...15 { #expect(schedule.factor(step: step, totalSteps: 10) == 0) }
  }

  @Test func aNegativeWarmUpIsRefused() throws {
    var schedule = LearningRateSchedule()
    try schedule.validate()
    schedule.warmupSteps = -1
    #expect {
      try schedule.validate()
    } throws: { "\($0)".contains("warmup_steps") }
  }
}
