import Basics
import Foundation

/// The pictures of the screens that participants saw, by stimulus.
package struct Screenshots: Sendable {
  /// The most bytes of all pictures of a page.
  package static let mostBytes = 32_000_000

  private let path: String
  /// The files of a folder by their names without ending; nil for a single picture.
  private let files: [String: String]?
  private(set) var pictures: [ScreenPicture] = []
  /// For each file that was read, its index in `pictures`.
  private var places: [String: Int] = [:]
  private var bytes = 0

  private static let endings: Set<String> = ["png", "jpg", "jpeg"]

  /// - Parameter path: a picture, or a folder of pictures named after the stimuli.
  /// - Throws: `FileFailure`; `ScreenshotError.twoFiles`.
  package init(path: String) throws {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure(.read, path: path, errorNumber: ENOENT)
    }
    guard isFolder.boolValue else {
      files = nil
      return
    }
    var files: [String: String] = [:]
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw FileFailure(.list, path: path, because: error)
    }
    for name in names where Self.endings.contains(PathName.fileExtension(of: name).lowercased()) {
      let stimulus = PathName.withoutExtension(name)
      if let other = files[stimulus] { throw ScreenshotError.twoFiles(other, name, stimulus: stimulus) }
      files[stimulus] = "\(path)/\(name)"
    }
    self.files = files
  }

  /// Puts the pictures behind the trials' layouts, and returns how many trials have none.
  ///
  /// A picture is drawn in the size of the trial's screen or, if that is unknown, in its own pixels.
  ///
  /// - Parameters:
  ///   - trials: the trials of a page.
  ///   - screens: the size of each one's screen; nil where it is unknown.
  /// - Throws: `ScreenshotError`; `FileFailure`.
  mutating func add(to trials: inout [TrialView], screens: [(width: Double, height: Double)?]) throws -> Int {
    let shown = trials.indices.filter { trials[$0].screen != nil }
    guard !shown.isEmpty else { throw ScreenshotError.noLayout(path) }
    let stimuli = Set(shown.map { trials[$0].stimulus }).sorted()
    if files == nil, stimuli.count > 1 { throw ScreenshotError.severalStimuli(path, count: stimuli.count) }
    var missing = 0
    for index in shown {
      guard let file = file(of: trials[index].stimulus) else {
        missing += 1
        continue
      }
      let place = try place(of: file)
      let picture = pictures[place]
      let size = screens[index] ?? (Double(picture.width), Double(picture.height))
      guard abs(size.width * Double(picture.height) / (size.height * Double(picture.width)) - 1) < 0.02 else {
        throw ScreenshotError.otherProportions(
          file, picture: [picture.width, picture.height], screen: [size.width, size.height],
          trial: "\(trials[index].participant) on \(trials[index].stimulus)")
      }
      trials[index].screen?.screenshot = ScreenView.Screenshot(
        picture: place, width: size.width, height: size.height)
    }
    guard missing < shown.count else {
      let names = (files ?? [:]).keys.sorted()
      throw ScreenshotError.noneFits(
        folder: path, stimuli: stimuli,
        nearest: stimuli.lazy.compactMap { NearestName.nearest(to: $0, among: names) }.first)
    }
    return missing
  }

  /// The picture of a stimulus. Stimuli may be named as files, with a folder and an ending.
  private func file(of stimulus: String) -> String? {
    guard let files else { return path }
    let name = (stimulus as NSString).lastPathComponent
    return [stimulus, name, (name as NSString).deletingPathExtension].lazy.compactMap { files[$0] }.first
  }

  private mutating func place(of file: String) throws -> Int {
    if let place = places[file] { return place }
    var status = stat()
    guard stat(file, &status) == 0 else { throw FileFailure(.read, path: file) }
    // Before reading: a file may be larger than the memory.
    guard status.st_size <= ScreenPicture.mostBytes else {
      throw ScreenshotError.tooLarge(file, bytes: Int(status.st_size))
    }
    let content = try TextFile.bytes(of: file)
    let picture = try ScreenPicture(content, path: file)
    bytes += content.count
    guard bytes <= Self.mostBytes else { throw ScreenshotError.tooMany(path, bytes: bytes) }
    pictures.append(picture)
    places[file] = pictures.count - 1
    return pictures.count - 1
  }
}
