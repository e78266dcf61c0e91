import Basics
import CKernels
import Tensors
import Testing

struct DropoutTests {
  /// What dropout makes of ones.
  private func mask(
    _ dropout: FoveaDropout, _ sequences: PackedSequences, columns: Int, threads: Int = 1
  ) -> Grid {
    let space = Workspace(threads: threads)
    let values = space.matrix(Grid(sequences.tokenCount, columns) { _, _ in 1 })
    Dropout.apply(to: values, keys: space.keep(sequences).keys, dropout, space.context)
    return space.read(values)
  }

  @Test(arguments: [1, 15, 128, 129, 1000]) func theKernelsRandomNumbersAreThoseOfBasicsPhilox(columns: Int) {
    let sequences = packed([1, 70, 3], samples: [0, 1 << 31, 12])
    let dropout = DropoutStep(rate: 0.25, seed: 0x0123_4567_89ab_cdef, step: 1_000_003).site(9, head: 4)
    #expect(mask(dropout, sequences, columns: columns) == dropoutMask(dropout, sequences, columns: columns))
  }

  @Test(arguments: [0.1, 0.5, 0.9] as [Float]) func theShareOfElementsKeptAndTheirScaleAreRight(rate: Float) {
    let values = mask(DropoutStep(rate: rate, seed: 4, step: 0).site(0), packed([300, 200]), columns: 400).values
    let kept = values.filter { $0 != 0 }
    let share = Double(kept.count) / Double(values.count)
    // Five standard deviations of a binomial share.
    let bound = 5 * (Double(rate * (1 - rate)) / Double(values.count)).squareRoot()
    #expect(abs(share - Double(1 - rate)) < bound)
    #expect(kept.allSatisfy { abs($0 - 1 / Double(1 - rate)) < 1e-4 / Double(1 - rate) })
  }

  @Test func aRateHasItsThresholdAndScale() {
    let half = DropoutStep(rate: 0.5, seed: 3, step: 8).site(5, head: 6)
    #expect(half.threshold == 32_768 && half.scale == 2)
    #expect(half.seed == 3 && half.step == 8 && half.site == 5 * 128 + 6)
    let none = DropoutStep.none.site(1)
    #expect(none.threshold == 0 && none.scale == 1)
  }

  @Test func packingAndThreadsDoNotChangeWhatIsDropped() {
    let dropout = DropoutStep(rate: 0.3, seed: 8, step: 2).site(1)
    let together = mask(dropout, packed([5, 90, 31], samples: [4, 9, 2]), columns: 700)
    for threads in 2...3 {
      #expect(mask(dropout, packed([5, 90, 31], samples: [4, 9, 2]), columns: 700, threads: threads) == together)
    }
    let reordered = mask(dropout, packed([31, 5, 90], samples: [2, 4, 9]), columns: 700)
    #expect(Grid.stacked([reordered.rows(31..<126), reordered.rows(0..<31)]) == together)
    #expect(mask(dropout, packed([31], samples: [2]), columns: 700) == together.rows(95..<126))
  }

  @Test func seedStepSiteHeadSampleAndPositionEachChangeWhatIsDropped() {
    func one(seed: UInt64 = 1, step: Int = 1, site: Int = 1, head: Int = 0, sample: Int = 1) -> Grid {
      mask(
        DropoutStep(rate: 0.5, seed: seed, step: step).site(site, head: head), packed([2], samples: [sample]),
        columns: 500)
    }
    let variants = [
      one(), one(seed: 2), one(seed: 1 << 32 | 1), one(step: 2), one(site: 2), one(head: 1), one(sample: 2),
    ]
    let rows = variants.flatMap { [$0.rows(0..<1), $0.rows(1..<2)] }
    for (index, row) in rows.enumerated() {
      for other in rows[..<index] {
        let equal = zip(row.values, other.values).count { $0 == $1 }
        // Independent masks agree on half of their 500 elements; five standard deviations are 56.
        #expect(abs(equal - 250) < 56)
      }
    }
  }

  @Test func columnsOfDifferentGroupsLanesAndHalvesDrawDifferentNumbers() {
    let dropout = DropoutStep(rate: 0.5, seed: 1, step: 1).site(0)
    let values = mask(dropout, packed([600]), columns: 1024)
    for shift in [1, 16, 32, 64, 128, 256, 512] {
      let pairs = values.rows * (values.columns - shift)
      var equal = 0
      for row in 0..<values.rows {
        for column in shift..<values.columns where values[row, column] == values[row, column - shift] { equal += 1 }
      }
      #expect(abs(Double(equal) / Double(pairs) - 0.5) < 0.01, "shift \(shift)")
    }
  }

  @Test(arguments: [0, 0.4] as [Float]) func addingToAResidualAndItsBackwardPassUseTheSameMask(rate: Float) {
    let space = Workspace(threads: 2)
    let sequences = space.keep(packed([3, 50]))
    let dropout = DropoutStep(rate: rate, seed: 6, step: 7).site(3)
    let mask = dropoutMask(dropout, sequences, columns: 900)
    let (input, before) = (space.randomGrid(53, 900), space.randomGrid(53, 900))
    let residual = space.matrix(before)
    Dropout.add(space.matrix(input), to: residual, keys: sequences.keys, dropout, space.context)
    let dropped = Grid(53, 900) { input[$0, $1] * mask[$0, $1] }
    expectClose(space.read(residual), before + dropped, tolerance: 1e-6)
    let gradient = space.blank(53, 900)
    Dropout.addBackward(space.matrix(input), into: gradient, keys: sequences.keys, dropout, space.context)
    expectClose(space.read(gradient), dropped, tolerance: 1e-6)
  }

  @Test func withoutDropoutNothingChanges() {
    #expect(mask(DropoutStep.none.site(4), packed([9]), columns: 33).values.allSatisfy { $0 == 1 })
  }
}
