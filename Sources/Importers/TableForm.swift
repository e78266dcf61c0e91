/// How the lines of a table are split into fields: tracker software writes tabs, semicolons or commas, with or without
/// quotes, by the settings of the system it runs on.
struct TableForm: Equatable {
  var delimiter: UInt8
  var isQuoted: Bool

  /// The form of a table with this heading line. The delimiter is the one that occurs most often outside quotes.
  init(heading line: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    var counts = [0, 0, 0]
    var isInside = false
    for byte in line {
      if byte == quote {
        isInside.toggle()
      } else if !isInside, let candidate = candidates.firstIndex(of: byte) {
        counts[candidate] += 1
      }
    }
    let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    delimiter = candidates[most]
    // Tab-separated text may begin with a quote of its own; a table that quotes does so in its headings too.
    isQuoted = most > 0 || line.contains(quote)
  }

  func row(_ line: [UInt8]) -> DelimitedRow { DelimitedRow(line, delimiter: delimiter, isQuoted: isQuoted) }
}
