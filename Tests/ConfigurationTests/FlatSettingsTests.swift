import Basics
import Configuration
import TestSupport
import Testing

/// Configurations as others may have changed them.
struct FlatSettingsTests {
  private func settings(_ yaml: String) throws -> FlatSettings {
    let folder = try TemporaryFolder()
    return try FlatSettings(path: folder.file("config.yaml", yaml))
  }

  @Test func everySettingHasItsFullKey() throws {
    let settings = try settings("a: &a {x: 1, y: [2, 3, {z: 4}]}\nb: *a\nc: \"* *d *.jsonl\"\n")
    #expect(settings.keys == ["a.x", "a.y", "b.x", "b.y", "c"])
    #expect(settings["b.x"] == "1" && settings["b.y"] == "2, 3, …" && settings["c"] == "* *d *.jsonl")
  }

  @Test func aliasesMakeNoTreeWithoutEnd() {
    func levels(_ level: (_ below: String) -> String) -> String {
      "a0: &a0 {}\n" + (1...24).map { "a\($0): &a\($0) \(level("*a\($0 - 1)"))\n" }.joined()
    }
    let wide = "w: &w {" + (0..<2000).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
    let long = "l: &l " + String(repeating: "x", count: 40_000) + "\n"
    for yaml in [
      levels { "{x: \($0), y: \($0)}" }, levels { "{? {x: \($0), y: \($0)} : 1}" },
      wide + (0..<5).map { "a\($0): *w\n" }.joined(), long + (0..<30).map { "a\($0): *l\n" }.joined(),
      "a: [" + String(repeating: "1, ", count: 10_000) + "]\n",
      String(repeating: "{a: ", count: 100) + "1" + String(repeating: "}", count: 100),
      "a: " + String(repeating: "x", count: 70_000) + "\n",
    ] {
      #expect(throws: DataLineError.self, "\(yaml.prefix(40))") { try settings(yaml) }
    }
  }
}
