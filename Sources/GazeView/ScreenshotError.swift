import Basics
import Foundation

/// Why pictures of the screen cannot be shown.
package enum ScreenshotError: DiagnosableError, Equatable {
  case neitherPNGNorJPEG(String)
  case damaged(String)
  case tooLarge(String, bytes: Int)
  /// All pictures together.
  case tooMany(String, bytes: Int)
  /// One picture for several stimuli.
  case severalStimuli(String, count: Int)
  /// No file of the folder has a stimulus's name.
  case noneFits(folder: String, stimuli: [String], nearest: String?)
  /// Two files of the folder are for the same stimulus.
  case twoFiles(String, String, stimulus: String)
  /// No trial has positions on the screen.
  case noLayout(String)
  case otherProportions(String, picture: [Int], screen: [Double], trial: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .neitherPNGNorJPEG(let path):
      Diagnosis(
        .badData, problem: "the file is neither a PNG nor a JPEG picture", place: path,
        remedy: "save the screenshot as PNG or JPEG")
    case .damaged(let path):
      Diagnosis(
        .badData, problem: "the picture is damaged, or has a side of more than \(ScreenPicture.longestSide) pixels",
        place: path, remedy: "save the screenshot again")
    case .tooLarge(let path, let bytes):
      Diagnosis(
        .badData,
        problem: "the picture has \(bytes) bytes, more than the \(ScreenPicture.mostBytes) that a page takes",
        place: path, remedy: "save it as JPEG, or with fewer colours")
    case .tooMany(let path, let bytes):
      Diagnosis(
        .badData,
        problem: "the pictures have \(bytes) bytes, more than the \(Screenshots.mostBytes) that a page takes",
        place: path, remedy: "choose trials with --method, or save the pictures as JPEG")
    case .severalStimuli(let path, let count):
      Diagnosis(
        .usage, problem: "one picture cannot be the screen of \(count) stimuli", place: path,
        remedy: "choose one with --method, or give a folder with a picture named for each stimulus")
    case .noneFits(let folder, let stimuli, let nearest):
      Diagnosis(
        .badData,
        problem: "no picture in the folder has the name of a stimulus, such as '\(stimuli.first ?? "")'"
          + (nearest.map { "; the nearest is '\($0)'" } ?? ""), place: folder,
        remedy: "name each picture STIMULUS.png, .jpg or .jpeg")
    case .twoFiles(let first, let second, let stimulus):
      Diagnosis(
        .badData, problem: "'\(second)' is also a picture of '\(stimulus)'", place: first,
        remedy: "leave one of them in the folder")
    case .noLayout(let path):
      Diagnosis(
        .usage, problem: "no trial has positions on the screen, so that a picture of it would not be shown",
        place: path,
        remedy: "leave --screenshot away")
    case .otherProportions(let path, let picture, let screen, let trial):
      Diagnosis(
        .badData,
        problem: "the picture has \(picture[0]) × \(picture[1]) pixels, the screen of \(trial) "
          + String(format: "%g × %g, which are other proportions", screen[0], screen[1]), place: path,
        remedy: "give a picture of the whole screen, and import the recording with its --screen")
    }
  }
}
