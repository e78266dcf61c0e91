import Basics
import Foundation
import Recordings

/// The layouts and code of stimuli, looked up by name in the files and folders of the settings.
struct StimulusFiles {
  private let settings: ImportSettings
  private let screen: ScreenSize?
  private let methods: [String: String]
  private let areaNames: [String]
  private let boxNames: [String]?
  private let codeNames: [String]
  private var layouts: [String: BoxFile?] = [:]
  private var codes: [String: (text: String, language: String?)?] = [:]

  /// - Parameter screen: the size of the recording's screen; boxes outside it are rejected.
  init(_ settings: ImportSettings, screen: ScreenSize?) throws {
    self.settings = settings
    self.screen = screen
    areaNames =
      try settings.interestAreas.map(TrackerFile.names(in:))?.filter { $0.lowercased().hasSuffix(".ias") } ?? []
    boxNames = try settings.boxes.flatMap { try TrackerFile.isFolder($0) ? TrackerFile.names(in: $0) : nil }
    if let code = settings.code, try !TrackerFile.isFolder(code) {
      methods = try MethodFile.codes(of: code)
      codeNames = []
    } else {
      methods = [:]
      codeNames = try settings.code.map(TrackerFile.names(in:)) ?? []
    }
  }

  /// The stimulus's boxes; nil when there is no file for it.
  mutating func layout(of stimulus: String) throws -> BoxFile? {
    if let known = layouts[stimulus] { return known }
    let name = settings.filedName(of: stimulus)
    let areas = areaNames.first { ["IA-\(name).ias", "\(name).ias", "IA_\(name).ias"].contains($0) }
    let layout: BoxFile?
    if let areas, let folder = settings.interestAreas {
      layout = try BoxFile.eyeLink("\(folder)/\(areas)", screen: screen)
    } else if let boxes = settings.boxes {
      let file = boxNames?.first { ["\(name)_boxes.csv", "\(name).csv"].contains($0) }.map { "\(boxes)/\($0)" }
      layout = try (boxNames == nil ? boxes : file).map { try BoxFile.tobii($0, screen: screen) }
    } else {
      layout = nil
    }
    layouts[stimulus] = .some(layout)
    return layout
  }

  mutating func code(of stimulus: String) throws -> (text: String, language: String?)? {
    if let known = codes[stimulus] { return known }
    let name = settings.filedName(of: stimulus)
    let file = codeNames.first { TrackerFile.name(of: $0) == name && TrackerFile.language(of: $0) != nil }
    var code = methods[name].map { ($0, String?.some(MethodFile.language)) }
    if let file, let folder = settings.code {
      code = (try TrackerFile.text(of: "\(folder)/\(file)"), TrackerFile.language(of: file))
    }
    codes[stimulus] = .some(code)
    return code
  }

  /// Advice for the user when a stimulus has no layout.
  func advice(on stimulus: String) -> String {
    let names = areaNames.map { TrackerFile.name(of: $0).replacing("IA-", with: "") }
    let nearest = NearestName.nearest(to: stimulus, among: names).map {
      "; \($0) has: declare an alias if they are the same"
    }
    return "\(stimulus) has no interest areas" + (nearest ?? "")
  }
}

/// EyeTrans's `methods.jsonl`: JSON lines `{method, name, code, …}`.
enum MethodFile {
  private struct Method: Decodable {
    let method: String
    let name: String?
    let code: String
  }

  /// All methods of the study are Java.
  static let language = "java"

  /// The code by identifier, and by name if only one method has the name.
  static func codes(of path: String) throws -> [String: String] {
    let methods = try JSONLines.read(Method.self, from: path)
    var codes = Dictionary(methods.map { ($0.method, $0.code) }, uniquingKeysWith: { first, _ in first })
    for (name, group) in Dictionary(grouping: methods, by: \.name) where group.count == 1 {
      if let name, codes[name] == nil { codes[name] = group[0].code }
    }
    return codes
  }
}
