import Runs

extension VariantGroups {
  /// The same variants with the results of their test sets. A run that repeats a seed, or that ended without a
  /// validation, need not have one.
  ///
  /// - Throws: `ResultsError.notTested`, `ResultsError.differentTests`, and what reading the files throws.
  func tested(name: String) throws -> VariantGroups {
    var missing: [String] = []
    var tests: [(run: String, summary: TestSummary)] = []
    let variants = try variants.map { variant in
      var tested = variant
      tested.runs = try variant.independentRuns.map { run in
        if let (run, summary) = try run.tested() {
          tests.append((run.record.label, summary))
          return run
        }
        if run.hasResults { missing.append(run.record.label) }
        return run.withoutResults
      }
      return tested
    }
    guard missing.isEmpty, let first = tests.first else {
      throw ResultsError.notTested(
        name, runs: missing.isEmpty ? self.variants.flatMap(\.runs).map(\.record.label) : missing)
    }
    if let other = tests.first(where: { $0.summary.sha256 != first.summary.sha256 }) {
      throw ResultsError.differentTests(name, first: first.run, other: other.run)
    }
    return VariantGroups(variants: variants, differingKeys: differingKeys)
  }
}
