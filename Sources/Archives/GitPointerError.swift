import Basics

/// The file is the small text that Git LFS leaves instead of weights that it has not fetched.
package struct GitPointerError: DiagnosableError, Equatable {
  static let firstBytes = Array("version https://git-lfs".utf8)
  package var path: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "this is a Git LFS pointer, not the weights themselves", place: path,
      remedy: "run \"git lfs pull\" in the model's folder, or download the file again")
  }
}
