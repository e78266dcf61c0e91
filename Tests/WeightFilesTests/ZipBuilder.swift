/// Builds ZIP archives of stored members byte by byte, so that tests can get each field wrong.
struct ZipBuilder {
  struct Member {
    var name: String
    var content: [UInt8]
    var flags: UInt16 = 0
    /// Overrides for the central directory's fields; nil means the truth.
    var directorySize: UInt32?
    var directoryStoredSize: UInt32?
    var directoryStart: UInt32?
    var directoryExtra: [UInt8] = []
    var localName: String?
  }

  var members: [Member]
  /// Whether to write the ZIP64 end record and its locator.
  var isWide = false
  var countInEndRecord: UInt16?

  func build() -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let start = UInt32(file.count)
      let name = Array(member.name.utf8)
      let localName = Array((member.localName ?? member.name).utf8)
      let size = UInt32(member.content.count)
      file += little(UInt32(0x0403_4B50)) + little(UInt16(0)) + little(member.flags) + [UInt8](repeating: 0, count: 18)
      file += little(UInt16(localName.count)) + little(UInt16(0)) + localName + member.content
      directory += little(UInt32(0x0201_4B50)) + little(UInt32(0)) + little(member.flags)
      directory += [UInt8](repeating: 0, count: 10)
      directory += little(member.directoryStoredSize ?? size) + little(member.directorySize ?? size)
      directory += little(UInt16(name.count)) + little(UInt16(member.directoryExtra.count))
      directory += [UInt8](repeating: 0, count: 10) + little(member.directoryStart ?? start) + name
      directory += member.directoryExtra
    }
    let directoryStart = file.count
    file += directory
    if isWide {
      let record = file.count
      file += little(UInt32(0x0606_4B50)) + little(UInt64(44)) + little(UInt32(0)) + little(UInt64(0))
      file += little(UInt64(members.count)) + little(UInt64(members.count))
      file += little(UInt64(directory.count)) + little(UInt64(directoryStart))
      file += little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(UInt64(record)) + little(UInt32(1))
    }
    let count = countInEndRecord ?? UInt16(members.count)
    file += little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(count) + little(count)
    file += little(UInt32(directory.count)) + little(UInt32(directoryStart)) + little(UInt16(0))
    return file
  }
}

/// The little-endian bytes of a number.
func little(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
}
