/// How many lines apart two lines are; the largest number where the difference does not fit, as with line numbers of a
/// damaged file.
func lineDistance(_ first: Int, _ second: Int) -> Int {
  let (difference, overflows) = max(first, second).subtractingReportingOverflow(min(first, second))
  return overflows ? Int.max : difference
}
