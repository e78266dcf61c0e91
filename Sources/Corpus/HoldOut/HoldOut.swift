import Basics
import Scanpaths

/// The methods and participants whose readings are held out, as sets of their names.
package struct HoldOut: Sendable, Equatable {
  /// The side that a reading belongs to.
  package enum Side: Sendable { case training, heldOut, neither }

  package var methods: Set<String> = []
  package var participants: Set<String> = []
  /// Whether a held-out reading has both a held-out method and a held-out participant.
  package var needsBoth = false

  package init() {}

  /// Holds out a share of the methods, rounded up.
  package init(shareOfMethods share: Double, of scanpaths: [Scanpath], seed: UInt64) {
    let order = Self.order(Set(scanpaths.map(\.code)), seed: seed, stream: -1)
    methods = Set(order.prefix(Int((share * Double(order.count)).rounded(.up))))
  }

  /// Holds out one fold. Folds differ by at most one in their numbers of methods or participants.
  ///
  /// - Parameter keys: the names of the settings `folds` and `fold`, for errors.
  /// - Throws: `InvalidSetting` if there are fewer methods or participants than folds, or no reading on one side.
  package init(
    _ settings: HoldOutSettings, of scanpaths: [Scanpath],
    keys: (folds: String, fold: String) = ("gaze.hold_out.folds", "gaze.hold_out.fold")
  ) throws {
    guard settings.isUsed else { return }
    func fold(_ names: Set<String>, _ noun: String, stream: Int) throws -> Set<String> {
      guard names.count >= settings.folds else {
        throw InvalidSetting(
          keys.folds,
          "is \(settings.folds), but the readings have \(names.count) \(noun)\(names.count == 1 ? "" : "s")",
          remedy: names.count < 2
            ? "with one \(noun) none can be held out: hold out by \(noun == "method" ? "participants" : "methods")"
            : "use at most \(names.count) folds")
      }
      let order = Self.order(names, seed: settings.seed, stream: stream)
      return Set(order.indices.filter { $0 % settings.folds == settings.fold }.map { order[$0] })
    }
    if settings.by != .participants { methods = try fold(Set(scanpaths.map(\.code)), "method", stream: -2) }
    if settings.by != .methods { participants = try fold(Set(scanpaths.map(\.participant)), "participant", stream: -3) }
    needsBoth = settings.by == .both
    for (side, name) in [(Side.heldOut, "held out"), (.training, "left to train on")]
    where !scanpaths.contains(where: { self.side(of: $0) == side }) {
      throw InvalidSetting(
        keys.fold, "is \(settings.fold), in which no reading is \(name)",
        remedy: "choose another fold or seed, or fewer folds")
    }
  }

  package var isEmpty: Bool { methods.isEmpty && participants.isEmpty }

  package func side(of scanpath: Scanpath) -> Side {
    side(method: scanpath.code, participant: scanpath.participant)
  }

  package func side(method: String, participant: String) -> Side {
    let (isMethod, isParticipant) = (methods.contains(method), participants.contains(participant))
    guard isMethod || isParticipant else { return .training }
    return needsBoth && !(isMethod && isParticipant) ? .neither : .heldOut
  }

  private static func order(_ names: Set<String>, seed: UInt64, stream: Int) -> [String] {
    var stream = RandomStream(seed: seed, purpose: .shuffling, stream)
    return names.sorted().shuffled(using: &stream)
  }
}
