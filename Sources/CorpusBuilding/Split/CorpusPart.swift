/// The parts of a corpus, in the order in which ties are decided: a sample is worth most where models are judged.
enum CorpusPart: String, Codable, CaseIterable, Sendable {
  case test, valid, train
}
