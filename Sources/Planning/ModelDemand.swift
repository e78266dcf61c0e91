import CodeT5
import Corpus
import Training

/// What training a model of some shape takes, apart from the machines.
package struct ModelDemand: Sendable {
  package let name: String
  package let parameters: Int
  /// Parameters whose gradients are complete only when the backward pass ends: the embedding table, which comes first in
  /// the arena.
  let lastParameters: Int
  let configuration: ModelConfiguration
  private let operations: ModelOperations

  /// The share of a step that is the backward pass; with two products for each of the forward pass.
  static let backwardShare = 2.0 / 3

  package init(name: String, _ configuration: ModelConfiguration) {
    self.name = name
    self.configuration = configuration
    operations = ModelOperations(configuration)
    let layout = Architecture(configuration).layout
    parameters = layout.parameterCount
    lastParameters = layout.entries.first?.range.count ?? 0
  }

  /// The operations of samples in one step: forward and backward, and the forward pass again if activations are
  /// recomputed.
  func operations(_ samples: some Sequence<Int>, _ lengths: [SampleLength], _ switches: PlanSwitches) -> Double {
    let once = samples.reduce(0.0) { $0 + operations.step(source: lengths[$1].source, target: lengths[$1].target) }
    return switches.recomputesActivations ? once * 4 / 3 : once
  }
}

extension ModelShape {
  /// CodeT5's published shapes: small with 60, base with 223 and large with 738 million parameters.
  package static let published: [(name: String, shape: ModelShape)] = [
    ("small", ModelShape(width: 512, inner: 2048, heads: 8, layers: 6)),
    ("base", ModelShape(width: 768, inner: 3072, heads: 12, layers: 12)),
    ("large", ModelShape(width: 1024, inner: 4096, heads: 16, layers: 24)),
  ]

  private init(width: Int, inner: Int, heads: Int, layers: Int) {
    self.init()
    (modelWidth, feedForwardWidth, self.heads) = (width, inner, heads)
    (encoderLayers, decoderLayers) = (layers, layers)
  }
}
