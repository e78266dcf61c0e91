import Basics

/// The participant that the user declares in place of the only one that a file names.
struct DeclaredParticipant {
  private let declared: String?
  private var named: String?

  init(_ settings: ImportSettings) { declared = settings.participant }

  /// The declared participant, or without one the named.
  ///
  /// - Throws: `DataLineError` when one is declared and the file names a second.
  mutating func participant(inPlaceOf name: String, path: String, line: Int) throws -> String {
    guard let declared else { return name }
    if let named, named != name {
      throw DataLineError(
        path: path, line: line, problem: "the file has the participants \(named) and \(name)",
        remedy: "leave participant out: it would make them one")
    }
    named = name
    return declared
  }
}
