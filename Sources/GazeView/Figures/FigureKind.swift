/// The kinds of figures that `fovea gaze figure` draws.
package enum FigureKind: String, CaseIterable, Sendable {
  /// One trial: the code, coloured by how long each token was looked at.
  case heat
  /// One trial: numbered fixations and saccades over the code.
  case scanpath
  /// One trial: `heat` below `scanpath`.
  case both
  /// One trial: the tokens of F, and those that F★ adds (docs/method.md, section 2).
  case f
  /// One trial: the code with a bar for the looking time on each line.
  case dwell
  /// One method: the mean looking time of its readers on each token.
  case population
  /// One method: the similarity of each pair of its readers' scanpaths.
  case similarity
  /// All chosen trials: how often one label follows another.
  case transitions
  /// All chosen trials: the most frequent motifs.
  case motifs

  /// What one figure is about.
  package enum Subject: Sendable {
    case trial, method, trials
  }

  package var subject: Subject {
    switch self {
    case .heat, .scanpath, .both, .f, .dwell: .trial
    case .population, .similarity: .method
    case .transitions, .motifs: .trials
    }
  }

  /// Whether the figure shows code, on which labels can be marked.
  package var showsCode: Bool {
    switch self {
    case .heat, .scanpath, .both, .f, .dwell, .population: true
    case .similarity, .transitions, .motifs: false
    }
  }

  /// Whether the figure depends on what counts as one event of a scanpath.
  package var readsEvents: Bool {
    switch self {
    case .f, .similarity, .transitions, .motifs: true
    case .heat, .scanpath, .both, .dwell, .population: false
    }
  }
}
