/// The tables of Porter's stemmer, with suffixes in the order in which they are tried.
enum PorterRules {
  struct Rule {
    let suffix: [Unicode.Scalar]
    let replacement: [Unicode.Scalar]
    /// The number of the suffix's first letters that count as part of the stem for its measure.
    let lettersOfStem: Int

    init(_ suffix: String, _ replacement: String = "", lettersOfStem: Int = 0) {
      self.suffix = Array(suffix.unicodeScalars)
      self.replacement = Array(replacement.unicodeScalars)
      self.lettersOfStem = lettersOfStem
    }
  }

  /// Step 2. `-alli` is handled before the table.
  static let doubleSuffixes = [
    Rule("ational", "ate"), Rule("tional", "tion"), Rule("enci", "ence"), Rule("anci", "ance"), Rule("izer", "ize"),
    Rule("bli", "ble"), Rule("entli", "ent"), Rule("eli", "e"), Rule("ousli", "ous"), Rule("ization", "ize"),
    Rule("ation", "ate"), Rule("ator", "ate"), Rule("alism", "al"), Rule("iveness", "ive"), Rule("fulness", "ful"),
    Rule("ousness", "ous"), Rule("aliti", "al"), Rule("iviti", "ive"), Rule("biliti", "ble"), Rule("fulli", "ful"),
    Rule("logi", "log", lettersOfStem: 1),
  ]

  /// Step 3.
  static let derivations = [
    Rule("icate", "ic"), Rule("ative"), Rule("alize", "al"), Rule("iciti", "ic"), Rule("ical", "ic"), Rule("ful"),
    Rule("ness"),
  ]

  /// Step 4.
  static let lastSuffixes = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
  ].map { Rule($0) }

  /// The suffix of step 4 that needs an s or t before it.
  static let ion = Array("ion".unicodeScalars)

  static let irregularForms: [[Unicode.Scalar]: [Unicode.Scalar]] = {
    let forms = [
      "sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "news": "news",
      "innings": "inning", "inning": "inning", "outings": "outing", "outing": "outing", "cannings": "canning",
      "canning": "canning", "howe": "howe", "proceed": "proceed", "exceed": "exceed", "succeed": "succeed",
    ]
    return Dictionary(
      uniqueKeysWithValues: forms.map { (Array($0.key.unicodeScalars), Array($0.value.unicodeScalars)) })
  }()
}
