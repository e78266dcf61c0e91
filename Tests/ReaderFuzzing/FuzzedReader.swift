import Basics
import Foundation

/// A reader of files, and valid files to damage for it.
package struct FuzzedReader {
  /// The files of one valid input, by their names in the input's folder.
  package typealias Seed = [String: [UInt8]]

  /// What a person calls it by, such as `eyelink-asc`.
  package let name: String
  let seeds: [Seed]
  let mutator: Mutator
  /// Reads the input in a folder, whose files may be damaged, and makes what the program makes of it.
  let read: (_ folder: String) throws -> Void

  /// - Parameters:
  ///   - words: what belongs to the format, to be put where it does not.
  ///   - read: throws a `DiagnosableError` for an input that it refuses, and `Unsound` where it accepted one and got
  ///     nonsense; anything else it does is a fault.
  init(
    _ name: String, seeds: [Seed], words: [String] = [], read: @escaping (_ folder: String) throws -> Void
  ) {
    precondition(!seeds.isEmpty && seeds.allSatisfy { !$0.isEmpty }, "there is something to damage")
    self.name = name
    self.seeds = seeds
    mutator = Mutator(words: words)
    self.read = read
  }

  /// For a reader of one file.
  init(
    _ name: String, file: String = "input", texts: [String], words: [String] = [],
    read: @escaping (_ path: String) throws -> Void
  ) {
    self.init(name, seeds: texts.map { [file: Array($0.utf8)] }, words: words) { try read("\($0)/\(file)") }
  }

  /// The input of a number, a pure function of it and the seed: one file of a valid input damaged.
  package func input(_ number: Int, seed: UInt64) -> Seed {
    var random = RandomStream(seed: seed, purpose: .testData, number, number >> 32)
    var files = seeds[Int.random(in: seeds.indices, using: &random)]
    let other = seeds[Int.random(in: seeds.indices, using: &random)]
    let name = files.keys.sorted().randomElement(using: &random) ?? ""
    files[name] = mutator.mutated(
      files[name] ?? [], other: other[name] ?? other.values.first ?? [], &random)
    return files
  }
}

/// A reader accepted an input and made nonsense of it.
struct Unsound: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func require(_ condition: Bool, _ expectation: @autoclosure () -> String) throws {
    guard condition else { throw Unsound("not so: \(expectation())") }
  }
}
