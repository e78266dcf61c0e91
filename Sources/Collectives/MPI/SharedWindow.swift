import Foundation
import Synchronization

/// Shared memory of all ranks on one host: for each rank a part of equal length and a count of the reductions in which
/// it has done its share.
///
/// Reducing here reads and writes each element once, without the intermediate copies of messages; see
/// `WindowReduction`.
final class SharedWindow {
  /// The ranks' parts, in rank order.
  let parts: [UnsafeMutableBufferPointer<Float>]
  let rank: Int
  /// The number of reductions launched, and of those in which this rank has done its share.
  var launched = 0
  var reduced = 0
  private let mapping: UnsafeMutableRawBufferPointer
  private let layout: Layout

  /// The memory layout: a cache line for each rank's count, then the parts, each starting on a page boundary.
  private struct Layout {
    static let line = 64
    static let page = 4096
    let ranks: Int
    let count: Int

    static func wholePages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }
    var headLength: Int { Self.wholePages(ranks * Self.line) }
    var partLength: Int { Self.wholePages(count * MemoryLayout<Float>.stride) }
    var length: Int { headLength + ranks * partLength }
    func partStart(_ rank: Int) -> Int { headLength + rank * partLength }
  }

  private init(_ mapping: UnsafeMutableRawBufferPointer, _ layout: Layout, rank: Int) {
    self.mapping = mapping
    self.layout = layout
    self.rank = rank
    parts = (0..<layout.ranks).map { rank in
      let bytes = mapping[layout.partStart(rank)..<(layout.partStart(rank) + layout.partLength)]
      let elements = UnsafeMutableRawBufferPointer(rebasing: bytes).bindMemory(to: Float.self)
      return UnsafeMutableBufferPointer(rebasing: elements[0..<layout.count])
    }
  }

  deinit { munmap(mapping.baseAddress, mapping.count) }

  /// A collective: creates a window with `count` zeros for each rank, or returns `nil` on all ranks if any cannot have
  /// it, because ranks are on several hosts or the shared memory is too small.
  static func make(count: Int, communicator: any Communicator) throws -> SharedWindow? {
    let layout = Layout(ranks: communicator.size, count: count)
    let isFirst = communicator.rank == 0
    // Random, so that memory of the same name on another host cannot be mistaken for it.
    let proposal = isFirst ? "/fovea-\(UUID().uuidString)" : ""
    let file = isFirst ? SharedFile(creating: proposal, length: layout.length, reserving: layout.headLength) : nil
    // The name is removed once all ranks have mapped the memory or failed to: a crash leaves nothing behind.
    defer { if file != nil { shm_unlink(proposal) } }
    let received = try communicator.broadcast(Array((file == nil ? "" : proposal).utf8), from: 0)
    let name = String(decoding: received, as: UTF8.self)
    guard !name.isEmpty else { return nil }
    let own = layout.partStart(communicator.rank)..<(layout.partStart(communicator.rank) + layout.partLength)
    let mapping = (file ?? SharedFile(opening: name))?.map(length: layout.length, reserving: own)
    let window = mapping.map { SharedWindow($0, layout, rank: communicator.rank) }
    return try communicator.allReduced(Int64(window == nil ? 0 : 1), .minimum) == 1 ? window : nil
  }

  /// The position of `elements` in the part of `rank`; `nil` if they are not in it.
  func range(of elements: ElementBuffer, rank: Int) -> Range<Int>? {
    guard elements.kind == .float, elements.count > 0, let address = elements.bytes.baseAddress,
      let start = UnsafeMutableRawPointer(parts[rank].baseAddress)
    else { return nil }
    let offset = address - start
    guard offset >= 0, offset + elements.bytes.count <= layout.count * MemoryLayout<Float>.stride else { return nil }
    let first = offset / MemoryLayout<Float>.stride
    return first..<(first + elements.count)
  }

  /// Publishes that this rank has done its share of one more reduction.
  func countReduction() {
    reduced += 1
    counter(of: rank)?.pointee.store(reduced, ordering: .releasing)
  }

  /// Whether every rank has done its share of the first `number` reductions.
  func allHaveReduced(_ number: Int) -> Bool {
    parts.indices.allSatisfy { (counter(of: $0)?.pointee.load(ordering: .acquiring) ?? 0) >= number }
  }

  private func counter(of rank: Int) -> UnsafeMutablePointer<Atomic<Int>>? {
    // Fresh shared memory is zero, as a new counter must be.
    mapping.baseAddress.map { ($0 + rank * Layout.line).assumingMemoryBound(to: Atomic<Int>.self) }
  }
}

/// A POSIX shared-memory object, kept open while it is being mapped.
private final class SharedFile {
  private let descriptor: Int32

  init?(creating name: String, length: Int, reserving headLength: Int) {
    descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard ftruncate(descriptor, length) == 0, posix_fallocate(descriptor, 0, headLength) == 0 else {
      shm_unlink(name)
      return nil
    }
  }

  init?(opening name: String) {
    descriptor = shm_open(name, O_RDWR | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Maps the whole object, after making sure that the memory of `range` exists: writing to memory that a full
  /// `/dev/shm` cannot provide would kill the process. Reserving by the owner also places the memory near the owner's
  /// core.
  func map(length: Int, reserving range: Range<Int>) -> UnsafeMutableRawBufferPointer? {
    guard posix_fallocate(descriptor, range.lowerBound, range.count) == 0,
      let address = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
    else { return nil }
    return UnsafeMutableRawBufferPointer(start: address, count: length)
  }
}
