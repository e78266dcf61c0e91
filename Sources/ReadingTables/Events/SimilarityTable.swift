/// How similar the scanpaths of two readings of one method are. The numbers come from whoever compares them.
package enum SimilarityTable {
  package struct Row: Sendable, Equatable {
    package var method: String
    package var first: Side
    package var second: Side
    package var tokens: Double
    package var labels: Double
    package var geometry: Geometry?

    package init(
      method: String, first: Side, second: Side, tokens: Double, labels: Double, geometry: Geometry?
    ) {
      self.method = method
      self.first = first
      self.second = second
      self.tokens = tokens
      self.labels = labels
      self.geometry = geometry
    }
  }

  /// One of the two readings.
  package struct Side: Sendable, Equatable {
    package var trial: Int
    package var participant: String
    package var events: Int

    package init(trial: Int, participant: String, events: Int) {
      self.trial = trial
      self.participant = participant
      self.events = events
    }
  }

  /// MultiMatch's measures.
  package struct Geometry: Sendable, Equatable {
    package var shape: Double
    package var direction: Double
    package var length: Double
    package var position: Double
    package var duration: Double

    package init(shape: Double, direction: Double, length: Double, position: Double, duration: Double) {
      self.shape = shape
      self.direction = direction
      self.length = length
      self.position = position
      self.duration = duration
    }
  }

  package static let definition = TableDefinition(
    "similarity", row: "two readings of one method", columns: sides + measures)

  private static let sides: [TableColumn<Row>] = [
    MeasureColumns.method(\.method),
    .integer("first_trial", "The number of the first trial in the file.") { $0.first.trial },
    .integer("second_trial", "The number of the second trial in the file.") { $0.second.trial },
    .text("first_participant", "The reader of the first trial.") { $0.first.participant },
    .text("second_participant", "The reader of the second trial.") { $0.second.participant },
    .boolean("is_same_participant", "Whether both are readings by the same person.") {
      $0.first.participant == $0.second.participant
    },
    .integer("first_events", "The events of the first scanpath (`--events`).") { $0.first.events },
    .integer("second_events", "The events of the second scanpath.") { $0.second.events },
  ]

  private static let staysPut = "one of the scanpaths stays at one place"

  private static let measures: [TableColumn<Row>] = [
    .number("token_similarity", "Normalised Levenshtein similarity of the tokens, from 0 to 1.") { $0.tokens },
    .number("label_similarity", "Normalised Levenshtein similarity of the labels, from 0 to 1.") { $0.labels },
    .number("shape_similarity", "MultiMatch's shape: how alike the saccades are as vectors.", missing: staysPut) {
      $0.geometry?.shape
    },
    .number("direction_similarity", "MultiMatch's direction: how alike their angles are.", missing: staysPut) {
      $0.geometry?.direction
    },
    .number("length_similarity", "MultiMatch's length: how alike their amplitudes are.", missing: staysPut) {
      $0.geometry?.length
    },
    .number("position_similarity", "MultiMatch's position: how near their beginnings are.", missing: staysPut) {
      $0.geometry?.position
    },
    .number("duration_similarity", "MultiMatch's duration: how alike the stays before them are.", missing: staysPut) {
      $0.geometry?.duration
    },
  ]
}
