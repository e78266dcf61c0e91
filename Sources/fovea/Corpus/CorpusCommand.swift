import ArgumentParser

/// `fovea corpus`: looks at corpora before they are trained on.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Looks at corpora before they are trained on.",
    discussion: """
      EXAMPLES:
        fovea corpus check --splits train=train.jsonl valid=valid.jsonl test=test.jsonl
      """,
    subcommands: [CorpusCheckCommand.self])
}
