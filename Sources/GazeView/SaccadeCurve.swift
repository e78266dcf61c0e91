import Pages

/// The curve of a saccade: bent to the side, so that ways forth and back are seen apart.
enum SaccadeCurve {
  static func path(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> String {
    let (x, y) = (to.x - from.x, to.y - from.y)
    let length = max(1, (x * x + y * y).squareRoot())
    let bend = min(26, 0.16 * length)
    let middle = (x: (from.x + to.x) / 2 + y / length * bend, y: (from.y + to.y) / 2 - x / length * bend)
    let points = [from.x, from.y, middle.x, middle.y, to.x, to.y].map(DisplayText.number)
    return "M\(points[0]) \(points[1])Q\(points[2]) \(points[3]) \(points[4]) \(points[5])"
  }
}
