import Basics
import CodeMetrics
import Corpus

extension FuzzedReader {
  static func corpusReaders() -> [FuzzedReader] {
    let pairs = """
      {"source": "int add(int a, int b) { return a + b; }", "target": "adds \\u00e9 numbers"}

      {"source": "x", "target": "y\\n", "more": [1, {"a": null}]}
      {"code": "int f() { return 1; }", "content": "one", "flag": "valid"}

      """
    let summarization = """
      {"code": "def f(): pass", "code_tokens": ["def", "f"], "docstring": "does", "docstring_tokens": ["does", "."]}
      {"code": "x", "docstring": "y"}

      """
    let completion = """
      {"id": 1, "input": "<s> import os <EOL> x =", "gt": "1"}
      {"input": "a", "gt": ""}

      """
    let targets = """
      {"method": "m1", "summary": "adds", "code": "int f() { return 1; }"}
      {"func_name": "m2", "docstring_tokens": ["returns", "it"], "code_tokens": ["int", "g"]}

      """
    let texts = "\"a b c\"\n{\"references\": [\"a\", \"b\"], \"prediction\": \"c\"}\n{\"target\": \"x\"}\n"
    let keys = ["\"source\"", "\"target\"", "\"code\"", "\"content\"", "\"code_tokens\"", "\"docstring\"", "\"gt\""]
    return [
      FuzzedReader("pairs", texts: [pairs], words: keys) { try read(.pairs($0)) },
      FuzzedReader("summarization", texts: [summarization], words: keys) { try read(.summarization($0)) },
      FuzzedReader("completion", texts: [completion], words: keys) { try read(.completion($0)) },
      FuzzedReader(
        "translation", seeds: [["source": Array("a b\nc\n\nd e\n".utf8), "target": Array("é\r\ng\n\nh i\n".utf8)]]
      ) { try read(.translation(source: "\($0)/source", target: "\($0)/target")) },
      FuzzedReader("gaze-targets", texts: [targets], words: keys + ["\"method\""]) {
        _ = try GazeTargets(path: $0, maximumBadLines: 1)
      },
      FuzzedReader("code-texts", file: "input.jsonl", texts: [summarization, pairs, targets], words: keys) { path in
        let texts = try CodeTexts(path: path)
        let splits = ["a", "b"].map { DuplicateCheck.Split(name: $0, texts: texts) }
        let check = try DuplicateCheck(splits, settings: DuplicateSettings())
        let report = DuplicateReport(check)
        try Unsound.require(report.pairs.allSatisfy { $0.similarity > 0 && $0.similarity <= 1 }, "similarities")
        try Unsound.require(
          DuplicateClusters(check).rows.count == 2 * texts.samples.count, "each sample is in a cluster")
      },
      FuzzedReader("sample-texts", file: "input.jsonl", texts: [texts], words: keys) { path in
        let samples = try SampleTexts.read(path, keys: SampleTexts.referenceKeys)
        if samples.allSatisfy({ $0.count == 1 }) {
          _ = try SampleTexts.readSingle(path, keys: SampleTexts.referenceKeys)
        }
      },
    ]
  }

  private static func read(_ files: TaskFiles) throws {
    let corpus = try files.read(maximumBadLines: 1)
    try Unsound.require(!corpus.samples.isEmpty && corpus.skipped.count <= 1, "there are samples")
  }
}
