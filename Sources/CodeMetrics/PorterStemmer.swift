/// The stem of an English word: Porter, "An algorithm for suffix stripping" (Program 14.3, 1980), with the extensions
/// that NLTK's `PorterStemmer` applies by default.
///
/// The extensions are a list of irregular forms, words of up to two letters left unchanged, `-ies` and `-ied` kept as
/// `-ie` in words of four letters, `-y` changed to `-i` only after a consonant that is not the word's first letter,
/// stems of a vowel and a consonant counted as short, and the suffixes `-bli`, `-fulli`, `-logi` and repeated `-alli`
/// in step 2. The paper's measure of a stem is the number of its changes from vowel to consonant.
struct PorterStemmer {
  private var word: [Unicode.Scalar]

  /// The stem of a lower-case word; characters that are not letters count as consonants.
  ///
  /// - Complexity: O(letters).
  static func stem(of word: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if let stem = PorterRules.irregularForms[word] { return stem }
    guard word.count > 2 else { return word }
    var stemmer = PorterStemmer(word: word)
    stemmer.removePlural()
    stemmer.removePastAndParticiple()
    stemmer.turnFinalY()
    stemmer.simplifyDoubleSuffix()
    stemmer.apply(PorterRules.derivations)
    stemmer.removeLastSuffix()
    stemmer.removeFinalE()
    stemmer.removeDoubleL()
    return stemmer.word
  }

  // MARK: Steps

  /// Step 1a.
  private mutating func removePlural() {
    if ends("ies") {
      word.removeLast(word.count == 4 ? 1 : 2)
    } else if ends("sses") {
      word.removeLast(2)
    } else if ends("s"), !ends("ss") {
      word.removeLast()
    }
  }

  /// Step 1b.
  private mutating func removePastAndParticiple() {
    if ends("ied") {
      word.removeLast(word.count == 4 ? 1 : 2)
    } else if ends("eed") {
      if measure(without: 3) > 0 { word.removeLast() }
    } else if ends("ed"), hasVowel(without: 2) {
      word.removeLast(2)
      mendBareStem()
    } else if ends("ing"), hasVowel(without: 3) {
      word.removeLast(3)
      mendBareStem()
    }
  }

  /// The second half of step 1b: after removing `-ed` or `-ing`, restores an `e` or drops a doubled letter.
  private mutating func mendBareStem() {
    if ends("at") || ends("bl") || ends("iz") {
      word.append("e")
    } else if endsWithDoubleConsonant || ends("*d") {
      // NLTK writes the rule for double consonants with the suffix "*d" and also matches those two characters
      // literally.
      guard let last = word.last, last != "l", last != "s", last != "z" else { return }
      word.removeLast(2)
      word.append(last)
    } else if measure(without: 0) == 1, isShort(without: 0) {
      word.append("e")
    }
  }

  /// Step 1c.
  private mutating func turnFinalY() {
    if ends("y"), word.count > 2, consonants(without: 1).last == true { word[word.count - 1] = "i" }
  }

  /// Step 2.
  private mutating func simplifyDoubleSuffix() {
    if ends("alli"), measure(without: 4) > 0 { word.removeLast(2) }
    apply(PorterRules.doubleSuffixes)
  }

  /// Step 4.
  private mutating func removeLastSuffix() {
    guard let rule = rule(among: PorterRules.lastSuffixes), measure(without: rule.suffix.count) > 1 else { return }
    if rule.suffix == PorterRules.ion {
      let before = word[word.count - rule.suffix.count - 1]
      guard before == "s" || before == "t" else { return }
    }
    word.removeLast(rule.suffix.count)
  }

  /// Step 5a.
  private mutating func removeFinalE() {
    guard ends("e") else { return }
    let measure = measure(without: 1)
    if measure > 1 || measure == 1 && !isShort(without: 1) { word.removeLast() }
  }

  /// Step 5b.
  private mutating func removeDoubleL() {
    if ends("ll"), measure(without: 1) > 1 { word.removeLast() }
  }

  // MARK: Rules

  /// Applies the first rule whose suffix the word has, or none if the measure of the stem before the suffix is zero.
  private mutating func apply(_ rules: [PorterRules.Rule]) {
    guard let rule = rule(among: rules), measure(without: rule.suffix.count - rule.lettersOfStem) > 0 else { return }
    word.removeLast(rule.suffix.count)
    word.append(contentsOf: rule.replacement)
  }

  private func rule(among rules: [PorterRules.Rule]) -> PorterRules.Rule? {
    rules.first { word.ends(with: $0.suffix) }
  }

  // MARK: Conditions

  private func ends(_ suffix: String) -> Bool { word.ends(with: suffix.unicodeScalars) }

  /// Whether each letter is a consonant, ignoring the word's last `count` letters.
  ///
  /// A `y` is a consonant at the start and after a vowel.
  private func consonants(without count: Int) -> [Bool] {
    var flags: [Bool] = []
    for letter in word.dropLast(count) {
      switch letter {
      case "a", "e", "i", "o", "u": flags.append(false)
      case "y": flags.append(flags.last != true)
      default: flags.append(true)
      }
    }
    return flags
  }

  private func measure(without count: Int) -> Int {
    let flags = consonants(without: count)
    return zip(flags, flags.dropFirst()).count { !$0 && $1 }
  }

  private func hasVowel(without count: Int) -> Bool { consonants(without: count).contains(false) }

  private var endsWithDoubleConsonant: Bool {
    word.count >= 2 && word[word.count - 1] == word[word.count - 2] && consonants(without: 0).last == true
  }

  /// Whether the stem ends in consonant, vowel and a consonant other than w, x and y, or is a vowel and a consonant.
  private func isShort(without count: Int) -> Bool {
    let flags = consonants(without: count)
    if flags.count == 2 { return flags == [false, true] }
    guard flags.suffix(3) == [true, false, true] else { return false }
    return !["w", "x", "y"].contains(word[flags.count - 1])
  }
}

extension BidirectionalCollection where Element: Equatable {
  /// Whether the last elements equal `suffix`.
  func ends(with suffix: some BidirectionalCollection<Element>) -> Bool {
    reversed().starts(with: suffix.reversed())
  }
}
