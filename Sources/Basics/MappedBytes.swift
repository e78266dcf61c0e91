import Foundation

/// Bytes that never change: those of a file, mapped into memory so that all processes of a host share them, or memory of
/// this process.
///
/// @unchecked: nothing writes to the bytes after they are made.
package final class MappedBytes: @unchecked Sendable {
  package let bytes: UnsafeRawBufferPointer
  /// What was mapped, to be given back; nil for memory of this process.
  private let mapping: UnsafeMutableRawPointer?
  private let mappedCount: Int

  /// Memory of this process that `fill` fills; it begins at a multiple of 64 and is zero at first.
  package init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    let memory = MemoryLimit.allocate(max(count, 1))
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    do {
      try fill(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
    } catch {
      memory.deallocate()
      throw error
    }
    bytes = UnsafeRawBufferPointer(rebasing: memory[..<count])
    (mapping, mappedCount) = (nil, 0)
  }

  /// The bytes of an open file from `start` on. The descriptor may be closed afterwards.
  ///
  /// A file on a network file system is read instead: when another host removes it, its pages would be gone too.
  /// - Throws: `FileFailure`.
  init(descriptor: Int32, size: Int, from start: Int, path: String) throws {
    precondition(start <= size, "the start is in the file")
    guard !Self.mayVanish(descriptor) else {
      let memory = MemoryLimit.allocate(max(size - start, 1))
      var done = 0
      while start + done < size {
        let count = pread(descriptor, memory.baseAddress.map { $0 + done }, size - start - done, start + done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          let failure = FileFailure(.read, path: path, errorNumber: count < 0 ? errno : EIO)
          memory.deallocate()
          throw failure
        }
        done += count
      }
      bytes = UnsafeRawBufferPointer(rebasing: memory[..<(size - start)])
      (mapping, mappedCount) = (nil, 0)
      return
    }
    guard let pages = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), pages != MAP_FAILED else {
      throw FileFailure(.read, path: path)
    }
    (mapping, mappedCount) = (pages, size)
    bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(start: pages, count: size)[start...])
  }

  deinit {
    if let mapping {
      munmap(mapping, mappedCount)
    } else {
      bytes.deallocate()
    }
  }

  /// Whether the file can disappear under an open descriptor, as on file systems of other hosts. Local file systems keep
  /// it until the last user is gone.
  private static func mayVanish(_ descriptor: Int32) -> Bool {
    func lines(_ path: String) -> [[Substring]] {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
    }
    // mnt_id: 36
    let own = lines("/proc/self/fdinfo/\(descriptor)").first { $0.first == "mnt_id:" }?.last
    // 36 35 98:0 /root /place rw shared:1 - TYPE SOURCE rw, as in proc(5)
    guard let mount = lines("/proc/self/mountinfo").first(where: { $0.first == own }),
      let type = mount.drop(while: { $0 != "-" }).dropFirst().first
    else { return true }
    let network = ["nfs", "cifs", "smb", "9p", "fuse", "ceph"]
    return network.contains { type.hasPrefix($0) }
  }
}
