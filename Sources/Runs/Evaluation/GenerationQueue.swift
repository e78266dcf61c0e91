import Basics
import CodeT5
import Foundation

/// Generates the outputs of many sources, several together, in bounded memory.
package struct GenerationQueue {
  package let model: CodeT5Model
  package let options: GenerationSettings

  /// Memory for the keys and values of the hypotheses of one batch, in bytes.
  private static let cacheBytes = 512 << 20
  /// Source tokens of one batch.
  private static let sourceTokens = 4096
  /// Batches in a window; sources are sorted by length inside it.
  private static let batchesInWindow = 16

  /// - Throws: `GenerationTooLarge` when not even one source fits into the machine's memory.
  package init(_ model: CodeT5Model, _ options: GenerationSettings) throws {
    self.model = model
    self.options = options
    guard bytesPerSource <= ProcessInfo.processInfo.physicalMemory / 2 else {
      throw GenerationTooLarge(options: options, bytes: bytesPerSource)
    }
  }

  /// Most sources of a batch.
  package var batchSize: Int { max(1, Self.cacheBytes / Int(bytesPerSource)) }

  /// How many sources to hand over at once: enough that those of a batch are of similar length.
  package var windowSize: Int { batchSize * Self.batchesInWindow }

  /// Keys and values of one source's hypotheses, all layers together.
  private var bytesPerSource: UInt64 {
    let shape = model.configuration
    let floats = shape.decoderLayers * 2 * shape.attentionWidth * MemoryLayout<Float>.stride
    return UInt64(options.beams) * UInt64(options.maximumLength) * UInt64(floats)
  }

  /// The outputs of the sources, in their order.
  ///
  /// - Parameter finished: called after each batch with the number of its sources.
  package func outputs(of sources: [[Int32]], finished: (Int) -> Void) -> [[Int32]] {
    let byLength = sources.indices.sorted { (sources[$0].count, $0) < (sources[$1].count, $1) }
    var outputs = [[Int32]](repeating: [], count: sources.count)
    var rest = byLength[...]
    while !rest.isEmpty {
      var tokens = 0
      let batch = rest.prefix(batchSize).prefix { place in
        tokens += sources[place].count
        return tokens <= Self.sourceTokens
      }
      let places = batch.isEmpty ? rest.prefix(1) : batch
      for (place, output) in zip(places, model.generate(places.map { sources[$0] }, options)) {
        outputs[place] = output
      }
      finished(places.count)
      rest = rest.dropFirst(places.count)
    }
    return outputs
  }
}

/// A search that needs more memory than the machine has.
package struct GenerationTooLarge: DiagnosableError {
  package let options: GenerationSettings
  package let bytes: UInt64

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration,
      problem: "\(options.beams) beams of \(options.maximumLength) tokens need \(bytes >> 20) MB for one source",
      remedy: "use fewer beams or a smaller maximal length (--beam, --max-length)")
  }
}
