/// The distance between two lines; `Int.max` if the difference overflows, as it can with the line numbers of a damaged
/// file.
func lineDistance(_ first: Int, _ second: Int) -> Int {
  let (difference, overflows) = max(first, second).subtractingReportingOverflow(min(first, second))
  return overflows ? Int.max : difference
}
