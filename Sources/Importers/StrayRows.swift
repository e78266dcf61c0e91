/// Samples and fixations of a recording that lie outside its trials.
struct StrayRows {
  struct Rows {
    var count = 0
    /// `file:line` of the first.
    var first = ""

    mutating func add(at place: @autoclosure () -> String) {
      if count == 0 { first = place() }
      count += 1
    }
  }

  var samples = Rows()
  var fixations = Rows()
}
