/// Which tokens of a method someone looked at, in order.
package struct Scanpath: Sendable, Equatable {
  package struct Visit: Sendable, Equatable {
    /// The token's place in its method.
    package var token: Int
    package var durationMilliseconds: Double

    package init(token: Int, durationMilliseconds: Double) {
      self.token = token
      self.durationMilliseconds = durationMilliseconds
    }
  }

  package var participant: String
  /// The `id` of the method.
  package var code: String
  package var visits: [Visit]

  package init(participant: String, code: String, visits: [Visit]) {
    self.participant = participant
    self.code = code
    self.visits = visits
  }
}
