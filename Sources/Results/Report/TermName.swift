/// The display name and unit of a figure that an objective reports. Shares are shown in percent, as in validations.
struct TermName {
  let title: String
  let unit: String
  /// What a recorded value is multiplied with.
  let factor: Double

  /// - Parameter name: a key of a step's `terms`.
  init(_ name: String) {
    let words = name.replacingOccurrences(of: "_", with: " ")
    switch name {
    case "attention_mass": (title, unit, factor) = ("attention mass on F★", "percent", 100)
    case "alignment", "alignment_divergence": (title, unit, factor) = (words, "nats", 1)
    case "weighted_loss": (title, unit, factor) = (words, "nats a token", 1)
    default: (title, unit, factor) = (words, "value", 1)
    }
  }
}
