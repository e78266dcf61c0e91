/// The settings of an import that only some formats use.
///
/// Every format says which it uses; one that you give and the format does not use is refused.
package enum ImportSetting: String, CaseIterable, Sendable {
  case code, interestAreas, boxes, plugin, timeUnit, coordinates, source, eyes, screen, stimulusColumn, participant
}
