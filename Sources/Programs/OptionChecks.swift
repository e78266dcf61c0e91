import ArgumentParser

/// Throws a usage error unless a sequence of `length` tokens has room for one between `<s>` and `</s>`.
package func requireLength(_ length: Int, _ option: String) throws {
  guard length >= 3 else {
    throw ValidationError("\(option) is \(length); a sequence with a token between <s> and </s> needs at least 3")
  }
}
