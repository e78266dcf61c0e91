import Foundation
import Recordings
import Scanpaths

/// What the measures of reading are taken of.
package enum ReadingUnit: String, Sendable, CaseIterable {
  case token, line, box
  /// The tokens of one label together. Its measures are means over them, so it has none of its own.
  case label

  /// `tokens`: what the means of this unit are over.
  package var observations: String {
    switch self {
    case .token, .label: "tokens"
    case .line: "lines"
    case .box: "boxes"
    }
  }
}

/// One unit of a trial's text.
package struct UnitItem: Sendable, Equatable {
  /// The token's or box's index from 0, or the line's number from 1.
  package var number: Int
  package var text: String
  /// A box's number among those of the same text, and its identifier.
  package var occurrence: Int?
  package var identifier: String?
  /// A token's label and place.
  package var label: SemanticLabel?
  package var line: Int?
  package var column: Int?
  /// The tokens of a line or box.
  package var tokens: Int?
}

/// The measures of one unit in one trial.
package struct UnitMeasures: Sendable {
  package var reading: Reading
  package var item: UnitItem
  package var measures: UnitReading
}

extension Reading {
  /// The measures of the trial's tokens, lines or boxes; nil if the trial has none, or no fixation on any.
  ///
  /// A reading without any fixation on a unit says nothing about the units it skipped.
  package func measures(of unit: ReadingUnit) -> [UnitMeasures]? {
    if unit == .label, code == nil { return nil }
    let (items, visits) =
      switch unit {
      case .token, .label: (tokenItems, tokenVisits)
      case .line: (lineItems, lineVisits)
      case .box: (boxItems, boxVisits)
      }
    let readings = ReadingMeasures.measures(visits, unitCount: items.count)
    guard readings.contains(where: { $0.fixations > 0 }) else { return nil }
    return zip(items, readings).map { UnitMeasures(reading: self, item: $0, measures: $1) }
  }

  private var tokenItems: [UnitItem] {
    trial.tokens.enumerated().map { place, token in
      UnitItem(
        number: place, text: token.text, label: code?.tokens[place].label, line: token.line, column: token.column)
    }
  }

  private var tokenVisits: [UnitVisit] {
    trial.fixations.map { fixation in
      let shares = Self.shares(of: fixation, in: trial)
      return UnitVisit(
        units: shares.map(\.token), duration: fixation.duration, shares: shares.map(\.share), start: fixation.start)
    }
  }

  /// The lines that have tokens, from the top.
  private var lineNumbers: [Int] { Set(trial.tokens.map(\.line)).sorted() }

  private var lineItems: [UnitItem] {
    let counts = Dictionary(trial.tokens.map { ($0.line, 1) }, uniquingKeysWith: +)
    let texts = (trial.code ?? "").split(separator: /\r\n|\n|\r/, omittingEmptySubsequences: false)
    return lineNumbers.map { line in
      let text = (1...texts.count).contains(line) ? texts[line - 1].trimmingCharacters(in: .whitespaces) : ""
      return UnitItem(number: line, text: text, tokens: counts[line])
    }
  }

  /// A fixation on tokens of one line is whole on that line.
  private var lineVisits: [UnitVisit] {
    let numbers = Dictionary(uniqueKeysWithValues: lineNumbers.enumerated().map { ($1, $0) })
    return trial.fixations.map { fixation in
      var shares: [Int: Double] = [:]
      for share in Self.shares(of: fixation, in: trial) {
        if let number = numbers[trial.tokens[share.token].line] { shares[number, default: 0] += share.share }
      }
      let lines = shares.sorted { $0.key < $1.key }
      return UnitVisit(
        units: lines.map(\.key), duration: fixation.duration, shares: lines.map(\.value), start: fixation.start)
    }
  }

  /// The boxes with a place in the order of reading, in that order.
  private var boxItems: [UnitItem] {
    let ranked = boxes.boxes.enumerated().filter { $0.element.rank != nil }
    return ranked.sorted { ($0.element.rank ?? 0) < ($1.element.rank ?? 0) }.map { index, box in
      UnitItem(
        number: index, text: box.reference.text, occurrence: box.reference.occurrence,
        identifier: box.identifier.isEmpty ? nil : box.identifier, tokens: box.tokens.count)
    }
  }

  private var boxVisits: [UnitVisit] {
    zip(trial.fixations, places).map { fixation, place in
      let rank = place.box.flatMap { boxes.boxes[$0].rank }
      return UnitVisit(units: rank.map { [$0] } ?? [], duration: fixation.duration, start: fixation.start)
    }
  }
}
