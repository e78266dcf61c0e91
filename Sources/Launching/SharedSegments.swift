import Foundation

/// The segments of shared memory that jobs leave behind when they are killed.
package enum SharedSegments {
  package static let folder = "/dev/shm"
  /// The beginnings of the names that Open MPI 4 and 5 give them; the host's name, the user's number and more follow.
  static let openMPI = ["vader_segment.", "sm_segment."]
  /// The beginning of the names that Fovea gives them; a UUID follows.
  static let own = "fovea-"
  /// A younger segment may belong to a job that is just starting.
  private static let leastAge: TimeInterval = 60

  /// Removes segments of this user that no process on this host uses; returns their number. Removes none if it cannot see
  /// what this user's processes use.
  ///
  /// Open MPI's must bear this host's name: where containers share the folder, the processes of others are not visible.
  package static func removeAbandoned(in folder: String = folder) -> Int {
    let host = ProcessInfo.processInfo.hostName
    let old = names(in: folder) { name, status in
      let isKnown =
        openMPI.contains { name.hasPrefix("\($0)\(host).") }
        || name.hasPrefix(own) && UUID(uuidString: String(name.dropFirst(own.count))) != nil
      return isKnown && Date().timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec) > leastAge
    }
    guard !old.isEmpty else { return 0 }
    guard let used = used(in: folder) else { return 0 }
    return old.subtracting(used).count { unlink("\(folder)/\($0)") == 0 }
  }

  /// The plain files of this user that `isWanted` chooses.
  static func names(in folder: String = folder, where isWanted: (String, stat) -> Bool) -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(
      names.filter { name in
        var status = stat()
        return lstat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
          && status.st_uid == geteuid() && isWanted(name, status)
      })
  }

  /// The names of files in the folder that processes have open or mapped; nil if a living process of this user does not
  /// let itself be looked at.
  static func used(in folder: String = folder) -> Set<String>? {
    var used: Set<String> = []
    for process in JobLeftovers.processes() {
      // First the descriptors: a file that is mapped and closed in between is then seen in the map.
      let descriptors = "/proc/\(process)/fd"
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: descriptors) else {
        if isOwn(process) { return nil }
        continue
      }
      for name in names {
        let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\(name)")) ?? ""
        if place.hasPrefix("\(folder)/") { used.insert(String(place.dropFirst(folder.count + 1))) }
      }
      let maps = JobLeftovers.kernelFile("/proc/\(process)/maps")
      for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
        guard let place = line.firstRange(of: " \(folder)/") else { continue }
        used.insert(String(line[place.upperBound...]))
      }
    }
    return used
  }

  private static func isOwn(_ process: Int32) -> Bool {
    var status = stat()
    return stat("/proc/\(process)", &status) == 0 && status.st_uid == geteuid()
  }
}
