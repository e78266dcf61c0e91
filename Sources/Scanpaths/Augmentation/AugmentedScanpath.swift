/// F★: a scanpath's fixated tokens F and the tokens added to them, with one entry for each token of the method.
public struct AugmentedScanpath: Sendable, Equatable {
  /// The values of F★ for one token.
  public struct Token: Sendable, Equatable {
    /// In F: the reader looked at it.
    public var isFixated = false
    /// In F★: fixated, or added because a token with its label was fixated nearby.
    public var isIncluded = false
    /// Its position in the reading order, from 1; 0 outside F★. This is the number of the first event on it, or of the
    /// event that added it; the tokens of one box share theirs.
    public var order = 0
    /// The id of the kept label pattern that an event on it belongs to, 0 for none. Added tokens belong to none, nor do
    /// tokens of a box with another label than the token that stands for the event.
    public var pattern = 0
    /// How long it was looked at, relative to the token looked at longest, in [0, 1]; 1 for all of F if no duration is
    /// known. An added token has the weight of the token that it was added for **(ours)**.
    public var weight = 0.0
  }

  /// The reader of the method.
  public var participant: String
  /// The `id` of the method.
  public var code: String
  /// One entry for each token of the method, in its order.
  public var tokens: [Token]
}
