/// The jackknife of a statistic of samples (Tukey 1958; Efron and Stein, "The jackknife estimate of variance", Annals of
/// Statistics 9, 1981).
package enum Jackknife {
  /// Each sample's pseudo-value m·θ − (m − 1)·θ(without it). For a mean these are the values themselves; the variance of
  /// their mean is the jackknife's estimate of the statistic's variance.
  ///
  /// - Parameters:
  ///   - whole: the statistic of all samples.
  ///   - without: for each sample, the statistic of the others; there are at least two.
  package static func pseudoValues(whole: Double, without: [Double]) -> [Double] {
    let count = Double(without.count)
    return without.map { count * whole - (count - 1) * $0 }
  }
}
