import Recordings

/// One line of an interest area set.
struct InterestArea: Equatable {
  var identifier: String
  var label: String
  var rectangle: ScreenRectangle

  /// nil when the line is not an interest area.
  init?(_ line: [UInt8]) {
    let text = String(decoding: line, as: UTF8.self)
    var fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(\.trimmingBlanks)
    if fields.count < 6 { fields = text.split(whereSeparator: \.isWhitespace).map(String.init) }
    if let first = fields.first { fields.replaceSubrange(0..<1, with: first.split(separator: " ").map(String.init)) }
    while let first = fields.first, first.isEmpty || Double(first) != nil { fields.removeFirst() }
    while fields.last?.isEmpty == true { fields.removeLast() }
    guard let kind = fields.first?.uppercased() else { return nil }
    switch kind {
    case "RECTANGLE", "ELLIPSE":
      let edges = fields.dropFirst(2).prefix(4).compactMap(Self.number)
      guard edges.count == 4, edges.allSatisfy({ abs($0) < 5e4 }) else { return nil }
      rectangle = ScreenRectangle(x: edges[0], y: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1])
      label = fields.count > 6 ? fields[6...].joined(separator: " ") : ""
    case "FREEHAND":
      let points = fields.dropFirst(2).filter { $0.contains(",") }.map { point in
        point.split(separator: ",").compactMap { Double($0) }
      }
      let corners = points.filter { $0.count == 2 && $0.allSatisfy { abs($0) < 5e4 } }
      guard let left = corners.map({ $0[0] }).min(), let right = corners.map({ $0[0] }).max(),
        let top = corners.map({ $0[1] }).min(), let bottom = corners.map({ $0[1] }).max()
      else { return nil }
      rectangle = ScreenRectangle(x: left, y: top, width: right - left, height: bottom - top)
      label = fields.last.flatMap { $0.contains(",") ? nil : $0 } ?? ""
    default: return nil
    }
    identifier = fields[1]
  }

  private static func number(_ text: String) -> Double? {
    (try? NumberField.value(of: Array(text.utf8)[...])).flatMap { $0 }
  }
}
