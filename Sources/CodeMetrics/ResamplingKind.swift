/// Keeps the random numbers of the two tests apart: the last coordinate of their streams, after the round's number.
enum ResamplingKind: Int {
  case bootstrap = 0
  case randomization = 1
}
