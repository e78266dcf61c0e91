/// The settings of a trial that the sweep varies: values by key path.
package typealias TrialParameters = [String: String]
