/// Whether all elements agree within `tolerance`, relative to the expected ones; NaN never does.
func agree(_ actual: some Sequence<Float>, _ expected: some Sequence<Float>, tolerance: Float) -> Bool {
  let (actual, expected) = (Array(actual), Array(expected))
  return actual.count == expected.count
    && zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance * abs($1) + 1e-30 }
}
