import Foundation

/// The regularised incomplete beta function I_x(a, b), from which Student's distribution follows.
package enum IncompleteBeta {
  /// I_x(a, b) for positive `a` and `b` and `x` from 0 to 1, with a relative error of about 1e-13.
  ///
  /// Uses the continued fraction of Olver et al., NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by
  /// the modified method of Lentz; where it converges slowly, I_x(a, b) = 1 − I_{1−x}(b, a) (8.17.4).
  ///
  /// - Complexity: O(√max(a, b)).
  package static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularized(x, complement: 1 - x, a, b)
  }

  /// The same for an `x` near 1, of which 1 − x is known better than by subtraction.
  package static func regularized(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard complement > 0 else { return 1 }
    let logarithm =
      LogGamma.value(a + b) - LogGamma.value(a) - LogGamma.value(b) + a * log(x) + b * log(complement)
    let front = exp(logarithm)
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(complement, b, a) / b
  }

  /// The continued fraction, without the factor in front.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var numerator = 1.0
    var denominator = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var value = denominator
    for step in 1...10_000 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        denominator = 1 / nonzero(1 + term * denominator)
        numerator = nonzero(1 + term / numerator)
        value *= denominator * numerator
      }
      if abs(denominator * numerator - 1) < 1e-15 { break }
    }
    return value
  }
}

/// The logarithm of the gamma function, without the global variable that `lgamma` writes.
package enum LogGamma {
  package static func value(_ argument: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(argument, &sign)
  }
}
