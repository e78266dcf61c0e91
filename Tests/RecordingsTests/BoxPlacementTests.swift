import Basics
import Foundation
import Importers
import Scanpaths
import TestSupport
import Testing

@testable import Recordings

/// Boxes on imagined screens, whose places are known, and on a real one.
struct BoxPlacementTests {
  static let code = """
    public List<String> names(Node first, int max) {
        // names of nodes, first to last
        List<String> names = new ArrayList<>();
        int count = 0;

        for (Node node = first; node != null; node = node.next) {
            if (node.name == null || node.name.isEmpty()) {
                count += 1;
                continue;
            }
            names.add(node.name + " (" + count + ")");
            count = 0;
            if (names.size() >= max && max > 0) {
                log.warn("more than " + max + " names, after " + node);
                return names;
            }
        }

        names.add("end");
        return names;
    }
    """

  /// How many of the boxes got the tokens at their place, others, or none.
  private struct Count {
    var boxes = 0
    var right = 0
    var wrong = 0
    /// What the boxes' texts and occurrences, in the order of the file, would give.
    var rightByText = 0
    var furnitureWithTokens = 0
  }

  private func count(_ style: SyntheticLayout.Style, _ source: String = code, seeds: Int = 2) throws -> Count {
    let code = try Labeller(.java).label(source, id: "")
    var count = Count()
    for seed in 0..<seeds {
      let layout = SyntheticLayout(source, style, seed: seed)
      let byText = BoxMapping(code: code, source: source, boxes: layout.boxes.map(\.reference.text))
      let placement = BoxPlacement(layout.boxes, in: source)
      func tokens(_ ranges: [Range<Int>]) -> [Int] {
        code.tokens.indices.filter { token in ranges.contains { code.tokens[token].bytes.overlaps($0) } }
      }
      for (index, box) in layout.boxes.enumerated() {
        let found = tokens(placement.ranges[index])
        guard let truth = layout.truth[index].map({ tokens([$0]) }) else {
          count.furnitureWithTokens += found.isEmpty ? 0 : 1
          continue
        }
        count.boxes += 1
        let before = try? byText.tokens(of: box.reference.text, occurrence: box.reference.occurrence).get()
        count.rightByText += (before?.map(\.token) ?? []) == truth ? 1 : 0
        if found == truth { count.right += 1 } else if !found.isEmpty { count.wrong += 1 }
      }
    }
    return count
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var style: SyntheticLayout.Style
    /// The least share of boxes that get their tokens, and the highest of those that get others.
    var right: Double
    var wrong: Double
    var testDescription: String { name }

    init(
      _ name: String, right: Double = 1, wrong: Double = 0, _ change: (inout SyntheticLayout.Style) -> Void
    ) {
      (self.name, self.right, self.wrong) = (name, right, wrong)
      style = SyntheticLayout.Style()
      style.unit = .tokens
      change(&style)
    }
  }

  static let cases = [
    Case("tokens") { _ in }, Case("words") { $0.unit = .words }, Case("parts of names") { $0.unit = .pieces },
    Case("lines") { $0.unit = .lines }, Case("in any order") { $0.isShuffled = true },
    Case("half of the tokens") { $0.share = 0.5 }, Case("a fifth of the tokens", right: 0.95) { $0.share = 0.2 },
    Case("wrapped lines") { $0.wrap = 40 }, Case("some lines") { $0.shown = 5..<13 },
    Case("some tokens of some lines", right: 0.95) { ($0.shown, $0.share) = (5..<13, 0.5) },
    Case("no blank lines") { $0.showsBlankLines = false },
    Case("proportional", right: 0.98) { $0.font = .proportional },
    Case("proportional, wrapped", right: 0.97) { ($0.font, $0.wrap) = (.proportional, 40) },
    Case("proportional, a third", right: 0.9, wrong: 0.01) { ($0.font, $0.share) = (.proportional, 0.3) },
    Case("nested", right: 0.98) { $0.isNested = true },
    Case("wide margins", right: 0.98) { $0.padding = 1.5 },
    Case("uneven rows", right: 0.98) { $0.noise = 0.15 },
    Case("very uneven rows", right: 0.95, wrong: 0.01) { $0.noise = 0.25 },
    Case("line numbers and title") { $0.hasFurniture = true },
    Case("escaped labels", right: 0.98) { ($0.labels, $0.unit) = (.escaped, .words) },
    Case("misspelt labels", right: 0.98) { $0.labels = .misspelt },
    Case("no labels", right: 0.97) { $0.labels = .none },
    Case("numbers for labels", right: 0.97) { $0.labels = .numbers },
    Case("no labels, words", right: 0.97) { ($0.labels, $0.unit) = (.none, .words) },
    Case("no labels, some lines", right: 0.9, wrong: 0.02) { ($0.labels, $0.shown) = (.none, 5..<13) },
    Case("no labels, line numbers", right: 0.9, wrong: 0.02) { ($0.labels, $0.hasFurniture) = (.none, true) },
    Case("no labels, proportional", right: 0, wrong: 0.1) { ($0.labels, $0.font) = (.none, .proportional) },
  ]

  @Test(arguments: cases) func boxesGetTheTokensAtTheirPlace(_ example: Case) throws {
    let count = try count(example.style)
    func percent(_ number: Int) -> String { "\((1000 * Double(number) / Double(count.boxes)).rounded() / 10) %" }
    print(
      "\(example.name): right \(percent(count.right)), wrong \(percent(count.wrong)) of \(count.boxes); by text "
        + percent(count.rightByText))
    #expect(Double(count.right) >= example.right * Double(count.boxes), "\(count)")
    #expect(Double(count.wrong) <= example.wrong * Double(count.boxes), "\(count)")
    #expect(count.furnitureWithTokens == 0)
  }

  @Test(arguments: [2, 4, 8]) func tabsAreAsWideAsTheyAreShown(_ width: Int) throws {
    var style = SyntheticLayout.Style()
    (style.unit, style.tabWidth) = (.tokens, width)
    let tabbed = Self.code.replacing("    ", with: "\t")
    let labelled = try count(style, tabbed)
    #expect(labelled.right == labelled.boxes, "\(labelled)")
    style.labels = .none
    let bare = try count(style, tabbed, seeds: 1)
    #expect(bare.right * 100 >= bare.boxes * 95 && bare.wrong * 100 <= bare.boxes, "\(bare)")
  }

  /// The boxes of a real recording against places that a script computed from positions alone.
  @Test(.enabled(if: SharedData.holds("tobii"), "needs the shared data (FOVEA_DATA)"))
  func theTobiiBoxesAgreeWithPython() throws {
    struct Method: Decodable { var code: String }
    let methods = try JSONLines.read(Method.self, from: SharedData.path("eyetrans/methods.jsonl"))
    let source = try #require(methods.first { $0.code.contains("createServerChooser()") }?.code)
    let code = try Labeller(.java).label(source, id: "")
    let boxes = try BoxFile.tobii(SharedData.path("tobii/createServerChooser_boxes.csv"), screen: nil).boxes
    let golden = try GoldenFolder().decoded([[Int]].self, "tobii_places.json")
    let placement = BoxPlacement(boxes, in: source)
    #expect(boxes.count == golden.count)
    for (index, range) in golden.enumerated() {
      let truth = code.tokens.filter { $0.bytes.overlaps(range[0]..<range[1]) }.map(\.text)
      let found = code.tokens.filter { token in placement.ranges[index].contains { token.bytes.overlaps($0) } }
      #expect(found.map(\.text) == truth, "\(boxes[index].reference)")
    }
    // One label is short of what its box is around, another is written in another case.
    #expect(placement.disagreeing.map { boxes[$0].reference } == [BoxReference(text: "mainMenuBar", occurrence: 2)])
  }
}
