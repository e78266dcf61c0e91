import ArgumentParser

/// `fovea corpus`: makes corpora, and looks at them before they are trained on.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Makes corpora, and looks at them before they are trained on.",
    discussion: """
      EXAMPLES:
        fovea corpus java src.zip --output corpora/own
        fovea corpus inspect corpora/own --output corpus.html
        fovea corpus check --splits train=train.jsonl valid=valid.jsonl test=test.jsonl
      """,
    subcommands: [CorpusJavaCommand.self, CorpusInspectCommand.self, CorpusCheckCommand.self])
}
