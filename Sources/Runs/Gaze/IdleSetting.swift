import Basics
import Importers
import Recordings

/// A setting of an import that none of its recordings had a use for.
package struct IdleSetting: DiagnosableError, Equatable {
  /// The option or key, as one gives it on the command line.
  package var option: String
  package var reason: String
  package var remedy: String

  package var diagnosis: Diagnosis {
    Diagnosis(.usage, problem: "\(option) has no effect: \(reason)", remedy: remedy)
  }

  /// Checks what can be judged only once the recordings are read.
  ///
  /// - Parameters:
  ///   - stimuli: the names of the stimuli in the recordings.
  ///   - hasSamples: whether fixations were detected in the samples of any trial.
  /// - Throws: `IdleSetting`.
  static func check(
    _ importing: ImportSettings, _ fixations: FixationSettings, stimuli: Set<String>, hasSamples: Bool
  ) throws {
    for name in importing.stimulusAliases.keys.sorted() where !stimuli.contains(name) {
      let nearest = NearestName.nearest(to: name, among: stimuli.sorted()).map { "did you mean \($0)? " } ?? ""
      throw IdleSetting(
        option: "--alias \(name)=…", reason: "no recording has a stimulus of this name",
        remedy: nearest + "the name before the equals sign is the recording's")
    }
    let usual = FixationSettings()
    guard !hasSamples, !stimuli.isEmpty else { return }
    for (key, isGiven) in [
      ("cleaning", fixations.cleaning != usual.cleaning), ("detection", fixations.detection != usual.detection),
    ] where isGiven {
      throw IdleSetting(
        option: "--set \(key).…", reason: "the fixations are those that the recordings have, not found in samples",
        remedy: "leave it out, or add --source samples where the recordings have samples")
    }
  }
}
