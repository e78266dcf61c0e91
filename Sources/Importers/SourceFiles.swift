import Basics
import Recordings

/// Finds the code of the files that an editor's plug-in names, and divides a recording among them.
struct SourceFiles {
  let settings: ImportSettings
  /// nil when there is no folder of code, or the code is a file of methods.
  let folder: CodeFolder?

  /// The samples without a place between two that have one: a plug-in does not answer every event.
  private struct Gap {
    /// The longest, in milliseconds, in which the gaze stays in a file.
    private static let longest = 75.0
    /// The time of the last sample with a place.
    var begin = -Double.infinity
    private var next = -1
    private(set) var file: String?
    private var end = Double.infinity

    var isShort: Bool { end - begin <= Self.longest }

    /// Finds the next sample with a place.
    mutating func findEnd(from index: Int, _ recording: GazeRecording) {
      guard next < index else { return }
      next = recording.samples[index...].firstIndex { recording.sources.indices.contains(Int($0.source)) } ?? .max
      end = next == .max ? .infinity : recording.samples[next].time
      file = next == .max ? nil : recording.sources[Int(recording.samples[next].source)].file
    }
  }

  /// The recording of each file that was looked at, the stimulus's own first.
  ///
  /// Samples without a place stay with the stimulus; with the file before, if they saw no eye or the same file follows
  /// at most 75 ms later. Samples of files without code stay with the stimulus, without their place, and are counted.
  /// Without code, or without places, the recording stays whole.
  ///
  /// - Parameter firstPlaces: where in the recording each file is first looked at, as `file:line`.
  func parts(of recording: GazeRecording, firstPlaces: [String: String]) throws -> [GazeRecording] {
    guard settings.code != nil, !recording.sources.isEmpty else { return [recording] }
    let filedName = settings.filedName(of: recording.method)
    let own = folder?.file(named: filedName) ?? ""
    let matches = matches(of: Set(recording.sources.map(\.file)), filedName: filedName)
    var parts: [String: GazeRecording] = [:]
    var whole = recording
    whole.samples = []
    var current = own
    var gap = Gap()
    for (index, var sample) in recording.samples.enumerated() {
      if recording.sources.indices.contains(Int(sample.source)) {
        let file = recording.sources[Int(sample.source)].file
        if matches[file] == nil {
          whole.exclusions.add(.otherFile, at: firstPlaces[file] ?? recording.provenance.place)
          sample.source = -1
        }
        current = matches[file] ?? own
        gap.begin = sample.time
      } else if sample.left.isValid || sample.right.isValid {
        gap.findEnd(from: index, recording)
        let isShort = gap.isShort && gap.file.map { matches[$0] ?? own } == current
        if !isShort { current = own }
      }
      if current == own {
        whole.samples.append(sample)
      } else {
        if parts[current] == nil { parts[current] = try part(of: recording, current) }
        parts[current]?.samples.append(sample)
      }
    }
    let others = parts.sorted { $0.key < $1.key }.map(\.value)
    return whole.samples.isEmpty ? others : [whole] + others
  }

  /// The empty recording of one file.
  private func part(of recording: GazeRecording, _ name: String) throws -> GazeRecording {
    var part = recording
    part.samples = []
    part.exclusions = Exclusions()
    part.boxes = []
    guard let folder else { return part }
    part.method = folder.stimulusName(of: name)
    part.code = try TrackerFile.text(of: folder.path(of: name))
    part.language = TrackerFile.language(of: name)
    return part
  }

  /// The file of code of each recorded path that has one of its own.
  private func matches(of recorded: Set<String>, filedName: String) -> [String: String] {
    guard let folder else {
      // A method has no path: the only file, or the only one of its name, has it.
      let named = recorded.filter { TrackerFile.name(of: Self.fileName($0)) == filedName }
      let candidates = recorded.count == 1 ? recorded : named
      return candidates.count == 1 ? Dictionary(uniqueKeysWithValues: candidates.map { ($0, "") }) : [:]
    }
    var aliased: [String: String] = [:]
    for path in recorded {
      guard let alias = settings.stimulusAliases[path] ?? settings.stimulusAliases[Self.fileName(path)] else {
        continue
      }
      aliased[path] = folder.file(named: alias)
    }
    let matches = folder.matches(recorded.subtracting(aliased.keys))
    return matches.filter { !aliased.values.contains($0.value) }.merging(aliased) { _, alias in alias }
  }

  /// The last component of a path of any system.
  private static func fileName(_ path: String) -> String {
    String(path.split { $0 == "/" || $0 == "\\" }.last ?? "")
  }
}
