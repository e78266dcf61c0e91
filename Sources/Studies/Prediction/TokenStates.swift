/// What a model's encoder says about each token of a method.
package struct TokenStates: Sendable, Equatable {
  /// For each token a state of the same width, or nil for a token after the point where the text was cut.
  package let ofToken: [[Double]?]

  package init(_ ofToken: [[Double]?]) { self.ofToken = ofToken }

  /// No states: every token has an empty one.
  static func empty(_ count: Int) -> TokenStates { TokenStates(Array(repeating: [], count: count)) }

  /// The tokens that the model reads.
  package var tokensRead: [Int] { ofToken.indices.filter { ofToken[$0] != nil } }
}
