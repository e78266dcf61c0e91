import Configuration
import Foundation
import TestSupport
import Testing
import Training

/// Every file in configs/ must load.
struct ShippedConfigurationTests {
  static let folder = PackageFolder.path("configs")

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
    $0.hasSuffix(".yaml")
  }

  @Test func thereAreSome() { #expect(Self.names.contains("quickstart.yaml")) }

  @Test(arguments: names)
  func loads(_ name: String) throws {
    let path = "\(Self.folder)/\(name)"
    let configuration = try ConfigurationLoader.load(
      TrainingConfiguration.self, from: path, environment: ["CODET5": "codet5-small", "JAVA_SUMMARIES": "summaries"])
    #expect(configuration.output.hasPrefix("runs/"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("# "), "a configuration opens with a comment that says what it is for")
    let resolved = try ConfigurationLoader.resolvedYAML(configuration)
    #expect(try ConfigurationLoader.load(TrainingConfiguration.self, yaml: resolved, name: name) == configuration)
  }
}
