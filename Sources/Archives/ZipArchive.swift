import Basics

/// The members of a ZIP archive.
///
/// Reads the central directory (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16, with ZIP64) and checks every member against
/// its local header. Refuses encryption, several disks, names that could lead outside, repeated names, and overlapping
/// members; what else it accepts is the caller's choice.
package struct ZipArchive: Sendable {
  /// What an archive may have.
  package enum Form: Sendable {
    /// Members as `torch.save` writes them: not compressed, and nothing after the end record.
    case stored
    /// Also members compressed with deflate, entries for folders, and a comment at the end, as in `.zip` and `.jar` files.
    case deflated
  }

  package struct Member: Equatable, Sendable {
    package var name: String
    /// The content's range in the file, compressed or not.
    package var range: Range<Int>
    /// 0 if the writer recorded none.
    package var checksum: UInt32
    /// The number of bytes when it is not compressed.
    package var size: Int
    fileprivate var isDeflated: Bool
    /// The offset of the local header.
    fileprivate var headerStart: Int
  }

  package private(set) var members: [String: Member] = [:]
  private let file: FileBytes
  private let form: Form
  private var path: String { file.path }

  /// - Parameter mostMembers: the most members of such an archive.
  /// - Throws: `ZipArchiveError`.
  package init(of file: FileBytes, accepting form: Form = .stored, mostMembers: Int = 1 << 20) throws {
    (self.file, self.form) = (file, form)
    try file.withBytes(in: 0..<file.count) { bytes in
      let directory = try Self.findDirectory(in: bytes, path: path, form: form)
      guard directory.count <= mostMembers else {
        throw ZipArchiveError(path: path, .tooManyMembers(limit: mostMembers))
      }
      try readDirectory(directory, bytes)
    }
    try checkOverlaps()
  }

  // MARK: - End records

  private struct Directory {
    var range: Range<Int>
    var count: Int
  }

  /// The location of the central directory, from the end record or its ZIP64 form.
  private static func findDirectory(
    in bytes: UnsafeRawBufferPointer, path: String, form: Form
  ) throws -> Directory {
    let recordLength = 22
    // PyTorch writes no comment after the record; without one, the record ends the file.
    let longestComment = form == .stored ? 0 : min(Int(UInt16.max), max(0, bytes.count - recordLength))
    let ends = (0...longestComment).lazy.map { (comment: $0, end: bytes.count - recordLength - $0) }
    guard
      let end = ends.first(where: { comment, end in
        bytes.littleEndian(UInt32.self, at: end) == 0x0605_4B50
          && bytes.littleEndian(UInt16.self, at: end + 20) == UInt16(comment)
      })?.end
    else { throw ZipArchiveError(path: path, .noEndRecord(fileBytes: bytes.count)) }
    let locator = end - 20
    if bytes.littleEndian(UInt32.self, at: locator) == 0x0706_4B50 {
      return try findDirectory64(in: bytes, locator: locator, path: path)
    }
    guard let disk = bytes.littleEndian(UInt32.self, at: end + 4),
      let countHere = bytes.littleEndian(UInt16.self, at: end + 8),
      let count = bytes.littleEndian(UInt16.self, at: end + 10),
      let size = bytes.littleEndian(UInt32.self, at: end + 12),
      let start = bytes.littleEndian(UInt32.self, at: end + 16)
    else { throw ZipArchiveError(path: path, .damagedRecord(offset: end)) }
    guard disk == 0, countHere == count else { throw ZipArchiveError(path: path, .split) }
    return try directory(start: UInt64(start), size: UInt64(size), count: UInt64(count), end: end, path: path)
  }

  private static func findDirectory64(
    in bytes: UnsafeRawBufferPointer, locator: Int, path: String
  ) throws -> Directory {
    let damaged = ZipArchiveError(path: path, .damagedRecord(offset: locator))
    guard let position = bytes.littleEndian(UInt64.self, at: locator + 8), let record = Int(exactly: position),
      record <= locator - 56, bytes.littleEndian(UInt32.self, at: record) == 0x0606_4B50,
      let disk = bytes.littleEndian(UInt64.self, at: record + 16),
      let countHere = bytes.littleEndian(UInt64.self, at: record + 24),
      let count = bytes.littleEndian(UInt64.self, at: record + 32),
      let size = bytes.littleEndian(UInt64.self, at: record + 40),
      let start = bytes.littleEndian(UInt64.self, at: record + 48)
    else { throw damaged }
    guard disk == 0, countHere == count else { throw ZipArchiveError(path: path, .split) }
    return try directory(start: start, size: size, count: count, end: record, path: path)
  }

  private static func directory(start: UInt64, size: UInt64, count: UInt64, end: Int, path: String) throws -> Directory
  {
    guard let count = Int(exactly: count), let start = Int(exactly: start), let size = Int(exactly: size), start <= end,
      size == end - start
    else {
      throw ZipArchiveError(path: path, .damagedRecord(offset: end))
    }
    return Directory(range: start..<end, count: count)
  }

  // MARK: - Members

  private mutating func readDirectory(_ directory: Directory, _ bytes: UnsafeRawBufferPointer) throws {
    var position = directory.range.lowerBound
    for _ in 0..<directory.count {
      let damaged = ZipArchiveError(path: path, .damagedRecord(offset: position))
      let limit = directory.range.upperBound
      guard position <= limit - 46, bytes.littleEndian(UInt32.self, at: position) == 0x0201_4B50 else { throw damaged }
      let nameLength = Int(bytes.littleEndian(UInt16.self, at: position + 28) ?? 0)
      let extraLength = Int(bytes.littleEndian(UInt16.self, at: position + 30) ?? 0)
      let commentLength = Int(bytes.littleEndian(UInt16.self, at: position + 32) ?? 0)
      let extraStart = position + 46 + nameLength
      let end = extraStart + extraLength + commentLength
      guard end <= limit else { throw damaged }
      let nameBytes = UnsafeRawBufferPointer(rebasing: bytes[position + 46..<extraStart])
      if form == .deflated, nameBytes.last == UInt8(ascii: "/") {
        position = end
        continue
      }
      let name = try memberName(nameBytes)
      let extra = UnsafeRawBufferPointer(rebasing: bytes[extraStart..<extraStart + extraLength])
      let member = try readMember(name, at: position, extra: extra, directoryStart: directory.range.lowerBound, bytes)
      guard members.updateValue(member, forKey: name) == nil else {
        throw ZipArchiveError(path: path, member: name, .repeatedName)
      }
      position = end
    }
    guard position == directory.range.upperBound else {
      throw ZipArchiveError(path: path, .damagedRecord(offset: position))
    }
  }

  /// The name; throws unless it is relative, has no empty, `.` or `..` component and only printable characters.
  private func memberName(_ bytes: UnsafeRawBufferPointer) throws -> String {
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw ZipArchiveError(path: path, member: String(decoding: bytes, as: UTF8.self), .unsafeName)
    }
    let components = name.split(separator: "/", omittingEmptySubsequences: false)
    let isSafe =
      components.allSatisfy { !["", ".", ".."].contains($0) }
      && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: ":") }
    guard isSafe else { throw ZipArchiveError(path: path, member: name, .unsafeName) }
    return name
  }

  private func readMember(
    _ name: String, at position: Int, extra: UnsafeRawBufferPointer, directoryStart: Int,
    _ bytes: UnsafeRawBufferPointer
  ) throws -> Member {
    let flags = bytes.littleEndian(UInt16.self, at: position + 8) ?? 0
    let method = bytes.littleEndian(UInt16.self, at: position + 10) ?? 0
    let checksum = bytes.littleEndian(UInt32.self, at: position + 16) ?? 0
    let damaged = ZipArchiveError(path: path, member: name, .damagedRecord(offset: position))
    var wide = WideFields(extra)
    let size = try wide.resolve(bytes.littleEndian(UInt32.self, at: position + 24), orThrow: damaged)
    let storedSize = try wide.resolve(bytes.littleEndian(UInt32.self, at: position + 20), orThrow: damaged)
    let start = try wide.resolve(bytes.littleEndian(UInt32.self, at: position + 42), orThrow: damaged)
    // Bit 0: encryption; bit 6: strong encryption; bit 13: masked local headers.
    guard flags & 0x2041 == 0 else { throw ZipArchiveError(path: path, member: name, .encrypted) }
    let isDeflated = method == 8 && form == .deflated
    guard method == 0 || isDeflated else {
      throw ZipArchiveError(path: path, member: name, .compressed(method: Int(method)))
    }
    guard size == storedSize || isDeflated else {
      throw ZipArchiveError(path: path, member: name, .wrongSize(expected: size, actual: storedSize))
    }
    guard start <= directoryStart - 30, bytes.littleEndian(UInt32.self, at: start) == 0x0403_4B50,
      let nameLength = bytes.littleEndian(UInt16.self, at: start + 26),
      let extraLength = bytes.littleEndian(UInt16.self, at: start + 28)
    else { throw ZipArchiveError(path: path, member: name, .damagedRecord(offset: start)) }
    let nameEnd = start + 30 + Int(nameLength)
    let contentStart = nameEnd + Int(extraLength)
    guard contentStart <= directoryStart, bytes[start + 30..<nameEnd].elementsEqual(name.utf8) else {
      throw ZipArchiveError(path: path, member: name, .damagedRecord(offset: start))
    }
    guard storedSize <= directoryStart - contentStart else {
      let (end, overflow) = contentStart.addingReportingOverflow(storedSize)
      throw ZipArchiveError(
        path: path, member: name, .beyondFile(end: overflow ? Int.max : end, limit: directoryStart))
    }
    return Member(
      name: name, range: contentStart..<contentStart + storedSize, checksum: checksum, size: size,
      isDeflated: isDeflated, headerStart: start)
  }

  /// The ZIP64 extra field (4.5.3): the 64-bit values of the fields that are all ones, in field order.
  private struct WideFields {
    private var values: [UInt64] = []

    init(_ extra: UnsafeRawBufferPointer) {
      var position = 0
      while let tag = extra.littleEndian(UInt16.self, at: position),
        let length = extra.littleEndian(UInt16.self, at: position + 2)
      {
        let end = position + 4 + Int(length)
        if tag == 1, end <= extra.count {
          values = stride(from: position + 4, to: end - 7, by: 8).compactMap { extra.littleEndian(UInt64.self, at: $0) }
        }
        position = end
      }
    }

    mutating func resolve(_ field: UInt32?, orThrow error: ZipArchiveError) throws -> Int {
      if let field, field != .max { return Int(field) }
      guard !values.isEmpty, let value = Int(exactly: values.removeFirst()) else { throw error }
      return value
    }
  }

  private func checkOverlaps() throws {
    var previous: Member?
    for member in members.values.sorted(by: { $0.headerStart < $1.headerStart }) {
      if let previous, member.headerStart < previous.range.upperBound || member.headerStart == previous.headerStart {
        throw ZipArchiveError(path: path, member: member.name, .overlap(with: previous.name))
      }
      previous = member
    }
  }
}

extension ZipArchive {
  /// The content of a member, which must be one of `members`.
  ///
  /// - Parameter limit: the most bytes that such a member has.
  /// - Throws: `ZipArchiveError` for a member that is larger, or whose bytes are damaged.
  package func content(of name: String, upTo limit: Int) throws -> [UInt8] {
    guard let member = members[name] else { throw ZipArchiveError(path: path, member: name, .missing) }
    guard member.size <= limit else {
      throw ZipArchiveError(path: path, member: name, .tooLarge(bytes: member.size, limit: limit))
    }
    return try file.withBytes(in: member.range) { stored in
      guard let bytes = member.isDeflated ? Inflation.inflated(stored, size: member.size) : Array(stored) else {
        throw ZipArchiveError(path: path, member: name, .damagedStream)
      }
      try bytes.withUnsafeBytes { try member.verifyChecksum(of: $0, path) }
      return bytes
    }
  }
}

extension ZipArchive.Member {
  /// Compares the content of a stored member with the recorded checksum.
  ///
  /// - Throws: `ZipArchiveError`.
  package func verifyChecksum(in file: FileBytes) throws {
    try file.withBytes(in: range) { try verifyChecksum(of: $0, file.path) }
  }

  /// 0 means none: `torch.save` can be set not to record one.
  fileprivate func verifyChecksum(of content: UnsafeRawBufferPointer, _ path: String) throws {
    guard checksum != 0 else { return }
    let actual = CyclicRedundancyCheck.checksum(of: content)
    guard actual == checksum else {
      throw ZipArchiveError(path: path, member: name, .wrongChecksum(expected: checksum, actual: actual))
    }
  }
}
