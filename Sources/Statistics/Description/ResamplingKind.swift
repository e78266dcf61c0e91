/// Separates the random numbers of the tests: the last coordinate of their streams, after the round's number.
package enum ResamplingKind: Int {
  case bootstrap = 0
  case randomization = 1
  case signFlips = 3
  case participants = 4
  case methods = 5
  case simulation = 6
}
