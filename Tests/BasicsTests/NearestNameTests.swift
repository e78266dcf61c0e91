import Basics
import Testing

struct NearestNameTests {
  @Test(
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0), ("step", "steps", 1), ("steps", "step", 1),
      ("batch", "botch", 1), ("lenght", "length", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("naïve", "naive", 1),
    ])
  func countsInsertionsDeletionsSubstitutionsAndSwaps(first: String, second: String, expected: Int) {
    #expect(NearestName.editDistance(first, second) == expected)
    #expect(NearestName.editDistance(second, first) == expected)
  }

  @Test(
    arguments: [
      ("lerning_rate", "learning_rate"), ("Seed", "seed"), ("batch", nil), ("sed", "seed"), ("warmup", nil),
      ("wieght_decay", "weight_decay"), ("x", nil), ("", nil),
    ] as [(String, String?)])
  func suggestsWhatWasProbablyMeantAndNothingFarFetched(name: String, expected: String?) {
    let names = ["learning_rate", "seed", "batch_tokens", "weight_decay"]
    #expect(NearestName.nearest(to: name, among: names) == expected)
  }

  @Test func ofEquallyNearNamesTheFirstWins() {
    #expect(NearestName.nearest(to: "beta3", among: ["beta1", "beta2"]) == "beta1")
  }
}
