/// Separates the random numbers of the tests: the last coordinate of their streams, after the round's number.
enum ResamplingKind: Int {
  case bootstrap = 0
  case randomization = 1
  case seededBootstrap = 2
}
