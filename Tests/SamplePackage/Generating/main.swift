import CodeT5
import Foundation
import Tokenization

// Encodes a comment.
let tokenizer = try Tokenizer(directory: CommandLine.arguments[1])
let text = "/** @param x  the value */"
let ids = tokenizer.encode(text)
print("ids: \(ids)")
print("the text again: \(tokenizer.decode(ids) == text)")

// Computes the loss of a target, and generates an output for the source. The folder holds a model of random weights.
let model = CodeT5Model(try PretrainedDirectory(loading: CommandLine.arguments[2]), threads: 2)
let source: [Int32] = [1, 108, 115, 104, 76, 82, 118, 46, 2]
let target: [Int32] = [10, 113, 58, 55, 28, 97, 2]
let losses = model.losses(sources: [source], targets: [target])[0]
print(String(format: "loss: %.3f", losses.reduce(0, +) / Float(losses.count)))
var options = GenerationSettings()
options.maximumLength = 20
print("output: \(model.generate([source], options)[0])")

// Errors say what to do.
do {
  _ = try PretrainedDirectory(loading: "nowhere")
} catch {
  print(error)
}
