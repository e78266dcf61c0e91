import Basics

/// A list of methods to restrict a study to, such as those that a training run held out.
package struct MethodList: Sendable, Equatable {
  package let methods: Set<String>
  /// The file's methods without a trial.
  package let unknown: [String]

  /// Reads one id per line; empty lines are ignored.
  ///
  /// - Parameter known: the ids of the trials' methods.
  /// - Throws: `FileFailure`, `DataLineError`; `NoMethodListed` if none of the file's ids is known.
  package init(path: String, known: some Sequence<String>) throws {
    let known = Set(known)
    let listed = try TextFile.lines(of: path).filter { !$0.allSatisfy(\.isWhitespace) }
    methods = known.intersection(listed)
    unknown = listed.filter { !known.contains($0) }
    guard !methods.isEmpty else { throw NoMethodListed(path: path, listed: listed, known: known.sorted()) }
  }

  /// The text of a file with these methods.
  package static func text(_ methods: some Sequence<String>) -> String {
    methods.sorted().map { $0 + "\n" }.joined()
  }
}

/// None of the listed methods has a trial.
package struct NoMethodListed: DiagnosableError {
  package var path: String
  package var listed: [String]
  package var known: [String]

  package var diagnosis: Diagnosis {
    guard let first = listed.first else {
      return Diagnosis(.badData, problem: "the file names no method", place: path, remedy: "write one id a line")
    }
    let nearest = NearestName.nearest(to: first, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    return Diagnosis(
      .badData,
      problem: listed.count == 1
        ? "no trial is of the method \"\(first)\"\(nearest)"
        : "no trial is of any of the \(listed.count) methods, the first of which is \"\(first)\"\(nearest)",
      place: path, remedy: "write the ids of methods in the trials, one a line")
  }
}
