import Basics
import Foundation

extension Communicator {
  /// Ranks that are threads of one process end together anyway.
  package func startWatchdog(silenceLimit: Duration?) throws {}

  package func announce(step: Int, waitingLimit: Duration) {}

  /// Starts summing `values` of all ranks; see `startAllReduce(_:_:)`.
  package func startAllReduce(_ values: UnsafeMutableBufferPointer<Float>) throws -> any PendingCollective {
    try startAllReduce(ElementBuffer(values), .sum)
  }

  /// Combines `values` of all ranks, in place on each, and waits for the result.
  package func allReduce<Element: ReducibleElement>(
    _ values: UnsafeMutableBufferPointer<Element>, _ operation: ReductionOperation = .sum
  ) throws {
    try startAllReduce(ElementBuffer(values), operation).wait()
  }

  /// Combines a small array of all ranks, in place on each.
  package func allReduce<Element: ReducibleElement>(
    _ values: inout [Element], _ operation: ReductionOperation = .sum
  ) throws {
    try values.withUnsafeMutableBufferPointer { try allReduce($0, operation) }
  }

  /// One value from each rank, combined.
  package func allReduced<Element: ReducibleElement>(
    _ value: Element, _ operation: ReductionOperation = .sum
  ) throws -> Element {
    var values = [value]
    try allReduce(&values, operation)
    return values[0]
  }

  /// Combines `values` of all ranks and leaves each with its slice; see `startReduceScatter(_:_:)`.
  package func reduceScatter<Element: ReducibleElement>(
    _ values: UnsafeMutableBufferPointer<Element>, _ operation: ReductionOperation = .sum
  ) throws {
    try startReduceScatter(ElementBuffer(values), operation).wait()
  }

  /// Completes `values` from the slices on each rank; see `startAllGather(_:)`.
  package func allGather<Element: ReducibleElement>(_ values: UnsafeMutableBufferPointer<Element>) throws {
    try startAllGather(ElementBuffer(values)).wait()
  }

  /// Returns the value of `root` on every rank; the others' values are ignored.
  ///
  /// The value is sent as JSON, so it must survive that: no infinite numbers.
  package func broadcast<Value: Codable>(value: Value, from root: Int) throws -> Value {
    guard size > 1 else { return value }
    let encoded = rank == root ? Array(try JSONEncoder().encode([value])) : []
    let received = try broadcast(encoded, from: root)
    return rank == root ? value : try JSONDecoder().decode([Value].self, from: Data(received))[0]
  }

  /// Runs `body` on `root` only and returns its value on every rank; if it throws, all ranks throw `AgreedFailure`.
  package func onRoot<Value: Codable>(_ root: Int = 0, _ body: () throws -> Value) throws -> Value {
    let result: Result<Value, any Error>? = rank == root ? Result(catching: body) : nil
    if case .failure(let error) = result {
      try agree(on: Diagnosis(of: error))
    } else {
      try agree(on: nil)
    }
    let encoded = try result.map { Array(try JSONEncoder().encode([$0.get()])) } ?? []
    let received = try broadcast(encoded, from: root)
    return try result?.get() ?? JSONDecoder().decode([Value].self, from: Data(received))[0]
  }

  /// Runs `body` on `root` only and returns its bytes, unencoded, on every rank; if it throws, all ranks throw
  /// `AgreedFailure`.
  package func bytesOnRoot(_ root: Int = 0, _ body: () throws -> [UInt8]) throws -> [UInt8] {
    let result: Result<[UInt8], any Error>? = rank == root ? Result(catching: body) : nil
    if case .failure(let error) = result {
      try agree(on: Diagnosis(of: error))
    } else {
      try agree(on: nil)
    }
    return try broadcast(try result?.get() ?? [], from: root)
  }

  /// Runs `body` on every rank; if it throws on any, all ranks throw the same `AgreedFailure`.
  package func together<Value>(_ body: () throws -> Value) throws -> Value {
    let result = Result(catching: body)
    if case .failure(let error) = result {
      try agree(on: Diagnosis(of: error))
    } else {
      try agree(on: nil)
    }
    return try result.get()
  }

  /// As `stopTogether(because:within:)`, with a limit of ten seconds.
  package func stopTogether(because error: any Error) -> any Error {
    stopTogether(because: error, within: .seconds(10))
  }

  /// Throws unless `root` is a rank.
  func checkRoot(_ root: Int) throws {
    guard (0..<size).contains(root) else { throw CollectiveError.invalidRoot(root, size: size) }
  }
}

/// A collective that completed immediately.
final class CompletedCollective: PendingCollective {
  func test() -> Bool { true }
  func wait() {}
}
