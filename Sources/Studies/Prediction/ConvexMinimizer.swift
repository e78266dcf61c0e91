/// Minimises smooth convex functions with L-BFGS (Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.5)
/// and a backtracking line search.
struct ConvexMinimizer {
  /// Pairs of steps and gradient changes that approximate the curvature.
  var memory = 10
  var mostSteps = 200
  /// Stops when no gradient component exceeds this, in absolute value, relative to the first gradient's largest.
  var tolerance = 1e-6

  private struct Pair {
    var step: [Double]
    var change: [Double]
    var inverseProduct: Double
  }

  /// The point with the lowest value found.
  ///
  /// - Parameter value: returns the function's value at a point and writes its gradient there.
  /// - Complexity: O(steps · (one evaluation + memory · dimensions)).
  func minimum(from start: [Double], _ value: ([Double], inout [Double]) -> Double) -> [Double] {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var current = value(point, &gradient)
    let goal = tolerance * Self.largest(gradient)
    var pairs: [Pair] = []
    for _ in 0..<mostSteps where Self.largest(gradient) > goal {
      let direction = Self.direction(gradient, pairs)
      let slope = Self.product(direction, gradient)
      guard slope < 0 else { break }
      // Without curvature information the first step has unit length at most.
      var scale = pairs.isEmpty ? min(1, 1 / Self.product(direction, direction).squareRoot()) : 1
      var next = point
      var nextGradient = gradient
      var found = current
      repeat {
        for place in next.indices { next[place] = point[place] + scale * direction[place] }
        found = value(next, &nextGradient)
        scale /= 2
      } while !(found <= current + 1e-4 * 2 * scale * slope) && scale > 1e-12
      guard found < current else { break }
      let step = zip(next, point).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let product = Self.product(step, change)
      if product > 1e-12 {
        pairs = pairs.suffix(memory - 1) + [Pair(step: step, change: change, inverseProduct: 1 / product)]
      }
      (point, gradient, current) = (next, nextGradient, found)
    }
    return point
  }

  /// Minus the approximate inverse curvature times the gradient: the two-loop recursion.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = pair.inverseProduct * product(pair.step, result)
      add(-factor, pair.change, to: &result)
      factors.append(factor)
    }
    if let last = pairs.last {
      let scale = 1 / (last.inverseProduct * product(last.change, last.change))
      for place in result.indices { result[place] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      add(factor - pair.inverseProduct * product(pair.change, result), pair.step, to: &result)
    }
    return result
  }

  private static func largest(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for place in first.indices { sum += first[place] * second[place] }
    return sum
  }

  private static func add(_ factor: Double, _ values: [Double], to result: inout [Double]) {
    for place in result.indices { result[place] += factor * values[place] }
  }
}
