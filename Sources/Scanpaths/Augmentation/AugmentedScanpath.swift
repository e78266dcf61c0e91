/// F★: a scanpath's fixated tokens F and those added to them, with one entry for each token of the method.
public struct AugmentedScanpath: Sendable, Equatable {
  /// What F★ says of one token.
  public struct Token: Sendable, Equatable {
    /// In F: someone looked at it.
    public var isFixated = false
    /// In F★: fixated, or added because a token with its label was fixated nearby.
    public var isIncluded = false
    /// Its place in the reading order from 1, 0 outside F★: the number of its first visit, or of the visit that
    /// brought it in.
    public var order = 0
    /// The id of the kept label pattern that a visit of it lies in, 0 for none. Added tokens lie in none.
    public var pattern = 0
    /// How long it was looked at, relative to the token looked at longest, in [0, 1]; 1 for all of F where no duration
    /// is known. An added token has the weight of the token that brought it in **(ours)**.
    public var weight = 0.0
  }

  /// Who read the method.
  public var participant: String
  /// The `id` of the method.
  public var code: String
  /// One entry for each token of the method, in its order.
  public var tokens: [Token]
}
