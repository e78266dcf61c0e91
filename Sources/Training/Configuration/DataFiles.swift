import Basics
import Corpus

/// The files of one data set: `source` and `target` for translation, `file` for the other tasks.
package struct DataFiles: ValidatedConfiguration, Equatable {
  package var source = ""
  package var target = ""
  package var file = ""

  package init() {}

  package func validate() throws {}

  func requireFiles(of task: LearningTask, key: String) throws {
    let needed = task == .translation ? [("source", source), ("target", target)] : [("file", file)]
    for (name, path) in needed {
      try require(!path.isEmpty, "\(key).\(name)", "is empty", remedy: "the task \(task.rawValue) needs it")
    }
  }

  /// The paths that are given.
  package var paths: [String] { [source, target, file].filter { !$0.isEmpty } }

  /// The files in the form that the task needs.
  package func taskFiles(_ task: LearningTask) -> TaskFiles {
    switch task {
    case .translation: .translation(source: source, target: target)
    case .summarization: .summarization(file)
    case .completion: .completion(file)
    case .pairs: .pairs(file)
    case .denoising: .denoising(file)
    }
  }
}
