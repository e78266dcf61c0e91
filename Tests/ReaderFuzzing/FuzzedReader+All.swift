extension FuzzedReader {
  /// Every reader of files that people or other programs write, or that a disk may damage.
  package static func all() throws -> [FuzzedReader] {
    try weightReaders() + corpusReaders() + tokenizerReaders() + configurationReaders() + checkpointReaders()
      + runReaders() + recordingReaders() + stimulusReaders() + gazeCacheReaders() + codeReaders() + datagramReaders()
  }
}
