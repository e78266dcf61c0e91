import Syntax
import Testing

@testable import Scanpaths

struct LabelRulesTests {
  @Test(arguments: ProgrammingLanguage.allCases) func rulesSpeakOfWhatTheGrammarKnows(_ language: ProgrammingLanguage) {
    let grammar = Grammar.of(language)
    for place in LabelRules.of(language).places {
      let rule = RulePlace(place)
      #expect(!grammar.kinds(named: rule.kind).isEmpty, "\(language): \(place)")
      switch rule.part {
      case .field(let name): #expect(grammar.field(named: name) != nil, "\(language): \(place)")
      case .child(let name): #expect(!grammar.kinds(named: name).isEmpty, "\(language): \(place)")
      case .whole, .words: break
      }
    }
  }
}
