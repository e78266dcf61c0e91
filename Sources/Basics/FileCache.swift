import Foundation

/// A value from a cache, or computed because the cache lacks it.
package struct Cached<Value: Sendable>: Sendable {
  package var value: Value
  /// Whether the value came from the cache.
  package var wasHit: Bool
  package var warnings: [CacheWarning]

  package init(value: Value, wasHit: Bool = false, warnings: [CacheWarning] = []) {
    self.value = value
    self.wasHit = wasHit
    self.warnings = warnings
  }
}

extension Cached: Equatable where Value: Equatable {}

/// A problem with a cache; the result is correct all the same.
package enum CacheWarning: Sendable, Equatable, CustomStringConvertible {
  /// An entry did not match its digest. It gets replaced.
  case damaged(path: String, reason: String)
  /// The cache cannot be read or written.
  case unusable(path: String, reason: String)

  package var description: String {
    switch self {
    case .damaged(let path, let reason): "the cache entry \(path) is damaged (\(reason)) and is replaced"
    case .unusable(let path, let reason):
      "the cache \(path) cannot be used (\(reason)); the result is computed without it"
    }
  }
}

/// Caches computed values as files in a folder, each named by a hash of everything that the value depends on.
///
/// ```swift
/// let cache = FileCache(folder: "runs/gaze-cache", kind: "gaze")
/// let result = try cache.value(key: key, decode: Gaze.init(decoding:), encode: { try $0.encoded() }) {
///   try makeGaze()
/// }
/// ```
///
/// Each entry contains its SHA-256 digest and is written under a temporary name, then renamed. So any number of ranks,
/// jobs and hosts can share a folder without locks: a reader sees a whole entry or none, and two writers of one entry
/// write the same bytes. When the entries together exceed `maximumBytes`, the least recently used are removed. A cache
/// never causes a failure: problems become warnings, and the value is computed.
package struct FileCache: Sendable {
  package let folder: String
  /// The prefix of this cache's entry names. Caches of several kinds can share a folder.
  package let kind: String
  /// The limit on the total size of all entries of this kind, in bytes.
  package var maximumBytes = 1 << 30

  package init(folder: String, kind: String) {
    self.folder = folder
    self.kind = kind
  }

  /// The folder that a setting names. Version 0.1 kept caches in SQLite files: such a name means the folder of that name
  /// without its ending.
  package static func folder(named name: String) -> String {
    let ending = ".sqlite"
    return name.hasSuffix(ending) && name.count > ending.count ? String(name.dropLast(ending.count)) : name
  }

  /// The path of the entry with this key.
  package func path(ofKey key: String) -> String { "\(folder)/\(kind)-\(key)\(Self.ending)" }

  /// The value with this key, or the result of `compute`, which is then stored. Bytes that `decode` rejects count as
  /// damaged.
  ///
  /// - Parameter key: a hash of everything that the value depends on, in hexadecimal digits.
  /// - Throws: what `compute` and `encode` throw.
  package func value<Value>(
    key: String, decode: (Data) throws -> Value, encode: (Value) throws -> Data, compute: () throws -> Value
  ) throws -> Cached<Value> {
    var warnings: [CacheWarning] = []
    let path = path(ofKey: key)
    do {
      if let bytes = try payload(of: path, key: key) {
        let value = try decode(bytes)
        // The modification time records when an entry was last used. A read-only cache keeps its times.
        utimensat(AT_FDCWD, path, nil, 0)
        return Cached(value: value, wasHit: true, warnings: warnings)
      }
    } catch let failure as FileFailure {
      return Cached(
        value: try compute(),
        warnings: [.unusable(path: folder, reason: String(cString: strerror(failure.errorNumber)))])
    } catch let damage as Damage {
      warnings.append(.damaged(path: path, reason: damage.reason))
    } catch {
      warnings.append(.damaged(path: path, reason: Diagnosis(of: error).problem))
    }
    let value = try compute()
    do {
      try store(try encode(value), at: path, key: key)
    } catch let failure as FileFailure {
      warnings.append(.unusable(path: folder, reason: failure.diagnosis.problem))
    }
    return Cached(value: value, wasHit: false, warnings: warnings)
  }

  struct Damage: Error {
    var reason: String
  }

  private static let ending = ".fovea-cache"
  /// Starts every entry; the last byte goes up with every change of the layout.
  static let magic = Data("FoveaC\u{0}\u{1}".utf8)
  private static let digestLength = 32
  /// Where the payload begins in an entry: at a multiple of eight.
  static var payloadStart: Int { magic.count + digestLength }

  /// The bytes of an entry; nil if there is none.
  private func payload(of path: String, key: String) throws -> Data? {
    guard let (descriptor, _) = try openEntry(path) else { return nil }
    defer { close(descriptor) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    let bytes: Data
    do { bytes = try file.readToEnd() ?? Data() } catch { throw FileFailure(.read, path: path, because: error) }
    guard bytes.count >= Self.payloadStart, bytes.starts(with: Self.magic) else {
      throw Damage(reason: "it has no header")
    }
    let payload = bytes.dropFirst(Self.payloadStart)
    guard bytes[Self.magic.count..<Self.payloadStart] == Self.digest(payload, key) else {
      throw Damage(reason: "its bytes do not match their digest")
    }
    return Data(payload)
  }

  /// Opens an entry: its descriptor, which the caller closes, and its size in bytes; nil if there is none.
  func openEntry(_ path: String) throws -> (descriptor: Int32, size: Int)? {
    // Does not follow links or wait for a pipe: anyone who can write to the folder must not be able to make a run hang.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if descriptor < 0 && errno == ENOENT { return nil }
    if descriptor < 0 && errno == ELOOP { throw Damage(reason: "it is a link") }
    if descriptor < 0 && errno == ENXIO { throw Damage(reason: "it is a socket") }
    guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFailure(.read, path: path) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw Damage(reason: "it is not a file") }
      guard status.st_size <= maximumBytes + 1 << 10 else { throw Damage(reason: "it is larger than the cache may be") }
      return (descriptor, Int(status.st_size))
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Covers the key as well, so that a misnamed entry is not mistaken for another.
  static func digest(_ payload: Data, _ key: String) -> Data {
    Digest.sha256([Data("\(key.utf8.count) \(key)".utf8), payload])
  }

  func store(_ payload: Data, at path: String, key: String) throws {
    try Folder.make(folder)
    // Renaming replaces anything at the entry's path except a folder. A folder with content is not the cache's to
    // remove.
    rmdir(path)
    guard payload.count + Self.payloadStart <= maximumBytes else {
      unlink(path)
      return
    }
    try AtomicFile.write(to: path, isOwn: true) { file in
      try file.append(Self.magic)
      try file.append(Self.digest(payload, key))
      try file.append(payload)
    }
    removeLeastRecentlyUsed(keeping: path)
  }

  /// Removes entries until the rest fits, and partial files left by killed processes. Other processes may do the same
  /// at the same time, so an entry that is already gone is no failure.
  private func removeLeastRecentlyUsed(keeping kept: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var entries: [(path: String, size: Int, used: Double)] = []
    let now = Date().timeIntervalSince1970
    for name in names where name.hasPrefix("\(kind)-") {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
      if name.hasSuffix(Self.ending) {
        entries.append((path, Int(status.st_size), used))
      } else if name.contains(Self.ending + "."), now - used > 3600 {
        unlink(path)
      }
    }
    var total = entries.reduce(0) { $0 + $1.size }
    for entry in entries.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) where entry.path != kept {
      guard total > maximumBytes else { return }
      unlink(entry.path)
      total -= entry.size
    }
  }
}
