/// The values of a trial's varied settings, by key path.
package typealias TrialParameters = [String: String]
