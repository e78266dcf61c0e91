/// The tokens of a method that a reader looked at, in order.
public struct Scanpath: Sendable, Equatable {
  /// One look at a token.
  public struct Visit: Sendable, Equatable {
    /// The token's index in its method.
    public var token: Int
    /// How long the token was looked at; 0 if unknown.
    public var durationMilliseconds: Double
    /// Whether the visit belongs to the same fixation as the visit before it: a fixation on a box of several tokens is
    /// one visit for each of them, with its share of the duration.
    public var continuesFixation: Bool

    /// Creates a look at a token.
    public init(token: Int, durationMilliseconds: Double, continuesFixation: Bool = false) {
      self.token = token
      self.durationMilliseconds = durationMilliseconds
      self.continuesFixation = continuesFixation
    }
  }

  /// The reader of the method.
  public var participant: String
  /// The `id` of the method.
  public var code: String
  /// The visits in chronological order.
  public var visits: [Visit]

  /// The visits of one reader of one method.
  public init(participant: String, code: String, visits: [Visit]) {
    self.participant = participant
    self.code = code
    self.visits = visits
  }
}
