import Testing

@testable import Scanpaths

struct SemanticLabelTests {
  @Test func idsArePlacesInTheAlphabetWithAGapAtEighteen() {
    #expect(SemanticLabel.allCases.map(\.rawValue) == SemanticLabel.allCases.map(\.rawValue).sorted())
    #expect(SemanticLabel.allCases.map(\.id) == Array(1...17) + [19, 20])
    #expect(SemanticLabel(id: 18) == nil)
    #expect(SemanticLabel(id: 10) == .functionDeclaration)
    #expect(SemanticLabel(id: 20) == .variableDeclaration)
  }
}
