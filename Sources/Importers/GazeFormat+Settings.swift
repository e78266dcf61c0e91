import Recordings

extension GazeFormat {
  /// The settings that reading this format uses; others are refused.
  package var usedSettings: Set<ImportSetting> {
    let stimuli: Set<ImportSetting> = [.code, .interestAreas, .boxes, .screen]
    switch self {
    case .fovea: return stimuli
    case .tobiiSDK: return TobiiSDKSource.usedSettings
    case .tobiiProLab: return TobiiProLabSource.usedSettings
    case .smi: return SMISource.usedSettings.union(BeGazeSource.usedSettings)
    case .iTraceXML: return ITraceSource.usedSettings
    case .iTraceDatabase: return stimuli.union([.timeUnit, .participant])
    case .eyeLinkReport: return stimuli.union([.eyes, .stimulusColumn])
    case .eyeLinkASC: return stimuli.union([.source, .eyes, .stimulusColumn, .participant])
    case .fix8: return stimuli.union([.participant])
    case .emip: return stimuli.union([.timeUnit])
    case .eyeTrans: return [.code, .screen]
    case .eyeMulator: return []
    }
  }

  /// Whether recordings are tables, whose numbers a person's language can change.
  var isTable: Bool {
    switch self {
    case .tobiiProLab, .smi, .eyeLinkReport, .fix8, .emip: true
    case .fovea, .tobiiSDK, .eyeLinkASC, .iTraceXML, .iTraceDatabase, .eyeTrans, .eyeMulator: false
    }
  }
}
