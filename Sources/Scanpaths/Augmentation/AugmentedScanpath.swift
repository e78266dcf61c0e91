/// F★: a scanpath's fixated tokens F and those added to them, with one entry for each token of the method.
package struct AugmentedScanpath: Sendable, Equatable {
  package struct Token: Sendable, Equatable {
    /// In F: someone looked at it.
    package var isFixated = false
    /// In F★: fixated, or added because a token with its label was fixated nearby.
    package var isIncluded = false
    /// Its place in the reading order from 1, 0 outside F★: the number of its first visit, or of the visit that
    /// brought it in.
    package var order = 0
    /// The id of the kept label pattern that a visit of it lies in, 0 for none. Added tokens lie in none.
    package var pattern = 0
    /// How long it was looked at, relative to the token looked at longest, in [0, 1]; 1 for all of F where no duration
    /// is known. An added token has the weight of the token that brought it in **(ours)**.
    package var weight = 0.0
  }

  package var participant: String
  package var code: String
  package var tokens: [Token]
}
