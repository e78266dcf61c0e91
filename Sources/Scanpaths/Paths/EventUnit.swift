/// What counts as one event when a scanpath is read as a sequence: for patterns, transitions, motifs, the order of
/// reading and the similarity of scanpaths.
public enum EventUnit: String, Codable, CaseIterable, Sendable {
  /// One event for each fixation, and one for consecutive fixations of the same token: neither the tokens of one box nor
  /// a refixation are a movement of the eyes from token to token.
  case merged
  /// One event for each fixation.
  case fixations
  /// One event for each token of each fixation, as Fovea counted before version 0.3. A box of several tokens then counts
  /// as transitions that nobody's eyes made.
  case tokens
}
