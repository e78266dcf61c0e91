import Basics
import Testing

struct PhiloxTests {
  @Test func blocksAreThoseThatRandom123Publishes() {
    #expect(
      Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let digitsOfPi = SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)
    #expect(
      Philox.block(counter: digitsOfPi, key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }
}

struct RandomStreamTests {
  private func numbers(_ stream: RandomStream, _ count: Int = 8) -> [UInt64] {
    var stream = stream
    return (0..<count).map { _ in stream.next() }
  }

  @Test func aStreamBeginsWithTheTwoHalvesOfItsBlocks() {
    var stream = RandomStream(seed: 0x0123_4567_89ab_cdef, purpose: .shuffling, 5, 6)
    for position in 0..<3 as Range<UInt32> {
      let block = Philox.block(
        counter: SIMD4(position, 5, 6, RandomPurpose.shuffling.rawValue), key: SIMD2(0x89ab_cdef, 0x0123_4567))
      #expect(stream.next() == UInt64(block.y) << 32 | UInt64(block.x))
      #expect(stream.next() == UInt64(block.w) << 32 | UInt64(block.z))
    }
  }

  @Test func theSameNamesGiveTheSameNumbersEachOtherNameGivesOthers() {
    let stream = numbers(RandomStream(seed: 1, purpose: .testData, 2, 3))
    #expect(stream == numbers(RandomStream(seed: 1, purpose: .testData, 2, 3)))
    let others = [
      RandomStream(seed: 2, purpose: .testData, 2, 3), RandomStream(seed: 1 << 32 | 1, purpose: .testData, 2, 3),
      RandomStream(seed: 1, purpose: .sampling, 2, 3), RandomStream(seed: 1, purpose: .testData, 3, 3),
      RandomStream(seed: 1, purpose: .testData, 2, 4), RandomStream(seed: 1, purpose: .testData, 3, 2),
    ].map { numbers($0) }
    #expect(Set(others + [stream]).count == others.count + 1)
    #expect(Set(stream).count == stream.count)
  }

  @Test func uniformNumbersFillTheUnitIntervalEvenly() {
    var stream = RandomStream(seed: 3, purpose: .testData)
    let values = (0..<20_000).map { _ in stream.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    var bins = [Int](repeating: 0, count: 20)
    for value in values { bins[Int(value * 20)] += 1 }
    // 1,000 a bin, five standard deviations.
    #expect(bins.allSatisfy { abs($0 - 1_000) < 155 })
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistributionAndAreFinite() {
    var stream = RandomStream(seed: 4, purpose: .testData)
    let values = (0..<40_000).map { _ in stream.normal() }
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value } } / 40_000
    }
    #expect(values.allSatisfy { $0.isFinite })
    #expect(abs(moment(1)) < 0.025)
    #expect(abs(moment(2) - 1) < 0.036)
    #expect(abs(moment(3)) < 0.1)
    #expect(abs(moment(4) - 3) < 0.25)
  }

  @Test func shufflingWithAStreamIsRepeatable() {
    func shuffled(_ epoch: Int) -> [Int] {
      var stream = RandomStream(seed: 9, purpose: .shuffling, epoch)
      return Array(0..<50).shuffled(using: &stream)
    }
    #expect(shuffled(0) == shuffled(0) && shuffled(0) != shuffled(1))
    #expect(shuffled(0).sorted() == Array(0..<50))
  }
}
