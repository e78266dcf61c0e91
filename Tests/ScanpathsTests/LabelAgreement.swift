import Basics
import Foundation
import Scanpaths
import Syntax
import TestSupport

/// One method as the EyeMulator files have it, with the labels of its tokens.
struct LabelledRow: Decodable {
  var code: String
  var tokens: [String]
  var labels: [Int]

  enum CodingKeys: String, CodingKey {
    case code
    case tokens = "code_tokens"
    case labels = "semantic_token_sequence"
  }

  static func read(_ name: String) throws -> [LabelledRow] {
    try JSONLines.read(LabelledRow.self, from: SharedData.path("eyemulator/corpus/\(name).jsonl"))
  }

  /// The tokens as ours are cut: a null that was lost on the way to the file is put back, a chained condition is two
  /// words, and a statement of one keyword is without its semicolon.
  var words: [(text: String, label: SemanticLabel?)] {
    zip(tokens, labels).flatMap { token, id -> [(String, SemanticLabel?)] in
      let label = SemanticLabel(id: id)
      switch token {
      case "nan": return [("null", label)]
      case "else if": return [("else", label), ("if", label)]
      case _ where token.count > 1 && token.hasSuffix(";"): return [(String(token.dropLast()), label)]
      default: return [(token, label)]
      }
    }
  }
}

/// How far our labels agree with those of recorded data.
struct LabelAgreement {
  /// By [theirs][ours].
  var counts: [[Int]] = Array(repeating: Array(repeating: 0, count: 21), count: 21)
  var words = 0

  var aligned: Int { counts.joined().reduce(0, +) }
  var agreeing: Int { counts.indices.map { counts[$0][$0] }.reduce(0, +) }
  var agreement: Double { Double(agreeing) / Double(max(aligned, 1)) }
  var alignedShare: Double { Double(aligned) / Double(max(words, 1)) }

  mutating func add(_ row: LabelledRow, _ code: LabelledCode) {
    let theirs = row.words
    words += theirs.count
    let ours = code.tokens.map(\.text)
    for (word, token) in Alignment.pairs(theirs.map(\.text), ours) {
      counts[theirs[word].label?.id ?? 0][code.tokens[token].label.id] += 1
    }
  }

  /// The largest confusions, for people.
  var report: String {
    var lines = ["\(agreeing) of \(aligned) agree: \(agreement); aligned \(alignedShare) of \(words)"]
    func name(_ id: Int) -> String { SemanticLabel(id: id)?.rawValue ?? "?" }
    var confusions: [(count: Int, text: String)] = []
    for (theirs, row) in counts.enumerated() {
      for (ours, count) in row.enumerated() where theirs != ours && count > 0 {
        confusions.append((count, "\(count)\t\(name(theirs)) here \(name(ours))"))
      }
    }
    for label in SemanticLabel.allCases {
      let row = counts[label.id]
      lines.append(
        "\(label.rawValue): \(row[label.id]) of \(row.reduce(0, +)); ours \(counts.map { $0[label.id] }.reduce(0, +))")
    }
    return (lines + confusions.sorted { $0.count > $1.count }.prefix(25).map(\.text)).joined(separator: "\n")
  }
}

/// Aligns two sequences of texts.
enum Alignment {
  /// A longest common subsequence (Hunt and Szymanski, 1977), as pairs of places; then each text that is left over in
  /// the first goes with the first such text left over in the second. EyeMulator's rows put some tokens at the end.
  static func pairs(_ first: [String], _ second: [String]) -> [(Int, Int)] {
    var pairs = longestCommonSubsequence(first, second)
    let usedFirst = Set(pairs.map(\.0))
    let usedSecond = Set(pairs.map(\.1))
    var left = places(of: second, except: usedSecond).mapValues { Array($0.reversed()) }
    for place in first.indices where !usedFirst.contains(place) {
      if let other = left[first[place]]?.popLast() { pairs.append((place, other)) }
    }
    return pairs
  }

  static func longestCommonSubsequence(_ first: [String], _ second: [String]) -> [(Int, Int)] {
    let places = places(of: second, except: [])
    // Of the common subsequences of each length, the one that ends earliest.
    var ends: [(place: Int, link: Int)] = []
    var links: [(first: Int, second: Int, before: Int)] = []
    for (place, text) in first.enumerated() {
      for other in (places[text] ?? []).reversed() {
        let length = ends.partitioningIndex { $0.place >= other }
        links.append((place, other, length == 0 ? -1 : ends[length - 1].link))
        let end = (other, links.count - 1)
        if length == ends.count { ends.append(end) } else { ends[length] = end }
      }
    }
    var pairs: [(Int, Int)] = []
    var link = ends.last?.link ?? -1
    while link >= 0 {
      pairs.append((links[link].first, links[link].second))
      link = links[link].before
    }
    return pairs.reversed()
  }

  private static func places(of texts: [String], except used: Set<Int>) -> [String: [Int]] {
    Dictionary(grouping: texts.indices.filter { !used.contains($0) }) { texts[$0] }
  }
}

extension Array {
  /// The first place from which on all elements satisfy the condition, which must hold for a tail of the array.
  fileprivate func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = condition(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
