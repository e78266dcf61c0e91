import Foundation

extension FileCache {
  /// The payload of the entry with this key, mapped into memory: processes of a host that use the same entry share it.
  ///
  /// An entry is never changed in place, so the bytes stay as they are even when it is replaced or removed. They begin
  /// at a multiple of eight. All of them are read once, for the digest.
  ///
  /// - Returns: nil without an entry, or with a damaged or unreadable one, of which a warning tells.
  package func mapped(key: String) -> Cached<MappedBytes?> {
    let path = path(ofKey: key)
    do {
      guard let payload = try mappedPayload(of: path, key: key) else { return Cached(value: nil) }
      // As in `value`: when it was last used.
      utimensat(AT_FDCWD, path, nil, 0)
      return Cached(value: payload, wasHit: true)
    } catch let failure as FileFailure {
      return Cached(
        value: nil, warnings: [.unusable(path: folder, reason: String(cString: strerror(failure.errorNumber)))])
    } catch {
      return Cached(
        value: nil, warnings: [.damaged(path: path, reason: (error as? Damage)?.reason ?? "\(error)")])
    }
  }

  /// Whether there is an entry with this key, which may be damaged.
  package func mayHold(key: String) -> Bool { access(path(ofKey: key), F_OK) == 0 }

  /// Stores a payload under its key; a problem is only a warning.
  package func store(_ payload: UnsafeRawBufferPointer, key: String) -> [CacheWarning] {
    guard payload.count + Self.payloadStart <= maximumBytes else {
      let (has, may) = (MemoryLimit.text(Double(payload.count)), MemoryLimit.text(Double(maximumBytes)))
      return [.unusable(path: folder, reason: "an entry of \(has) is more than the \(may) that it may hold")]
    }
    do {
      // Not copied: the payload outlives the call.
      let data = payload.baseAddress.map {
        Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: $0), count: payload.count, deallocator: .none)
      }
      try store(data ?? Data(), at: path(ofKey: key), key: key)
      return []
    } catch {
      return [.unusable(path: folder, reason: Diagnosis(of: error).problem)]
    }
  }

  private func mappedPayload(of path: String, key: String) throws -> MappedBytes? {
    guard let (descriptor, size) = try openEntry(path) else { return nil }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: Self.payloadStart)
    guard size >= head.count, pread(descriptor, &head, head.count, 0) == head.count,
      head.starts(with: Self.magic)
    else { throw Damage(reason: "it has no header") }
    let payload = try MappedBytes(descriptor: descriptor, size: size, from: head.count, path: path)
    let isWhole = payload.bytes.baseAddress.map {
      let data = Data(
        bytesNoCopy: UnsafeMutableRawPointer(mutating: $0), count: payload.bytes.count, deallocator: .none)
      return Self.digest(data, key).elementsEqual(head[Self.magic.count...])
    }
    guard isWhole == true else { throw Damage(reason: "its bytes do not match their digest") }
    return payload
  }
}
