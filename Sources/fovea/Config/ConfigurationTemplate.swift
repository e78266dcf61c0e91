import Basics
import Configuration
import Training

/// Configurations to begin with.
struct ConfigurationTemplate {
  private let task: LearningTask
  /// The folder of the model to fine-tune, or a reference to a variable; nil to train from scratch.
  private let checkpoint: String?
  /// Whether the checkpoint's folder has the tokenizer.
  var hasTokenizer = true

  init(_ task: LearningTask, checkpoint: String?) {
    (self.task, self.checkpoint) = (task, checkpoint)
  }

  /// Every setting with its default, with examples for the files that a task needs.
  static func defaults(_ task: LearningTask) throws -> String {
    var settings = TrainingConfiguration()
    settings.task = task
    if task == .denoising { settings.validation.generatedSamples = 0 }
    settings.tokenizer = "tokenizer"
    var examples = ["tokenizer"]
    for (key, name) in [(\TrainingConfiguration.data.train, "train"), (\.data.valid, "valid")] {
      if task == .translation {
        (settings[keyPath: key].source, settings[keyPath: key].target) = ("\(name).source", "\(name).target")
        examples += ["data.\(name).source", "data.\(name).target"]
      } else {
        settings[keyPath: key].file = "\(name).jsonl"
        examples.append("data.\(name).file")
      }
    }
    return """
      # Every setting of fovea train with its default\(task == .denoising ? " (generated_samples: 0 for this task)" : "").
      # These have none and are examples:
      # \(examples.joined(separator: ", "))

      """ + (try ConfigurationLoader.resolvedYAML(settings))
  }

  /// The ten settings that matter first, with comments.
  var text: String {
    [header, files, model, schedule, validation].joined(separator: "\n")
  }

  private var isFineTuning: Bool { checkpoint != nil }

  private var header: String {
    let purpose =
      isFineTuning
      ? "Fine-tunes a pretrained model" : "Trains a small model from scratch"
    return """
      # \(purpose) for the task \(task.rawValue). Any other setting has its default:
      # fovea config explain KEY says what it means.
      #
      # Try it first: fovea train THIS_FILE --dry-run

      # The run's name in reports; its folder is results/NAME/NAME-seed-SEED.
      name: \(task.rawValue)\(isFineTuning ? "-finetuned" : "")
      task: \(task.rawValue)

      """
  }

  private var files: String {
    """
    # \(form)
    data:
    \(Self.indented(["train", "valid"].map(fileLine)))
      # The most tokens of a source and a target. Longer ones are cut; a dry run counts them.
      limits: {source: \(limits.source), target: \(limits.target)}

    """
  }

  /// What the files of the task hold.
  private var form: String {
    switch task {
    case .translation: "Two text files for each set; line n of one belongs to line n of the other."
    case .summarization:
      "JSON lines with the method under code_tokens or code, the summary under docstring_tokens or docstring."
    case .completion: "JSON lines with the beginning under input and the rest under gt."
    case .pairs: "JSON lines with source and target."
    case .denoising: "JSON lines with code under code_tokens or code, and perhaps documentation under docstring."
    }
  }

  private func fileLine(_ name: String) -> String {
    task == .translation
      ? "\(name): {source: \(name).source, target: \(name).target}" : "\(name): {file: \(name).jsonl}"
  }

  private var limits: (source: Int, target: Int) {
    switch task {
    case .translation: (320, 256)
    case .summarization: (256, 128)
    case .completion: (512, 256)
    case .pairs: (256, 256)
    case .denoising: (256, 128)
    }
  }

  private var model: String {
    guard let checkpoint else {
      return """
        # The tokenizer's folder. Learn one from your training data:
        # fovea tokenizer train --vocabulary-size 8000 --output tokenizer --input \(trainingFiles)
        tokenizer: tokenizer
        model:
          # A small model, for a few thousand samples; codet5-small is 512 wide with 8 heads and 6 + 6 layers.
          shape: {model_width: 256, head_width: 32, heads: 8, feed_forward_width: 1024, encoder_layers: 3, decoder_layers: 3}

        """
    }
    let place =
      checkpoint == "${CODET5}"
      ? "# The variable CODET5 names the folder of codet5-small, codet5-base or another T5.\n  " : ""
    let tokenizer =
      hasTokenizer
      ? ""
      : "# The checkpoint's folder has no tokenizer: name the one that the model was made with.\ntokenizer: tokenizer\n"
    return """
      \(tokenizer)model:
        # A folder in Hugging Face's layout, with the weights, config.json and the tokenizer. It decides the shape.
        \(place)checkpoint: \(Self.quoted(checkpoint))

      """
  }

  private var trainingFiles: String {
    switch task {
    case .translation: "train.source train.target"
    case .summarization, .denoising: "train.jsonl --field code --field docstring"
    case .completion: "train.jsonl --field input --field gt"
    case .pairs: "train.jsonl --field source --field target"
    }
  }

  private var schedule: String {
    isFineTuning
      ? """
      # Samples in a step, over all ranks. micro_batch_tokens bounds what a rank has in memory at once.
      batch: {batch_tokens: 0, batch_samples: 32, micro_batch_tokens: 4096}
      optimizer: {learning_rate: 5.0e-5}
      # Steps over which the learning rate rises; then it falls linearly to 0.
      schedule: {warmup_steps: 1000}
      training: {epochs: 15}

      """
      : """
      # Source and target tokens in a step, over all ranks. micro_batch_tokens bounds what a rank has in memory at once.
      batch: {batch_tokens: 4096, micro_batch_tokens: 4096}
      optimizer: {learning_rate: 1.0e-3, beta2: 0.98}
      # Steps over which the learning rate rises; then it falls linearly to 0.
      schedule: {warmup_steps: 250}
      training: {epochs: 20}

      """
  }

  private var validation: String {
    if task == .denoising {
      return """
        # After each epoch: the loss, which is all that says how well masked spans are restored.
        validation: {generated_samples: 0}

        """
    }
    return """
      # After each epoch: the loss, and scores of some generated outputs. The checkpoint with the best one is kept.
      validation:
        generated_samples: 100
        generation: {beams: \(isFineTuning ? 10 : 1), maximum_length: \(limits.target)}
        criterion: bleu
        # Ends the run after so many validations without improvement.
        patience: \(isFineTuning ? 2 : 5)

      """
  }

  private static func indented(_ lines: [String]) -> String { lines.map { "  \($0)" }.joined(separator: "\n") }

  /// As a YAML text in single quotes if it might be read as something else.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
    return text == "${CODET5}" || (isPlain && !text.hasPrefix("-"))
      ? text : "'" + text.replacing("'", with: "''").replacing("${", with: "$${") + "'"
  }
}
