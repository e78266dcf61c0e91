import Basics

/// Draws which words of a text are masked: spans of a given mean length that cover a given share.
///
/// As in T5 (Raffel et al., JMLR 2020, section 3.1.4), the number of masked words and of spans follows from the length
/// alone, and the lengths of the spans and of the gaps between them are uniform over all that add up. *Ours*: a text may
/// begin or end with a span, and the units are words, as in CodeT5 (Wang et al., EMNLP 2021), so that no word is masked in
/// part.
struct RandomSpans {
  let maskedShare: Double
  let meanSpan: Double

  /// The masked ranges of a text of some words, in order, with at least one word between them; none for an empty text.
  ///
  /// - Parameter most: the most spans.
  func ranges(words: Int, most: Int, using stream: inout RandomStream) -> [Range<Int>] {
    guard words > 1 else { return words == 1 ? [0..<1] : [] }
    let masked = min(max(1, Int((maskedShare * Double(words)).rounded())), words - 1)
    let wanted = Int((Double(masked) / meanSpan).rounded())
    // Between two spans there is a word that is not masked.
    let spans = min(max(1, wanted), masked, words - masked + 1, max(1, most))
    let lengths = Self.composition(of: masked - spans, into: spans, using: &stream).map { $0 + 1 }
    let free = words - masked - (spans - 1)
    let gaps = Self.composition(of: free, into: spans + 1, using: &stream)
    var place = 0
    return zip(gaps, lengths).enumerated().map { number, part in
      place += part.0 + (number > 0 ? 1 : 0)
      defer { place += part.1 }
      return place..<place + part.1
    }
  }

  /// A sum of `parts` numbers of at least 0, uniform among all that give `total`.
  private static func composition(of total: Int, into parts: Int, using stream: inout RandomStream) -> [Int] {
    // Bars among stars: which of the places hold the bars between the parts.
    var (result, current, bars) = ([Int](), 0, parts - 1)
    let places = total + parts - 1
    for place in 0..<places {
      // Selection sampling (Knuth, TAOCP 2, section 3.4.2, algorithm S).
      if stream.uniform() * Double(places - place) < Double(bars) {
        result.append(current)
        (current, bars) = (0, bars - 1)
      } else {
        current += 1
      }
    }
    return result + [current]
  }
}
