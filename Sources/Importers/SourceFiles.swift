import Basics
import Foundation
import Recordings

/// Finds the code of the files that an editor's plug-in names, and divides a recording among them.
///
/// A file of the code belongs to a recorded path that ends with its own path below the folder of the code. If several
/// files of the code fit, the longest path does; if several recorded paths fit one file, none is taken for it.
struct SourceFiles {
  private let settings: ImportSettings
  /// The folder of code; nil when there is none, or the code is a file of methods.
  private let folder: String?
  /// The files of code below the folder, relative to it.
  private let names: [String]

  init(_ settings: ImportSettings) throws {
    self.settings = settings
    guard let code = settings.code, try TrackerFile.isFolder(code) else {
      (folder, names) = (nil, [])
      return
    }
    folder = code
    names = FileManager.default.subpaths(atPath: code)?.filter { TrackerFile.language(of: $0) != nil }.sorted() ?? []
  }

  /// The recording of each file that was looked at, the stimulus's own first.
  ///
  /// Samples without a place stay with the file before. Samples of files without code stay with the stimulus, without
  /// their place, and are counted. Without code, or without places, the recording stays whole.
  ///
  /// - Parameter firstPlaces: where in the recording each file is first looked at, as `file:line`.
  func parts(of recording: GazeRecording, firstPlaces: [String: String]) throws -> [GazeRecording] {
    guard settings.code != nil, !recording.sources.isEmpty else { return [recording] }
    let filedName = settings.filedName(of: recording.method)
    let own = names.first { !$0.contains("/") && TrackerFile.name(of: $0) == filedName } ?? ""
    let matches = matches(of: Set(recording.sources.map(\.file)), filedName: filedName)
    var parts: [String: GazeRecording] = [:]
    var whole = recording
    whole.samples = []
    var current = own
    for var sample in recording.samples {
      if recording.sources.indices.contains(Int(sample.source)) {
        let file = recording.sources[Int(sample.source)].file
        if matches[file] == nil {
          whole.exclusions.add(.otherFile, at: firstPlaces[file] ?? recording.provenance.place)
          sample.source = -1
        }
        current = matches[file] ?? own
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
    let base = TrackerFile.name(of: name)
    let isUnique = names.count { TrackerFile.name(of: $0) == base } == 1
    part.method = isUnique ? base : (name as NSString).deletingPathExtension
    part.code = try TrackerFile.text(of: "\(folder ?? "")/\(name)")
    part.language = TrackerFile.language(of: name)
    return part
  }

  /// The file of code of each recorded path that has one of its own.
  private func matches(of recorded: Set<String>, filedName: String) -> [String: String] {
    var best: [String: String] = [:]
    for path in recorded { best[path] = fitting(path, filedName, isOnly: recorded.count == 1) }
    let claims = Dictionary(grouping: best.values) { $0 }
    return best.filter { claims[$0.value]?.count == 1 }
  }

  /// The file of code that a recorded path fits best; nil when it fits none.
  private func fitting(_ path: String, _ filedName: String, isOnly: Bool) -> String? {
    let parts = Self.components(path)
    let base = TrackerFile.name(of: String(parts.last ?? ""))
    // A method has no path: the only file, or the one of its name, has it.
    guard folder != nil else { return isOnly || base == filedName ? "" : nil }
    if let alias = settings.stimulusAliases[path] ?? settings.stimulusAliases[String(parts.last ?? "")] {
      return names.first { TrackerFile.name(of: $0) == alias || $0 == alias }
    }
    return names.filter { name in
      let wanted = Self.components(name)
      return wanted.count <= parts.count && parts.suffix(wanted.count).elementsEqual(wanted)
    }.max { $0.utf8.count < $1.utf8.count }
  }

  /// The components of a path of any system.
  private static func components(_ path: String) -> [Substring] {
    path.split { $0 == "/" || $0 == "\\" }
  }
}
