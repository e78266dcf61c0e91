import Foundation

/// What makes a file the same one, whatever path it is reached by: its device and its number there.
package struct FileIdentity: Hashable, Sendable {
  private var device: UInt64
  private var number: UInt64

  package init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }

  /// The file or folder at a path, links followed; nil if there is none.
  package init?(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// An open file; nil if the descriptor is not open.
  package init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }
}
