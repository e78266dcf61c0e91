import Basics
import Foundation
import Recordings

/// Imports EyeTrans's scanpaths: JSON lines `{participant, method, fixations: [{token, duration_ms}]}`.
///
/// A fixation identifies the hit box by its text and, after a full stop, its number among the boxes with that text,
/// counted from 0; the number 0 is omitted. `ImportSettings.code` names the file `methods.jsonl` with the code, or a folder of it.
struct EyeTransImporter {
  private struct Scanpath: Decodable {
    struct Fixation: Decodable {
      let token: String
      let duration: Double

      private enum CodingKeys: String, CodingKey {
        case token
        case duration = "duration_ms"
      }
    }

    let participant: String
    let method: String
    let fixations: [Fixation]
  }

  let path: String
  let settings: ImportSettings
  private let lines: LineReader
  private var stimuli: StimulusFiles
  private var report = ImportReport(format: .eyeTrans)
  /// Whether a method's code lacks the box of a token, by method and token: readers look at the same boxes.
  private var lacks: [String: [BoxReference: Bool]] = [:]

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    lines = try LineReader(path)
    stimuli = try StimulusFiles(settings, screen: settings.screen)
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    let decoder = JSONDecoder()
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      report.rows += 1
      let scanpath: Scanpath
      do {
        scanpath = try decoder.decode(Scanpath.self, from: Data(line))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: lines.line, problem: error.briefly,
          remedy: "each line must be {\"participant\", \"method\", \"fixations\": [{\"token\", \"duration_ms\"}]}")
      }
      let code = try stimuli.code(of: scanpath.method)
      guard code != nil || settings.code == nil else {
        report.exclusions.add(.unknownMethod, at: lines.place)
        continue
      }
      let trial = trial(scanpath, code?.text, language: code?.language)
      report.trials += 1
      report.exclusions.add(trial.exclusions)
      try body(.fixations(trial))
    }
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func trial(_ scanpath: Scanpath, _ source: String?, language: String?) -> ReadingTrial {
    var trial = ReadingTrial(
      participant: scanpath.participant, method: scanpath.method, language: language ?? MethodFile.language,
      code: source, screen: settings.screen, provenance: Provenance(format: .eyeTrans, file: path, line: lines.line))
    var lacks = lacks.removeValue(forKey: scanpath.method) ?? [:]
    lazy var mapping = source.map(BoxMapping.init(source:))
    for fixation in scanpath.fixations {
      guard Fixation.isPossible(duration: fixation.duration) else {
        trial.exclusions.add(.impossibleDuration, at: lines.place)
        continue
      }
      let box = Self.reference(fixation.token, in: source)
      let isMissing = lacks[box] ?? mapping?.isMissing(box) ?? false
      lacks[box] = isMissing
      if isMissing { trial.exclusions.add(.unknownBox, at: lines.place) }
      trial.fixations.append(Fixation(duration: fixation.duration, box: box))
    }
    self.lacks[scanpath.method] = lacks
    if trial.fixations.isEmpty { trial.exclusions.add(.noFixations, at: lines.place) }
    return trial
  }

  /// The box that `name.k` refers to.
  ///
  /// `.0` is never written for the first box, so `100.0` is a number; `0.3` is the fourth box `0` unless the code has
  /// the number 0.3 and too few zeros.
  static func reference(_ token: String, in code: String?) -> BoxReference {
    let whole = BoxReference(text: token, occurrence: 0)
    guard let stop = token.lastIndex(of: "."), stop > token.startIndex else { return whole }
    let digits = token[token.index(after: stop)...]
    guard let first = digits.first, first != "0", digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
      let occurrence = Int(digits)
    else { return whole }
    let text = String(token[..<stop])
    if text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let code, code.contains(token),
      code.ranges(of: text).count <= occurrence
    {
      return whole
    }
    return BoxReference(text: text, occurrence: occurrence)
  }
}
