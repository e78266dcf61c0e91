import Basics
import Foundation
import Testing

@testable import Archives
@testable import WeightFiles

/// Pickles with random damage inside a sound archive: reading them may fail, but only by throwing. Damage to whole files is
/// the business of `ReaderFuzzing`.
///
/// FOVEA_MUTATIONS sets the number of mutations of each file; the seed is fixed, so that a failure can be repeated.
struct MutationTests {
  private static let count = ProcessInfo.processInfo.environment["FOVEA_MUTATIONS"].flatMap { Int($0) } ?? 4_000

  /// The pickle alone, without the checksum that would catch most of the damage before it is read.
  @Test(arguments: ["types.bin", "views.bin"])
  func damagedPicklesOnlyEverThrow(name: String) throws {
    let file = FileBytes(copying: try GoldenFiles.bytes(name), path: name)
    let folder = name.dropLast(4)
    let member = try #require(try ZipArchive(of: file).members["\(folder)/data.pkl"])
    let original = file.withBytes(in: member.range) { [UInt8]($0) }
    var random = RandomStream(seed: 21, purpose: .testData, name.utf8.count)
    for _ in 0..<Self.count {
      let pickle = Self.mutated(original, &random)
      let storages = (0..<9).map {
        ZipBuilder.Member(name: "m/data/\($0)", content: [UInt8](repeating: 0, count: [24, 96, 40, 20, 4][$0 % 5]))
      }
      let archive = ZipBuilder(members: [.init(name: "m/data.pkl", content: pickle)] + storages).build()
      do {
        let reader = try PyTorchCheckpoint(FileBytes(copying: archive, path: name))
        for info in reader.tensors.values where info.elementType.isFloatingPoint {
          _ = try reader.floats(of: info.name)
        }
      } catch is any DiagnosableError {
        // As above.
      }
    }
  }

  /// One to four changes: a bit, a byte, a whole number at its limits, a piece left out, repeated or moved.
  private static func mutated(_ original: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeSubrange(place...)
      case 5:
        let interesting: [UInt64] = [0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 62, 1 << 63, .max]
        let number = little(interesting.randomElement(using: &random) ?? 0).prefix(
          [1, 2, 4, 8].randomElement(using: &random) ?? 1)
        bytes.replaceSubrange(place..<min(bytes.count, place + number.count), with: number)
      default:
        bytes[place] = UInt8(
          ascii: ["0", "9", "\"", "{", "[", ",", "R", "s", "t", "q"].randomElement(using: &random) ?? "0")
      }
    }
    return bytes
  }
}
