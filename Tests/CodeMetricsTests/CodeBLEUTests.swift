import Basics
import Syntax
import Testing

@testable import CodeMetrics

struct CodeBLEUTests {
  private let java = "public int twice ( int n ) { int m = n + n ; return m ; }"

  private func score(
    _ reference: String, _ prediction: String, _ mode: CodeBLEUMode, _ language: ProgrammingLanguage = .java
  ) throws -> CodeBLEUScore {
    try CodeBLEU(language: language, mode: mode).score(references: [reference], predictions: [prediction]).corpus
  }

  @Test(arguments: CodeBLEUMode.allCases) func equalProgramsScoreOne(_ mode: CodeBLEUMode) throws {
    let score = try score(java, java, mode)
    #expect(abs(score.codebleu - 1) < 1e-12)
    #expect(score.syntaxMatch == 1 && score.dataflowMatch == 1)
  }

  @Test(arguments: CodeBLEUMode.allCases) func everyInputGivesFiniteScoresInRange(_ mode: CodeBLEUMode) throws {
    let texts = ["", " ", "\n", java, "}{", "é 'ü \" /*", "\0\u{1}", "x", String(repeating: "( ", count: 3000), "// c"]
    for language in [ProgrammingLanguage.java, .python, .ruby, .c] {
      for reference in texts {
        for prediction in texts {
          let score = try score(reference, prediction, mode, language)
          for value in [
            score.codebleu, score.ngramMatch, score.weightedNgramMatch, score.syntaxMatch, score.dataflowMatch,
          ] {
            #expect(value.isFinite && value >= 0 && value <= 1 + 1e-12, "\(reference) – \(prediction): \(score)")
          }
        }
      }
    }
  }

  @Test func emptyTextsAreDefined() throws {
    // The published programs find no unigram, hence 0, and the two empty trees equal; no data flow counts as 1 or 0.
    #expect(try score("", "", .k4black).codebleu == 0.5)
    #expect(try score("", "", .microsoft).codebleu == 0.25)
    #expect(try score("", "", .fixed).codebleu == 1)
    for mode in CodeBLEUMode.allCases {
      #expect(try score(java, "", mode).ngramMatch == 0)
      #expect(try score("", java, mode).ngramMatch == 0)
    }
    #expect(try score(java, "", .fixed).codebleu == 0)
  }

  @Test func missingDataFlowCountsByTheMode() throws {
    let (reference, prediction) = ("void f ( ) { }", "void f ( ) { g ( ) ; }")
    let package = try score(reference, prediction, .k4black)
    let microsoft = try score(reference, prediction, .microsoft)
    let fixed = try score(reference, prediction, .fixed)
    for score in [package, microsoft, fixed] { #expect(score.dataflowMatch == 0) }
    #expect(abs(package.codebleu - microsoft.codebleu - 0.25) < 1e-12)
    let others = fixed.ngramMatch + fixed.weightedNgramMatch + fixed.syntaxMatch
    #expect(abs(fixed.codebleu - others / 3) < 1e-12)
    #expect(
      try !CodeBLEU(language: .java).score(references: [reference], predictions: [prediction]).hasDataFlow)
  }

  @Test func aGenuineMismatchOfDataFlowIsZeroButForThePackage() throws {
    let (reference, prediction) = ("int f ( int a ) { int x = a ; return x ; }", "int f ( ) { return 1 ; }")
    #expect(try score(reference, prediction, .k4black).dataflowMatch == 0)
    let difference =
      try score(reference, prediction, .k4black).codebleu - score(reference, prediction, .microsoft).codebleu
    #expect(abs(difference - 0.25) < 1e-12)
  }

  @Test func fixedModeClipsRepeatedSubtreesAndScoresShortTextsFully() throws {
    let (once, twice) = ("void f() { g(1); }", "void f() { g(1); g(2); g(3); }")
    // One call in the prediction stands for all three of the reference unless each may be matched once only.
    #expect(try score(twice, once, .k4black).syntaxMatch > score(twice, once, .fixed).syntaxMatch)
    #expect(try score("x ;", "x ;", .k4black).ngramMatch < 0.5)
    #expect(abs(try score("x ;", "x ;", .fixed).ngramMatch - 1) < 1e-12)
    // The weighted match's brevity penalty is 1 in the published programs.
    let long = java + " " + java
    #expect(try score(long, java, .fixed).weightedNgramMatch < 0.5)
  }

  @Test func fixedModeSeesThroughFormattingOfCommentsAndMembers() throws {
    let commented = "// it's a \"trap\nint f(int a) { int x = a; /* ' */ return x; }"
    let plain = "int f(int a) { int x = a; return x; }"
    let fixed = try score(commented, plain, .fixed)
    #expect(fixed.syntaxMatch == 1 && fixed.dataflowMatch == 1)
    let constructor = "public Box(int size) { this.size = size; }"
    let result = try CodeBLEU(language: .java).score(references: [constructor], predictions: [constructor])
    #expect(result.unsoundReferences == 0)
    let raw = try CodeBLEU(language: .cSharp, mode: .k4black).score(
      references: ["int Size { get { return 1; } }"], predictions: [""])
    #expect(raw.unsoundReferences == 1)
  }

  @Test func microsoftModeTakesEveryLanguageForJavaAndKnowsFewerKeywords() throws {
    let (reference, prediction) = ("x = 1 # it's\ny = 2", "x = 1\ny = 2")
    #expect(try score(reference, prediction, .k4black, .python).syntaxMatch == 1)
    #expect(try score(reference, prediction, .microsoft, .python).syntaxMatch < 1)
    #expect(Keywords.of(.python, .k4black).contains(Array("match".utf8)))
    #expect(!Keywords.of(.python, .microsoft).contains(Array("match".utf8)))
  }

  @Test func severalReferencesHelp() throws {
    let other = "public int thrice ( int n ) { return 3 * n ; }"
    for mode in CodeBLEUMode.allCases {
      let metric = CodeBLEU(language: .java, mode: mode)
      let both = try metric.score(references: [[other, java]], predictions: [java]).corpus
      let one = try metric.score(references: [[other]], predictions: [java]).corpus
      #expect(both.ngramMatch > one.ngramMatch)
      if mode == .fixed { #expect(abs(both.codebleu - 1) < 1e-12) }
    }
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let texts = (0..<40).map { "int f\($0) ( int a ) { int x = a + \($0 % 7) ; return x ; }" }
    let predictions = texts.indices.map { texts[($0 + $0 % 3) % texts.count] }
    let metric = CodeBLEU(language: .java, mode: .fixed)
    let alone = try metric.score(references: texts, predictions: predictions, threads: 1)
    #expect(try metric.score(references: texts, predictions: predictions, threads: 2) == alone)
    #expect(try metric.score(references: texts, predictions: predictions, threads: 64) == alone)
  }

  @Test func resampledStatisticsGiveTheCorpusScore() throws {
    let texts = [java, "void f ( ) { }", "int x = 3 ;"]
    let predictions = ["public int twice ( int n ) { return n + n ; }", "void f ( ) { g ( ) ; }", ""]
    for mode in CodeBLEUMode.allCases {
      let metric = CodeBLEU(language: .java, mode: mode)
      let corpus = try metric.score(references: texts, predictions: predictions).corpus
      let score = try CodeBLEUMetric(metric).score(references: texts, predictions: predictions)
      #expect(abs(score.corpus - 100 * corpus.codebleu) < 1e-9)
      let syntax = try CodeBLEUMetric(metric, part: .syntax).score(references: texts, predictions: predictions)
      #expect(abs(syntax.corpus - 100 * corpus.syntaxMatch) < 1e-9)
    }
  }

  @Test func weightsMustBeFourAndAddUp() throws {
    #expect(try CodeBLEUWeights(parsing: "0.1, 0.1,0.4,0.4").syntax == 0.4)
    for text in ["", "1", "0.5,0.5,0.5,0.5", "-1,1,1,0", "nan,0,0,1", "a,b,c,d", "0.25,0.25,0.25,0.25,0"] {
      #expect(throws: CodeBLEUError.self) { try CodeBLEUWeights(parsing: text) }
    }
    let metric = CodeBLEU(language: .java, mode: .fixed, weights: try CodeBLEUWeights(parsing: "0,0,0,1"))
    let none = try metric.score(references: ["void f ( ) { }"], predictions: ["void f ( ) { }"]).corpus
    #expect(none.codebleu.isFinite)
  }

  @Test func unknownNamesAreRefusedWithAGuess() {
    #expect(throws: CodeBLEUError.unknownMode("fixd")) { try CodeBLEUMode(named: "fixd") }
    #expect(CodeBLEUError.unknownMode("fixd").diagnosis.remedy.contains("did you mean 'fixed'"))
    #expect(UnknownLanguage(name: "jav").diagnosis.remedy.contains("did you mean 'java'"))
    #expect(UnknownLanguage(name: "jav").diagnosis.exitCode == .usage)
  }
}
