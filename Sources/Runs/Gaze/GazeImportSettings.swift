import Basics
import Importers
import Recordings

/// All settings of an import under keys of one level: those of reading recordings, and those of the steps from samples
/// to fixations.
package struct GazeImportSettings: ValidatedConfiguration, Equatable {
  package var importing = ImportSettings()
  package var fixations = FixationSettings()

  package init() {}

  package init(from decoder: any Decoder) throws {
    importing = try ImportSettings(from: decoder)
    fixations = try FixationSettings(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    try importing.encode(to: encoder)
    try fixations.encode(to: encoder)
  }

  package func validate() throws {}
}

/// The key path of a nested setting's problem begins with the labels of this mirror, of which a single level has none.
extension GazeImportSettings: CustomReflectable {
  package var customMirror: Mirror { Mirror(self, unlabeledChildren: [importing, fixations] as [Any]) }
}
