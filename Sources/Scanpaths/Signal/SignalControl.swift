/// A control that replaces recorded attention, to show whether the attention itself matters.
package enum SignalControl: String, Codable, CaseIterable, Sendable {
  /// The attention itself.
  case none
  /// The same number of tokens with the same weights, drawn at random.
  case random
  /// The attention to another method of similar length.
  case shuffled
  /// All tokens equally, in text order.
  case uniform
  /// The same number of tokens, those with the labels most looked at according to the prior, in text order.
  case priorOnly = "prior_only"
  /// The same weights and looking times in the opposite order: the token that was looked at longest takes those of the
  /// token that was looked at least, and so on.
  case inverted
  /// Another person's reading of the same method: as good as recorded attention can predict a reader.
  case otherReader = "other_reader"
  /// Only the fixated tokens, F, without those that augmentation adds.
  case fixatedOnly = "fixated_only"
}
