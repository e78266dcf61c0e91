import Basics
import Testing

private struct Wheel: ValidatedConfiguration {
  var tirePressure = 2.5
  func validate() throws {
    try require(tirePressure > 0, "tirePressure", "must be above 0, but is \(tirePressure)", remedy: "pump it up")
  }
}

private struct Bicycle: ValidatedConfiguration {
  var frameSize = 56
  var front = Wheel()
  var spares = [Wheel(), Wheel()]
  var namedWheels = ["winterTires": Wheel()]
  func validate() throws {
    try require(frameSize > 0, "frameSize", "must be above 0")
    try require(spares.count < 9, "front.tirePressure", "has no room for spares")
  }
}

struct ValidatedConfigurationTests {
  @Test func defaultsThatAreRightHaveNothingToReport() {
    #expect(Bicycle().invalidSettings().isEmpty)
  }

  @Test func reportsEveryNestedConfigurationUnderItsKeyPathParentsFirst() {
    var bicycle = Bicycle()
    bicycle.frameSize = 0
    bicycle.front.tirePressure = -1
    bicycle.spares[1].tirePressure = 0
    bicycle.namedWheels["winterTires"]?.tirePressure = 0
    #expect(
      bicycle.invalidSettings().map(\.keyPath) == [
        "frame_size", "front.tire_pressure", "spares[1].tire_pressure", "named_wheels.winterTires.tire_pressure",
      ])
    #expect(bicycle.invalidSettings()[1].problem == "must be above 0, but is -1.0")
    #expect(bicycle.invalidSettings()[1].remedy == "pump it up")
  }

  @Test func reportsAllProblemsOfAConfigurationButOneForEachSetting() {
    var bicycle = Bicycle()
    bicycle.frameSize = -1
    bicycle.spares = Array(repeating: Wheel(), count: 9)
    bicycle.front.tirePressure = 0
    let found = bicycle.invalidSettings()
    #expect(found.map(\.keyPath) == ["frame_size", "front.tire_pressure", "front.tire_pressure"])
    #expect(found[1].problem.contains("spares") && found[2].problem.contains("above 0"))
    // On its own, the check still throws the first.
    #expect(throws: InvalidSetting("frameSize", "must be above 0")) { try bicycle.validate() }
  }

  @Test func aProblemOfTwoPartsCanBePutAtANestedSetting() {
    var bicycle = Bicycle()
    bicycle.spares = Array(repeating: Wheel(), count: 9)
    #expect(bicycle.invalidSettings().map(\.keyPath) == ["front.tire_pressure"])
  }

  @Test func anInvalidSettingIsAConfigurationErrorWithPlaceAndRemedy() {
    let invalid = InvalidSetting("optimizer.weightDecay", "must not be negative", remedy: "use 0 for none")
    #expect(invalid.diagnosis.exitCode == .configuration)
    #expect(invalid.description == "error: optimizer.weight_decay: must not be negative\n  → use 0 for none")
  }

  @Test(
    arguments: [
      ("seed", "seed"), ("batchTokens", "batch_tokens"), ("adamBeta1", "adam_beta1"), ("beta2Decay", "beta2_decay"),
      ("keepJSONLines", "keep_json_lines"), ("useGPU", "use_gpu"), ("URL", "url"), ("already_snake", "already_snake"),
      ("aBC", "a_bc"), ("", ""),
    ])
  func spellsPropertiesInSnakeCase(property: String, key: String) {
    #expect(ConfigurationKey.key(ofProperty: property) == key)
  }
}
