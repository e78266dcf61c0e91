import Scanpaths

/// One fixation of a recording that names boxes.
package struct BoxFixation: Sendable, Equatable {
  package var box: BoxName
  package var durationMilliseconds: Double

  package init(box: BoxName, durationMilliseconds: Double) {
    self.box = box
    self.durationMilliseconds = durationMilliseconds
  }
}

/// A participant's fixations on one method, in order.
package struct BoxRecording: Sendable, Equatable {
  package var participant: String
  /// The `id` of the method.
  package var code: String
  package var fixations: [BoxFixation]

  package init(participant: String, code: String, fixations: [BoxFixation]) {
    self.participant = participant
    self.code = code
    self.fixations = fixations
  }
}

/// A scanpath over tokens, and the fixations that found none.
package struct MappedScanpath: Sendable, Equatable {
  package struct Unmapped: Sendable, Equatable {
    /// The fixation's place in its recording.
    package var fixation: Int
    package var box: BoxName
    package var reason: UnmappedReason
  }

  /// The tokens in the order in which they were fixated. A fixation on several tokens is one visit to each, in the
  /// order of the text, with its share of the duration.
  package var scanpath: Scanpath
  package var unmapped: [Unmapped]
}

extension BoxMapping {
  /// The scanpath of a recording of this method.
  ///
  /// - Complexity: linear in the number of fixations.
  package func scanpath(of recording: BoxRecording) -> MappedScanpath {
    var mapped = MappedScanpath(
      scanpath: Scanpath(participant: recording.participant, code: recording.code, visits: []), unmapped: [])
    var found: [BoxName: Result<[TokenShare], UnmappedReason>] = [:]
    for (place, fixation) in recording.fixations.enumerated() {
      let duration = fixation.durationMilliseconds
      guard duration.isFinite, duration >= 0 else {
        mapped.unmapped.append(.init(fixation: place, box: fixation.box, reason: .unusableDuration))
        continue
      }
      let tokens = found[fixation.box] ?? self.tokens(of: fixation.box)
      found[fixation.box] = tokens
      switch tokens {
      case .success(let shares):
        mapped.scanpath.visits += shares.map {
          Scanpath.Visit(token: $0.token, durationMilliseconds: duration * $0.share)
        }
      case .failure(let reason):
        mapped.unmapped.append(.init(fixation: place, box: fixation.box, reason: reason))
      }
    }
    return mapped
  }
}

/// Scanpaths over tokens of many recordings, with an account of every fixation.
package struct MappedRecordings: Sendable {
  /// In the order of the recordings.
  package private(set) var scanpaths: [MappedScanpath] = []
  package private(set) var fixations = 0
  /// How many fixations found no token, by reason.
  package private(set) var unmapped: [UnmappedReason: Int] = [:]

  /// The share of all fixations that fell on a token, 1 when there are none.
  package var mappedShare: Double {
    fixations == 0 ? 1 : Double(fixations - unmapped.values.reduce(0, +)) / Double(fixations)
  }

  /// - Parameters:
  ///   - recordings: the boxes of a method are those that any of its recordings mentions.
  ///   - methods: tokens and text by the method's `id`.
  package init(_ recordings: [BoxRecording], methods: [String: (code: LabelledCode, source: String)]) {
    var boxes: [String: Set<String>] = [:]
    for recording in recordings {
      for fixation in recording.fixations { boxes[recording.code, default: []].insert(fixation.box.text) }
    }
    var mappings: [String: BoxMapping] = [:]
    for (id, boxes) in boxes {
      guard let method = methods[id] else { continue }
      mappings[id] = BoxMapping(code: method.code, source: method.source, boxes: boxes)
    }
    for recording in recordings {
      let mapped = mappings[recording.code]?.scanpath(of: recording) ?? Self.unknown(recording)
      fixations += recording.fixations.count
      for failure in mapped.unmapped { unmapped[failure.reason, default: 0] += 1 }
      scanpaths.append(mapped)
    }
  }

  private static func unknown(_ recording: BoxRecording) -> MappedScanpath {
    MappedScanpath(
      scanpath: Scanpath(participant: recording.participant, code: recording.code, visits: []),
      unmapped: recording.fixations.enumerated().map { place, fixation in
        .init(fixation: place, box: fixation.box, reason: .unknownMethod)
      })
  }
}
