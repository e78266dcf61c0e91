import Foundation

/// A device file of a test's own. A fault in the code under test, run as root, must not put a file in place of one of the
/// machine's devices.
package enum OwnDevice: UInt {
  /// Takes whatever is written to it, as `/dev/null` does.
  case null = 3
  /// Has no room for anything, as `/dev/full` does.
  case full = 7

  /// The major number of the kernel's memory devices.
  private static let memoryDevices: UInt = 1

  /// For `.enabled(if:)`: whether this user may make and use such files, or else cannot harm the machine's.
  package static let isAvailable: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    return null.path(in: folder) != nil
  }()

  /// The device in a test's folder, or the machine's for a user who cannot replace it; nil where there is neither.
  package func path(in folder: TemporaryFolder) -> String? {
    let path = folder.path("device-\(rawValue)")
    if mknod(path, S_IFCHR | 0o600, dev_t(Self.memoryDevices << 8 | rawValue)) == 0 {
      // The file system may be one on which devices cannot be opened.
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      if descriptor >= 0 {
        close(descriptor)
        return path
      }
    }
    return geteuid() == 0 ? nil : "/dev/\(self)"
  }
}
