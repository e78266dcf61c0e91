import Basics
import Foundation
import Recordings

/// Files of boxes: EyeLink's interest areas and the box files of Tobii recordings.
package struct BoxFile: Sendable, Equatable {
  package var boxes: [TokenBox]
  /// Boxes that cannot be hit: outside the screen, or empty.
  package var exclusions: Exclusions

  private init(
    _ entries: [(text: String, rectangle: ScreenRectangle, identifier: String, place: String)], screen: ScreenSize?
  ) {
    var exclusions = Exclusions()
    let usable = entries.filter { entry in
      guard entry.rectangle.width > 0, entry.rectangle.height > 0 else {
        exclusions.add(.emptyBox, at: entry.place)
        return false
      }
      guard screen?.intersects(entry.rectangle) ?? true else {
        exclusions.add(.boxOutsideScreen, at: entry.place)
        return false
      }
      return true
    }
    boxes = TokenBox.numbered(usable.map { ($0.text, $0.rectangle, $0.identifier) })
    self.exclusions = exclusions
  }

  /// Reads an EyeLink interest area set (`.ias`).
  ///
  /// A row is `RECTANGLE id left top right bottom label`, with integer or decimal numbers; `ELLIPSE` has the same
  /// fields and `FREEHAND id x,y … label` a polygon, and both are replaced by their bounding rectangle. Areas of
  /// dynamic sets begin with their start and end times, which are ignored.
  /// - Throws: `DataLineError` with file and line for an unreadable row.
  package static func eyeLink(_ path: String, screen: ScreenSize? = nil) throws -> BoxFile {
    let lines = try LineReader(path)
    var entries: [(text: String, rectangle: ScreenRectangle, identifier: String, place: String)] = []
    while let line = try lines.next() {
      guard !line.isBlank, line.first != UInt8(ascii: "#") else { continue }
      guard let area = InterestArea(line) else {
        throw DataLineError(
          path: path, line: lines.line, problem: "this is no interest area",
          remedy: "expected RECTANGLE, id, left, top, right, bottom and label, separated by tabs")
      }
      entries.append((area.label, area.rectangle, area.identifier, lines.place))
    }
    guard !entries.isEmpty else {
      throw DataLineError(
        path: path, line: 0, problem: "the file holds no interest area", remedy: "check that it is complete")
    }
    return BoxFile(entries, screen: screen)
  }

  /// Reads a CSV of boxes with the columns `word`, `occurrence`, and `tobii_x`, `tobii_y`, `tobii_width`,
  /// `tobii_height` (shares of the screen) or `x`, `y`, `width`, `height` (pixels).
  ///
  /// Shares are preferred if they and the screen's size are known, because the pixels may refer to an image that was
  /// cropped from the screen.
  /// - Throws: `DataLineError` with file and line for a missing column or an unreadable row.
  package static func tobii(_ path: String, screen: ScreenSize?) throws -> BoxFile {
    let lines = try LineReader(path)
    let comma = UInt8(ascii: ",")
    let header = HeaderColumns(DelimitedRow(try lines.next() ?? [], delimiter: comma, isQuoted: true))
    let names = screen != nil && header.column("tobii_x") != nil ? "tobii_" : ""
    let columns = ["x", "y", "width", "height"].compactMap { header.column(names + $0)?.index }
    guard let word = header.column("word")?.index, columns.count == 4 else {
      throw DataLineError(
        path: path, line: 1, problem: "the header lacks word, or x, y, width and height",
        remedy: "a file of boxes is CSV with the columns word, occurrence, x, y, width, height")
    }
    let scale = names.isEmpty ? ScreenSize(width: 1, height: 1) : screen ?? ScreenSize(width: 1, height: 1)
    var entries: [(text: String, rectangle: ScreenRectangle, identifier: String, place: String)] = []
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      let row = DelimitedRow(line, delimiter: comma, isQuoted: true)
      do {
        let values = try columns.map(row.requiredNumber)
        let rectangle = ScreenRectangle(
          x: values[0] * scale.width, y: values[1] * scale.height, width: values[2] * scale.width,
          height: values[3] * scale.height)
        guard rectangle.isOnAnyScreen else {
          throw RowFault(.unreadableNumber, "no place on a screen")
        }
        entries.append((try row.required(word), rectangle, "", lines.place))
      } catch let fault as RowFault {
        throw DataLineError(
          path: path, line: lines.line, problem: "\(fault.reason.rawValue): \(fault.detail)",
          remedy: "every row must have all \(header.count) columns")
      }
    }
    return BoxFile(entries, screen: screen)
  }
}

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
      let edges = fields.dropFirst(2).prefix(4).compactMap { Double($0) }
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
}
