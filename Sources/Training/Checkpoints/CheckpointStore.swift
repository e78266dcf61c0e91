import Basics
import CodeT5
import Corpus
import Foundation
import Tensors
import Tokenization
import WeightFiles

/// The checkpoints of a run: `step-00000100/` folders, and the links `best` and `last`.
///
/// A checkpoint is written under a temporary name, flushed to the device and renamed, so a folder with a final name is
/// complete even if the process is killed. No checkpoint is ever overwritten: if a run reaches a step again, it names
/// its checkpoint `step-00000100.1`.
package struct CheckpointStore: Sendable {
  package let folder: String

  package init(_ folder: String) {
    self.folder = folder
  }

  /// The contents of a checkpoint except weights and moments.
  package struct Contents: Codable, Sendable, Equatable {
    package var state: TrainingState
    /// The resolved configuration as YAML.
    package var configuration: String
    /// The manifest of the training data; nil in older checkpoints.
    package var trainingData: CorpusManifest?
    /// The checkpoint that the run began from, and those before it; nil in older checkpoints.
    package var origins: [CheckpointOrigin]?

    package init(
      state: TrainingState, configuration: String, trainingData: CorpusManifest? = nil,
      origins: [CheckpointOrigin]? = nil
    ) {
      self.origins = origins
      self.state = state
      self.configuration = configuration
      self.trainingData = trainingData
    }
  }

  static let contentsName = "state.json"
  static let optimizerName = "optimizer.safetensors"
  private static let partialSuffix = ".partial"
  private static let abandonedPrefix = "abandoned-"

  /// Creates the folder, checks that it is writable, and removes what interrupted writers left. The caller must hold
  /// the run's lock.
  ///
  /// - Parameter checkpoint: the checkpoint to continue from; empty to start from the beginning.
  package func prepare(resumingFrom checkpoint: String = "") throws {
    try Folder.make(folder)
    let probe = "\(folder)/probe\(Self.partialSuffix)"
    try AtomicFile.write(to: probe, isOwn: true) { _ in }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(Self.partialSuffix) {
      try Self.remove("\(folder)/\(name)")
    }
    if holds(checkpoint) { try pointLinks(to: checkpoint) }
  }

  /// Renames the checkpoints that are later than `checkpoint`, so a run that goes back to it does not resume from a
  /// later one: `step-00000200` becomes `abandoned-step-00000200`. Does nothing if `checkpoint` is in another folder.
  /// The caller must hold the run's lock.
  ///
  /// - Returns: their new paths.
  package func setAside(laterThan checkpoint: String) throws -> [String] {
    guard holds(checkpoint) else { return [] }
    let name = PathName.last(of: checkpoint)
    let later = list().drop { PathName.last(of: $0) != name }.dropFirst()
    return try later.map { path in
      let aside = Self.free("\(folder)/\(Self.abandonedPrefix)\(PathName.last(of: path))")
      guard rename(path, aside) == 0 else { throw FileFailure(.rename, path: path) }
      return aside
    }
  }

  /// Whether a checkpoint is in this folder, however the two paths are written.
  package func holds(_ checkpoint: String) -> Bool {
    guard !checkpoint.isEmpty else { return false }
    func real(_ path: String) -> String { PathName.resolved(path) }
    return real(PathName.folder(of: checkpoint)) == real(folder)
  }

  /// Points the links to a checkpoint of this folder, as its writer would have done without an interruption or a
  /// damaged later checkpoint.
  private func pointLinks(to checkpoint: String) throws {
    try point("last", to: checkpoint)
    let state = try Self.contents(of: checkpoint).state
    if state.bestStep == state.step {
      try point("best", to: checkpoint)
    } else if !FileManager.default.fileExists(atPath: "\(folder)/best") {
      // The link may point to a checkpoint that was set aside.
      unlink("\(folder)/best")
      let best = list().last { $0.hasPrefix(path(step: state.bestStep)) }
      if let best { try point("best", to: best) }
    }
  }

  /// The complete checkpoints, oldest first.
  package func list() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter(Self.isCheckpointName)
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
      .map { "\(folder)/\($0)" }
  }

  /// Whether a name has the form that `save` gives: `step-00000100`, `step-00000100.1`. Others, such as a copy that
  /// somebody keeps beside the checkpoints, are neither resumed from nor removed.
  static func isCheckpointName(_ name: String) -> Bool {
    guard name.hasPrefix("step-") else { return false }
    let parts = name.dropFirst(5).split(separator: ".", omittingEmptySubsequences: false)
    let areNumbers = parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    return areNumbers && parts.count <= 2 && parts[0].count >= 8
  }

  /// The newest checkpoint that passes verification, or nil if there are no checkpoints. Passes the errors of the
  /// others to `skipped`.
  ///
  /// - Throws: `CheckpointError.noneIntact`, because a run must not start over next to its own past; `FileFailure` if a
  ///   checkpoint cannot be read, because it may be intact.
  package func newestIntact(skipped: (any Error) -> Void) throws -> String? {
    let all = list()
    let newest = try all.last { path in
      do {
        try CheckpointManifest(of: path).verify(path)
        return true
      } catch let error as CheckpointError {
        skipped(error)
        return false
      } catch let error as FileFailure where error.errorNumber == ENOENT {
        skipped(error)
        return false
      }
    }
    if newest == nil && !all.isEmpty { throw CheckpointError.noneIntact(folder: folder) }
    return newest
  }

  /// Writes a checkpoint and returns its folder.
  ///
  /// - Throws: `FileFailure`, also if this store's folder is gone: one that was moved is not made again at its old path,
  ///   where the rest of a checkpoint would look like a whole one.
  package func save(
    _ contents: Contents, _ replica: ReplicaSnapshot, tokenizer: Tokenizer, originalFields: Data?
  ) throws -> String {
    let path = Self.free(self.path(step: contents.state.step))
    let partial = path + Self.partialSuffix
    try Self.remove(partial)
    guard mkdir(partial, 0o777) == 0 else { throw FileFailure(.makeFolder, path: partial) }
    do {
      try PretrainedDirectory.saveFiles(
        replica.configuration, weights: replica.weights, into: partial, originalFields: originalFields)
      try tokenizer.writeFiles(into: partial)
      try saveMoments(of: replica, to: "\(partial)/\(Self.optimizerName)")
      try AtomicFile.write(JSONLines.line(contents) + "\n", to: "\(partial)/\(Self.contentsName)")
      let names = try FileManager.default.contentsOfDirectory(atPath: partial)
      let manifest = try CheckpointManifest(describing: partial, names: names)
      try AtomicFile.write(JSONLines.line(manifest) + "\n", to: "\(partial)/\(CheckpointManifest.fileName)")
      guard rename(partial, path) == 0 else { throw FileFailure(.rename, path: path) }
    } catch {
      try? Self.remove(partial)
      throw error
    }
    try AtomicFile.synchronizeFolder(of: path)
    return path
  }

  /// Loads a checkpoint into the model and optimiser, and returns its other contents.
  package func load(_ path: String, model: CodeT5Model, optimizer: AdamW) throws -> Contents {
    try CheckpointManifest(of: path).verify(path)
    let directory = try PretrainedDirectory(loading: path)
    guard directory.architecture.layout == model.architecture.layout else {
      throw CheckpointError.otherModel(path: path)
    }
    model.weights.copy(from: directory.weights)
    let moments = try SafetensorsFile(path: "\(path)/\(Self.optimizerName)")
    for (prefix, own) in [("first_moment.", optimizer.firstMoment), ("second_moment.", optimizer.secondMoment)] {
      for entry in model.architecture.layout.entries {
        try own.load(entry.range) { try moments.read(prefix + entry.name, into: $0) }
      }
    }
    let contents = try Self.contents(of: path)
    optimizer.step = contents.state.updates
    return contents
  }

  /// The state and configuration of a checkpoint.
  package static func contents(of path: String) throws -> Contents {
    do {
      return try JSONDecoder().decode(Contents.self, from: TextFile.bytes(of: "\(path)/\(contentsName)"))
    } catch let error as DecodingError {
      throw CheckpointError.manifestUnreadable(path: "\(path)/\(contentsName)", problem: error.briefly)
    }
  }

  /// Points the link `name` (`best` or `last`) to a checkpoint, atomically.
  package func point(_ name: String, to path: String) throws {
    let link = "\(folder)/\(name)"
    let temporary = "\(link).\(getpid())\(Self.partialSuffix)"
    unlink(temporary)
    try setAsideCopy(link)
    guard symlink(PathName.last(of: path), temporary) == 0 else {
      throw FileFailure(.create, path: temporary)
    }
    guard rename(temporary, link) == 0 else { throw FileFailure(.rename, path: link) }
    try AtomicFile.synchronizeFolder(of: link)
  }

  /// Renames a folder that stands where a link belongs: where a run was copied without its links, `best` and `last` are
  /// copies of checkpoints.
  private func setAsideCopy(_ link: String) throws {
    var status = stat()
    guard lstat(link, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    let aside = Self.free("\(folder)/copied-\(PathName.last(of: link))")
    guard rename(link, aside) == 0 else { throw FileFailure(.rename, path: link) }
  }

  /// Removes all checkpoints except the newest `keep` and those that `best` and `last` point to. Removes none if none
  /// of the newest is intact.
  ///
  /// - Returns: why nothing was removed; nil if there was nothing to remove or all is well.
  package func prune(keep: Int) throws -> String? {
    let linked = ["best", "last"].compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    let all = list()
    let surplus = all.dropLast(keep).filter { !linked.contains(PathName.last(of: $0)) }
    guard !surplus.isEmpty else { return nil }
    let isCovered = all.suffix(keep).reversed().contains { path in
      (try? CheckpointManifest(of: path).verify(path)) != nil
    }
    guard isCovered else { return "older checkpoints are kept, as none of the newest \(keep) is intact: \(folder)" }
    for path in surplus { try Self.remove(path) }
    return nil
  }

  private func saveMoments(of replica: ReplicaSnapshot, to path: String) throws {
    var writer = SafetensorsWriter(path: path)
    for (prefix, arena) in [("first_moment.", replica.firstMoment), ("second_moment.", replica.secondMoment)] {
      for entry in arena.layout.entries {
        try writer.add(
          prefix + entry.name, shape: entry.shape, floats: UnsafeBufferPointer(rebasing: arena.buffer[entry.range]))
      }
    }
    try writer.write()
  }

  private func path(step: Int) -> String {
    let digits = String(step)
    return "\(folder)/step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// The path, with a number appended if it exists already.
  private static func free(_ path: String) -> String {
    var free = path
    var attempt = 0
    while access(free, F_OK) == 0 {
      attempt += 1
      free = "\(path).\(attempt)"
    }
    return free
  }

  private static func remove(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileFailure(.remove, path: path, because: error)
    }
  }
}
