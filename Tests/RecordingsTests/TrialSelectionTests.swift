import Basics
import TestSupport
import Testing

@testable import Recordings

struct TrialSelectionTests {
  private static let subjects = ["P201", "P204", "P305"].flatMap { participant in
    ["10-177-V1", "10-258-V2", "49-76"].enumerated().map { number, stimulus in
      TrialPattern.Subject(participant: participant, stimulus: stimulus, trial: number + 1)
    }
  }

  private func chosen(_ only: [String], _ except: [String] = []) throws -> [String] {
    var selection = try TrialSelection(only: only, except: except)
    let chosen = Self.subjects.filter { selection.admits($0) }
    try selection.check()
    #expect(selection.leftOut == Self.subjects.count - chosen.count)
    return chosen.map { "\($0.participant)/\($0.stimulus)" }
  }

  @Test func patternsOfOneFieldAddUpAndFieldsNarrow() throws {
    #expect(try chosen([]).count == 9)
    #expect(try chosen(["participant=P2*"]).count == 6)
    #expect(try chosen(["participant=P2*", "stimulus=10-*"]).count == 4)
    #expect(try chosen(["participant=P201", "participant=P305"]).count == 6)
    #expect(try chosen(["participant=P201", "method=49-76"]) == ["P201/49-76"])
    #expect(try chosen(["trial=2"]) == ["P201/10-258-V2", "P204/10-258-V2", "P305/10-258-V2"])
    #expect(try chosen([], ["stimulus=10-*"]) == ["P201/49-76", "P204/49-76", "P305/49-76"])
    #expect(try chosen(["participant=P2*"], ["trial=[12]"]) == ["P201/49-76", "P204/49-76"])
  }

  @Test func severalConditionsMustAllHold() throws {
    #expect(try chosen(["participant=P201,stimulus=49-76"]) == ["P201/49-76"])
    #expect(try chosen([], ["participant=P2*, stimulus=10-*"]).count == 5)
    #expect(
      try chosen(["participant=P201,trial=1", "participant=P305"])
        == ["P201/10-177-V1", "P305/10-177-V1", "P305/10-258-V2", "P305/49-76"])
  }

  @Test func filesHoldOnePatternALine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("out.txt", "# blinked\nparticipant=P201,trial=1\r\n\n  stimulus=49-76 \n")
    #expect(try chosen([], ["@\(path)"]).count == 5)
    let wrong = try folder.file("wrong.txt", "participant=P201\nparticipant=P9\n")
    #expect(throws: TrialSelectionError.self) { try chosen([], ["@\(wrong)"]) }
    do {
      _ = try chosen([], ["@\(wrong)"])
    } catch let error as TrialSelectionError {
      #expect(error.diagnosis.place == "\(wrong):2" && error.diagnosis.exitCode == .badData)
    }
    #expect(throws: TrialSelectionError.emptyFile(path: try folder.file("none.txt", "# nothing\n"))) {
      try chosen(["@\(folder.path("none.txt"))"])
    }
    #expect(throws: FileFailure.self) { try chosen(["@\(folder.path("absent.txt"))"]) }
  }

  @Test(
    arguments: [
      (["participant=P21"], [], "did you mean participant=P201?", ExitCode.badData),
      (["stimulus=10-177-v1"], [], "did you mean stimulus=10-177-V1?", .badData),
      (["participant=P201,trial=9"], [], "trial: 3 are known, 1, 2, 3", .badData),
      ([], ["participant=P201,participant=P305"], "no trial meets all", .badData),
      (["participant=P201"], ["participant=P2*"], "relax one of them", .badData),
      (["particpant=P201"], [], "did you mean 'participant'?", .usage), (["P201"], [], "does not say", .usage),
      (["trial="], [], "trial", .usage), ([""], [], "does not say", .usage),
    ] as [([String], [String], String, ExitCode)])
  func mistakesAreErrors(_ only: [String], _ except: [String], _ words: String, _ code: ExitCode) throws {
    do {
      _ = try chosen(only, except)
      Issue.record("\(only) \(except) is accepted")
    } catch let error as TrialSelectionError {
      #expect(error.diagnosis.rendered.contains(words), "\(error.diagnosis.rendered)")
      #expect(error.diagnosis.exitCode == code)
    }
  }

  @Test func namesMayContainCommasAndEqualSigns() throws {
    let pattern = try TrialPattern("stimulus=f(a,b)=c,participant=x, y", place: "--only")
    #expect(pattern.matches(TrialPattern.Subject(participant: "x, y", stimulus: "f(a,b)=c", trial: 1)))
    #expect(!pattern.matches(TrialPattern.Subject(participant: "x", stimulus: "f(a,b)=c", trial: 1)))
  }

  @Test(arguments: [
    ("*", "", true), ("a*c", "abbc", true), ("a*c", "abbd", false), ("?", "é", true), ("?", "", false),
    ("*.py", "x.py", true), ("a**b*c", "a-b-b-c", true), ("[a-c]1", "b1", true), ("[!a-c]1", "b1", false),
    ("[]]", "]", true), ("[x", "[x", true), ("\\*", "*", true), ("\\*", "a", false), ("P", "p", false),
    ("*ab", "aab", true), ("", "", true), ("", "a", false),
  ])
  func globs(_ pattern: String, _ name: String, _ isMatch: Bool) {
    #expect(Glob(pattern).matches(name) == isMatch, "\(pattern) \(name)")
  }

  /// Trials without a number of their own count within their recording.
  @Test func trialsAreNumberedByRecording() {
    var numbers = TrialNumbers()
    let places = [("a", nil), ("a", nil), ("b", nil), ("a", 7), ("a", nil)] as [(String, Int?)]
    #expect(
      places.map { numbers.number(Provenance(format: .fovea, file: $0.0, line: 1, trial: $0.1)) } == [1, 2, 1, 7, 4])
  }
}
