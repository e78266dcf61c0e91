import Basics
import CodeT5
import Foundation

/// Generates outputs for many sources, window by window, in bounded memory.
package struct GenerationQueue {
  package let model: CodeT5Model
  package let options: GenerationSettings

  /// How often the sources that are decoded together fit into a window: the more, the rarer are the moments in which the
  /// last outputs of a window are decoded on their own.
  private static let windowShare = 16

  /// - Throws: `GenerationTooLarge` if the machine's memory is too small for a single source.
  package init(_ model: CodeT5Model, _ options: GenerationSettings) throws {
    self.model = model
    self.options = options
    let bytes = size.bytesPerSource
    guard bytes <= ProcessInfo.processInfo.physicalMemory / 2 else {
      throw GenerationTooLarge(options: options, bytes: bytes)
    }
  }

  /// How many sources to pass at once.
  package var windowSize: Int { size.sourcesTogether * Self.windowShare }

  private var size: GenerationSize { GenerationSize(model.configuration, options) }

  /// Generates the outputs of the sources, in the same order.
  ///
  /// - Parameter finished: called after each output that is complete.
  package func outputs(of sources: [[Int32]], finished: () -> Void) -> [[Int32]] {
    model.generate(sources, options, finished: finished)
  }
}

/// A search needs more memory than the machine has.
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
