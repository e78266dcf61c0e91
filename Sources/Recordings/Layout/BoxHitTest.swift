/// Finds the box that a point on the screen belongs to.
///
/// A point inside several boxes belongs to the smallest, so a token wins over the call that contains it; ties go to the
/// earlier box. A point outside all boxes belongs to the nearest one whose edge is at most `radius` away; ties go to
/// the smaller box, then to the earlier.
package struct BoxHitTest: Sendable {
  package let boxes: [TokenBox]
  /// In pixels; 0 accepts only points inside.
  package let radius: Double

  package init(boxes: [TokenBox], radius: Double = 0) {
    self.boxes = boxes
    self.radius = radius.isFinite ? max(0, radius) : 0
  }

  /// The index of the box that was hit; nil when none was.
  ///
  /// - Complexity: O(boxes).
  package func box(at point: ScreenPoint) -> Int? {
    guard point.isFinite else { return nil }
    var best: (distance: Double, area: Double, index: Int)?
    for (index, box) in boxes.enumerated() {
      let isInside = box.rectangle.contains(point)
      // The right and lower edges are at distance 0 but outside; with a radius they count as near.
      let distance = isInside ? -1 : box.rectangle.distance(to: point)
      guard isInside || (radius > 0 && distance <= radius) else { continue }
      let area = box.rectangle.area
      if let found = best, (found.distance, found.area) <= (distance, area) { continue }
      best = (distance, area, index)
    }
    return best?.index
  }

  /// Gives every fixation with a position its box and that box's tokens, and counts the others by reason.
  ///
  /// Fixations without a position keep the box named by their source.
  package func assign(_ trial: inout ReadingTrial) {
    for index in trial.fixations.indices {
      guard let position = trial.fixations[index].position else { continue }
      let hit = box(at: position)
      trial.fixations[index].box = hit.map { boxes[$0].reference }
      trial.fixations[index].tokens = hit.map { boxes[$0].tokens } ?? []
    }
    // Where a fixation is decides, whatever box its source named.
    let undecided = trial.fixations.count { $0.box == nil && $0.position == nil }
    trial.countUnassigned(unknown: min(trial.exclusions[.unknownBox], undecided))
  }
}

extension ReadingTrial {
  /// Recounts, by reason, the fixations that are on no box.
  ///
  /// - Parameter unknown: how many name a box that does not exist; nil for as many as are counted, unless fewer fixations
  ///   than these are left.
  package mutating func countUnassigned(unknown: Int? = nil) {
    let unassigned = fixations.count { $0.box == nil }
    // Without a layout the names are kept, also those that the code does not have.
    let most = boxes.isEmpty ? fixations.count : unassigned
    let known = exclusions.tallies[.unknownBox]
    for reason in [ExclusionReason.noLayout, .onNoBox, .unknownBox] { exclusions.remove(reason) }
    let unknown = min(unknown ?? known?.count ?? 0, most)
    exclusions.add(.unknownBox, unknown, at: known?.firstPlace ?? provenance.place)
    exclusions.add(
      boxes.isEmpty ? .noLayout : .onNoBox, max(0, unassigned - unknown), at: provenance.place)
  }
}
