/// Moves and excludes fixations.
package struct FixationFilter: Sendable {
  package let settings: FilterSettings

  package init(_ settings: FilterSettings = FilterSettings()) {
    self.settings = settings
  }

  /// Applies offset, screen and duration filters, in this order; every removed fixation is counted under the first
  /// reason.
  package func apply(to trial: inout ReadingTrial) {
    let place = trial.provenance.place
    if settings.offsetX != 0 || settings.offsetY != 0 {
      for index in trial.fixations.indices {
        trial.fixations[index].position?.x += settings.offsetX
        trial.fixations[index].position?.y += settings.offsetY
      }
      trial.notes.append("fixations moved by (\(settings.offsetX), \(settings.offsetY)) pixels")
    }
    let screen = trial.screen
    var exclusions = trial.exclusions
    trial.fixations.removeAll { fixation in
      guard let reason = reason(toExclude: fixation, screen) else { return false }
      exclusions.add(reason, at: place)
      return true
    }
    trial.exclusions = exclusions
  }

  private func reason(toExclude fixation: Fixation, _ screen: ScreenSize?) -> ExclusionReason? {
    if let position = fixation.position, !position.isOnAnyScreen { return .offScreen }
    if let margin = settings.screenMargin, let screen, let position = fixation.position {
      let rectangle = ScreenRectangle(x: 0, y: 0, width: screen.width, height: screen.height)
      if !screen.contains(position), margin == 0 || rectangle.distance(to: position) > margin { return .offScreen }
    }
    if let minimum = settings.minimumDuration, fixation.duration < minimum { return .tooShort }
    if let maximum = settings.maximumDuration, fixation.duration > maximum { return .tooLong }
    return nil
  }
}
