import Basics
import Foundation
import Recordings

/// The layouts and code of stimuli, looked up by name in the files and folders of the settings.
struct StimulusFiles {
  private let settings: ImportSettings
  /// The size of the recording's screen; boxes outside it are rejected.
  var screen: ScreenSize? {
    didSet { if screen != oldValue { layouts = [:] } }
  }
  private let methods: [String: String]
  /// The folder of `ImportSettings.code`; nil when it is a file of methods, or not given.
  let codeFolder: CodeFolder?
  private let layoutSources: [LayoutSource]
  private var layouts: [String: BoxFile?] = [:]
  /// The first stimulus with the boxes of a single file, which may be meant for one stimulus.
  private var firstUse: (stimulus: String, boxes: [TokenBox])?
  private var hasNotedSharedBoxes = false
  private var codes: [String: (text: String, language: String?)?] = [:]

  /// A file of boxes, or a folder of them.
  private struct LayoutSource {
    let path: String
    /// nil for a file.
    let names: [String]?
    private static let endings = [".ias", ".csv", ".tsv", ".txt"]

    init(_ path: String) throws {
      self.path = path
      names = try TrackerFile.isFolder(path) ? TrackerFile.names(in: path).filter(Self.isLayout) : nil
    }

    /// The file for a stimulus of this name.
    func file(_ name: String) -> String? {
      guard let names else { return path }
      let wanted = ["IA-\(name)", name, "IA_\(name)", "\(name)_boxes", "aois_\(name)", "\(name)_aois"]
      for stem in wanted {
        if let found = names.first(where: { TrackerFile.name(of: $0) == stem }) { return "\(path)/\(found)" }
      }
      return nil
    }

    var stems: [String] {
      (names ?? []).map { name in
        let stem = TrackerFile.name(of: name)
        return stem.hasPrefix("IA-") ? String(stem.dropFirst(3)) : stem
      }
    }

    private static func isLayout(_ name: String) -> Bool { endings.contains { name.lowercased().hasSuffix($0) } }
  }

  /// - Parameter screen: the size of the recording's screen; boxes outside it are rejected.
  init(_ settings: ImportSettings, screen: ScreenSize?) throws {
    self.settings = settings
    self.screen = screen
    layoutSources = try [settings.interestAreas, settings.boxes].compactMap { try $0.map(LayoutSource.init) }
    for source in layoutSources where source.names?.isEmpty == true {
      throw DataLineError(
        path: source.path, line: 0, problem: "the folder holds no file of interest areas or boxes",
        remedy: "name the folder of the .ias, .csv or .tsv files; --code is for the sources")
    }
    if let code = settings.code, try !TrackerFile.isFolder(code) {
      guard code.hasSuffix(".jsonl") || code.hasSuffix(".json") || code.hasPrefix("/dev/") else {
        throw DataLineError(
          path: code, line: 0, problem: "a single source file does not say which stimulus it is",
          remedy: "name the folder of the stimuli's code, or EyeTrans's methods.jsonl")
      }
      methods = try MethodFile.codes(of: code)
      codeFolder = nil
    } else {
      methods = [:]
      codeFolder = try settings.code.map(CodeFolder.init)
    }
    if let codeFolder, codeFolder.files.isEmpty {
      throw DataLineError(
        path: codeFolder.root, line: 0, problem: "the folder holds no source file of a language that is parsed",
        remedy: "name the folder of the stimuli's code; --interest-areas and --boxes are for the layouts")
    }
  }

  /// The stimulus's boxes; nil when there is no file for it.
  ///
  /// - Parameter other: the name of a file that the recording itself gives for the layout.
  mutating func layout(of stimulus: String, or other: String? = nil) throws -> BoxFile? {
    let key = "\(stimulus)\u{0}\(other ?? "")"
    if let known = layouts[key] { return known }
    let filed = settings.filedName(of: stimulus)
    var layout: BoxFile?
    for source in layoutSources where layout == nil {
      let names = Self.names(filed) + (other.map { [TrackerFile.name(of: $0.replacing("\\", with: "/"))] } ?? [])
      let file = names.lazy.compactMap(source.file).first
      layout = try file.flatMap {
        try BoxFile.read(
          $0, stimulus: source.names == nil ? filed : nil, screen: screen, decimal: settings.decimalSeparator)
      }
    }
    layouts[key] = .some(layout)
    return layout
  }

  mutating func code(of stimulus: String) throws -> (text: String, language: String?)? {
    if let known = codes[stimulus] { return known }
    let name = settings.filedName(of: stimulus)
    var code = methods[name].map { ($0, String?.some(MethodFile.language)) }
    if let folder = codeFolder, let file = folder.file(named: name) {
      code = (try TrackerFile.text(of: folder.path(of: file)), TrackerFile.language(of: file))
    }
    codes[stimulus] = .some(code)
    return code
  }

  /// Advice for the user on a stimulus that has no file in what the settings name.
  private mutating func advice(on stimulus: String, hasLayout: Bool) throws -> [String] {
    var advice: [String] = []
    if !hasLayout, !layoutSources.isEmpty {
      advice.append(Self.sentence("\(stimulus) has no interest areas", stimulus, layoutSources.flatMap(\.stems)))
    }
    if try code(of: stimulus) == nil, settings.code != nil {
      let names = codeFolder?.files.map(TrackerFile.name) ?? Array(methods.keys)
      advice.append(Self.sentence("\(stimulus) has no code", stimulus, names))
    }
    return advice
  }

  private static func sentence(_ problem: String, _ stimulus: String, _ names: [String]) -> String {
    let nearest = NearestName.nearest(to: stimulus, among: names.sorted())
    return problem + (nearest.map { "; \($0) has: declare an alias if they are the same" } ?? "")
  }

  /// The names that a stimulus's files may have: its own, and that of the picture that was shown.
  private static func names(_ stimulus: String) -> [String] {
    let short = TrackerFile.name(of: stimulus.replacing("\\", with: "/"))
    return short == stimulus ? [stimulus] : [stimulus, short]
  }
}

extension StimulusFiles {
  /// Gives a trial the stimulus's code and boxes where the settings have some, with fixations on the boxes.
  ///
  /// - Parameters:
  ///   - own: the boxes in the recording itself, which count if the settings have none.
  ///   - areaFile: the file of areas that the recording names.
  mutating func complete(
    _ trial: inout ReadingTrial, own: BoxFile? = nil, areaFile: String? = nil, _ report: inout ImportReport
  ) throws {
    let layout = try layout(of: trial.method, or: areaFile)
    try addCode(to: &trial)
    if let used = layout ?? own {
      trial.boxes = used.boxes(in: trial.code)
      trial.exclusions.add(used.exclusions)
      trial.notes += used.notes
    }
    if layout != nil, own?.boxes.isEmpty == false {
      trial.notes.append("the boxes of the recording itself are replaced by those given for its stimulus")
    }
    if let areaFile, layout == nil, own == nil {
      report.note("the areas of \(trial.method) are in \(areaFile): give the folder that holds it as --interest-areas")
    }
    if let layout { noteSharedBoxes(trial.method, layout, &report) }
    for note in try advice(on: trial.method, hasLayout: layout != nil) { report.note(note) }
  }

  /// Notes that several stimuli have the boxes of one file.
  private mutating func noteSharedBoxes(_ stimulus: String, _ layout: BoxFile, _ report: inout ImportReport) {
    guard let file = layoutSources.first(where: { $0.names == nil })?.path else { return }
    let first = firstUse ?? (stimulus, layout.boxes)
    firstUse = first
    guard first.stimulus != stimulus, first.boxes == layout.boxes, !hasNotedSharedBoxes else { return }
    hasNotedSharedBoxes = true
    report.note(
      "several stimuli have the areas of \(file), among them \(first.stimulus) and \(stimulus): "
        + "give a folder with a file for each if their layouts differ")
  }

  /// The same for samples; fixations that are found in them get their boxes later.
  mutating func complete(
    _ recording: inout GazeRecording, own: BoxFile? = nil, areaFile: String? = nil, _ report: inout ImportReport
  ) throws {
    var trial = ReadingTrial(
      participant: recording.participant, method: recording.method, provenance: recording.provenance)
    try complete(&trial, own: own, areaFile: areaFile, &report)
    recording.boxes = trial.boxes
    (recording.code, recording.language) = (trial.code, trial.language)
    recording.exclusions.add(trial.exclusions)
    recording.notes += trial.notes
  }

  /// Gives a trial that was imported before what it lacks; it keeps the code and boxes that its fixations refer to.
  mutating func completeAgain(_ trial: inout ReadingTrial, _ report: inout ImportReport) throws {
    let (hadCode, hadBoxes) = (trial.code != nil, !trial.boxes.isEmpty)
    if hadCode, settings.code != nil { report.note("trials that have code keep it") }
    if hadBoxes {
      if !layoutSources.isEmpty { report.note("trials that have boxes keep them") }
      if !hadCode { try addCode(to: &trial) }
    } else if !hadCode || !layoutSources.isEmpty {
      try complete(&trial, &report)
    }
  }

  private mutating func addCode(to trial: inout ReadingTrial) throws {
    guard trial.code == nil, let code = try code(of: trial.method) else { return }
    trial.code = code.text
    trial.language = code.language
  }
}
