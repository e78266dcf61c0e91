import Testing
import Training

@Suite("Learning-rate schedules")
struct LearningRateScheduleTests {
  struct GoldenSchedule: Decodable {
    let schedule: LearningRateSchedule.Decay
    let warmupSteps, totalSteps: Int
    let factors: [Double]
  }

  @Test("the factors are those of transformers")
  func golden() throws {
    let goldens = try Golden.load([GoldenSchedule].self, "schedules.json")
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

  @Test("behind the last step a decayed rate stays at zero", arguments: [LearningRateSchedule.Decay.linear, .cosine])
  func behindTheEnd(decay: LearningRateSchedule.Decay) {
    var schedule = LearningRateSchedule()
    schedule.decay = decay
    for step in 10...15 { #expect(schedule.factor(step: step, totalSteps: 10) == 0) }
  }

  @Test("a negative warm-up is refused")
  func validation() throws {
    var schedule = LearningRateSchedule()
    try schedule.validate()
    schedule.warmupSteps = -1
    #expect {
      try schedule.validate()
    } throws: { "\($0)".contains("warmup_steps") }
  }
}
