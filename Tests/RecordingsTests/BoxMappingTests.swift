import Recordings
import Scanpaths
import Testing

struct BoxMappingTests {
  static let source = """
    void f(StringBuilder sb) {
      // look at name
      sb.append("first name"); i++;
      for (int i = 0; i <= 9; i++) { x[ i ] = name; }
      y != null;
    }
    """

  private let code: LabelledCode

  init() throws { code = try Labeller(.java).label(Self.source, id: "f") }

  private func mapping(_ boxes: [String] = []) -> BoxMapping {
    BoxMapping(code: code, source: Self.source, boxes: boxes)
  }

  private func texts(_ result: Result<[TokenShare], UnmappedReason>) throws -> [String] {
    try result.get().map { "\(code.tokens[$0.token].text) \(($0.share * 100).rounded() / 100)" }
  }

  @Test func namesAreTakenApart() {
    #expect(BoxName("name.2") == BoxName(text: "name", occurrence: 2))
    for whole in ["name", "sb.append", "100.0", ".1", "a.", "a.-1", "a.99999999999999999999", "1.5f"] {
      #expect(BoxName(whole) == BoxName(text: whole, occurrence: 0))
    }
    #expect(BoxName("=.4").name == "=.4")
  }

  @Test func aBoxOfSeveralTokensIsSharedByLength() throws {
    #expect(try texts(mapping().tokens(of: "sb.append", occurrence: 0)) == ["sb 0.25", "append 0.75"])
    #expect(try texts(mapping().tokens(of: "i++", occurrence: 0)) == ["i 0.33", "++ 0.67"])
    #expect(try texts(mapping().tokens(of: "name;", occurrence: 0)) == ["name 1.0"])
    #expect(try texts(mapping().tokens(of: "append(\"first", occurrence: 0)) == ["append 0.33", "\"first name\" 0.67"])
  }

  @Test func wordsOfStringsAndCommentsAreTheWholeToken() throws {
    #expect(try texts(mapping().tokens(of: "\"first", occurrence: 0)) == ["\"first name\" 1.0"])
    #expect(try texts(mapping().tokens(of: "//", occurrence: 0)) == ["// look at name 1.0"])
    let lines = try [0, 1, 2].map { try code.tokens[mapping().tokens(of: "name", occurrence: $0).get()[0].token].line }
    #expect(lines == [1, 2, 3])
  }

  @Test func attachedPunctuationAndSpaceDoNotMatter() throws {
    for box in ["append(", " sb.append(\t", "name\");", "[sb.append]", "x[ i ]"] {
      #expect(try !mapping().tokens(of: box, occurrence: 0).get().isEmpty, "\(box)")
    }
  }

  @Test func knownBoxesTakeTheirTextFromShorterOnes() throws {
    // All places: the `i` of i++ (line 2), of int i, i <=, i++ and [ i ].
    let all = try (0..<5).map { try mapping().tokens(of: "i", occurrence: $0).get()[0].token }
    #expect(Set(all).count == 5)
    let known = try mapping(["i++", "i"]).tokens(of: "i", occurrence: 2).get()[0].token
    #expect(known == all[4])
    // Beyond those that are left, the boxes were not drawn as elsewhere.
    #expect(try mapping(["i++", "i"]).tokens(of: "i", occurrence: 4).get()[0].token == all[4])
  }

  @Test func operatorsAreNotPartsOfLongerOnes() throws {
    #expect(try texts(mapping().tokens(of: "=", occurrence: 1)) == ["= 1.0"])
    #expect(mapping().tokens(of: "=", occurrence: 2) == .failure(.occurrenceBeyondLast))
    #expect(try texts(mapping().tokens(of: "!=", occurrence: 0)) == ["!= 1.0"])
    // Unless nothing else is there.
    #expect(try texts(mapping().tokens(of: "+", occurrence: 0)) == ["++ 1.0"])
    #expect(try texts(mapping().tokens(of: "!", occurrence: 0)) == ["!= 1.0"])
  }

  @Test func failuresTellWhy() {
    #expect(mapping().tokens(of: " ", occurrence: 0) == .failure(.emptyBox))
    #expect(mapping().tokens(of: "nam", occurrence: 0) == .failure(.textNotInMethod))
    #expect(mapping().tokens(of: "name", occurrence: 3) == .failure(.occurrenceBeyondLast))
    #expect(mapping().tokens(of: "name", occurrence: -1) == .failure(.occurrenceBeyondLast))
    #expect(mapping().tokens(of: "]", occurrence: 0) == .failure(.punctuationOnly))
    #expect(mapping().tokens(of: "&", occurrence: 0) == .failure(.textNotInMethod))
  }

  @Test func misreadLettersAreFound() throws {
    #expect(try texts(mapping().tokens(of: "StringBui1der", occurrence: 0)) == ["StringBuilder 1.0"])
    #expect(mapping().tokens(of: "1", occurrence: 0) == .failure(.textNotInMethod))
  }

  @Test func aNumberWithAFractionIsNotACountedBox() throws {
    let source = "x = 0.5 + 0 * 0;"
    let code = try Labeller(.java).label(source, id: "")
    let mapping = BoxMapping(code: code, source: source)
    #expect(try code.tokens[mapping.tokens(of: BoxName("0.5")).get()[0].token].text == "0.5")
    #expect(try code.tokens[mapping.tokens(of: BoxName("0.1")).get()[0].token].bytes.lowerBound == 10)
  }

  @Test func fixationsBecomeVisitsInOrderAndNoneIsLost() {
    let fixations = [("sb.append", 200.0), ("nowhere", 50), ("name.2", 100), ("name", .nan), ("name", -1), ("]", 7)]
    let recording = BoxRecording(
      participant: "p", code: "f",
      fixations: fixations.map { BoxFixation(box: BoxName($0.0), durationMilliseconds: $0.1) })
    let unknown = BoxRecording(participant: "q", code: "g", fixations: [recording.fixations[0]])
    let mapped = MappedRecordings([recording, unknown], methods: ["f": (code, Self.source)])
    #expect(mapped.scanpaths[0].scanpath.visits.map(\.durationMilliseconds) == [50, 150, 100])
    #expect(mapped.scanpaths[0].scanpath.visits.map { code.tokens[$0.token].text } == ["sb", "append", "name"])
    #expect(mapped.scanpaths[0].unmapped.map(\.fixation) == [1, 3, 4, 5])
    #expect(
      mapped.unmapped == [
        .textNotInMethod: 1, .unusableDuration: 2, .punctuationOnly: 1, .unknownMethod: 1,
      ])
    #expect(mapped.fixations == 7 && abs(mapped.mappedShare - 2.0 / 7) < 1e-12)
    #expect(MappedRecordings([], methods: [:]).mappedShare == 1)
  }

  @Test func emptySourceHasNoTokens() {
    let mapping = BoxMapping(code: LabelledCode(id: "", language: .java, tokens: []), source: "", boxes: ["a", ""])
    #expect(mapping.tokens(of: "a", occurrence: 0) == .failure(.textNotInMethod))
    #expect(mapping.shares(of: 0..<10).isEmpty)
  }
}
