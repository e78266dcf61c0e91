import Basics

/// Missing, malformed or inconsistent tokenizer files.
public struct TokenizerError: DiagnosableError, Equatable {
  enum Fault: Equatable {
    case folderMissing
    /// The folder has neither `tokenizer.json` nor both of `vocab.json` and `merges.txt`.
    case filesMissing([String])
    case malformedJSON(String)
    /// A setting that would give other ids than CodeT5's byte-level BPE.
    case unsupported(setting: String, value: String)
    case mergeNotTwoTokens(String)
    case mergeOfUnknownToken(String)
    case mergeResultUnknown(left: String, right: String)
    case duplicateID(Int32, first: String, second: String)
    case duplicateContent(String, firstID: Int32, secondID: Int32)
    case missingID(Int32)
    case negativeID(Int32, token: String)
    case byteSymbolMissing(symbol: String, byte: UInt8)
    case specialTokenMissing(role: String, name: String)
    case emptyVocabulary
  }

  /// The file, or the folder if files are missing.
  public var path: String
  /// The line, counted from 1; 0 means the whole file.
  public var line: Int
  var fault: Fault

  init(_ fault: Fault, path: String, line: Int = 0) {
    self.path = path
    self.line = line
    self.fault = fault
  }

  /// What is wrong, with file and line as its place.
  public var diagnosis: Diagnosis {
    Diagnosis(.badData, problem: problem, place: line > 0 ? "\(path):\(line)" : path, remedy: remedy)
  }

  private var problem: String {
    switch fault {
    case .folderMissing: "the tokenizer's folder does not exist"
    case .filesMissing(let names): "no tokenizer here: \(names.joined(separator: " and ")) not found"
    case .malformedJSON(let reason): "not the JSON that was expected: \(reason)"
    case .unsupported(let setting, let value): "\(setting) is \(value), which is not supported"
    case .mergeNotTwoTokens(let line): "a merge must be two tokens with one space between them, found \"\(line)\""
    case .mergeOfUnknownToken(let token): "the merge names \"\(token)\", which is not in the vocabulary"
    case .mergeResultUnknown(let left, let right):
      "the merge of \"\(left)\" and \"\(right)\" gives \"\(left + right)\", which is not in the vocabulary"
    case .duplicateID(let id, let first, let second): "the id \(id) belongs to both \"\(first)\" and \"\(second)\""
    case .duplicateContent(let content, let first, let second):
      "the token \"\(content)\" has both the ids \(first) and \(second)"
    case .missingID(let id): "no token has the id \(id), though higher ids exist"
    case .negativeID(let id, let token): "the token \"\(token)\" has the negative id \(id)"
    case .byteSymbolMissing(let symbol, let byte): "the vocabulary lacks \"\(symbol)\", the symbol of the byte \(byte)"
    case .specialTokenMissing(let role, let name): "the \(role) token \"\(name)\" is not in the vocabulary"
    case .emptyVocabulary: "the vocabulary is empty"
    }
  }

  private var remedy: String {
    switch fault {
    case .folderMissing: "check the path; relative paths start at the folder where the command runs"
    case .filesMissing: "name a folder with tokenizer.json, or with vocab.json and merges.txt"
    case .unsupported: "use a byte-level BPE tokenizer such as CodeT5's, or train one with `fovea tokenizer train`"
    case .specialTokenMissing: "name the token in special_tokens_map.json, or add it to added_tokens.json"
    case .byteSymbolMissing: "train the tokenizer with the full byte alphabet"
    default: "restore the file from the model's original folder; it may be cut short or edited"
    }
  }
}
