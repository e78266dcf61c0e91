import Basics
import Foundation
import TestSupport
import Testing

@testable import GazeView
@testable import Recordings

struct ScreenshotTests {
  /// A grey PNG of 4 × 3 pixels, which Python's zlib made.
  static let png =
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAADklEQVR4nGNoAAIGOAEALQ8GAa0C414AAAAASUVORK5CYII=")
    ?? Data()
  /// The start of a JPEG: APP0, then a frame of 640 × 480 pixels.
  static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 11, 8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0]

  private static func page(methods: [String], screen: ScreenSize? = nil, hasLayout: Bool = true) throws -> GazePage {
    try GazePageTests.page(
      methods.map { method in
        var trial = try GazePageTests.trial(method: method)
        trial.screen = screen
        if !hasLayout { for index in trial.fixations.indices { trial.fixations[index].position = nil } }
        return trial
      })
  }

  @Test func readsTheSizesOfPNGAndJPEG() throws {
    let picture = try ScreenPicture(Self.png, path: "p")
    #expect((picture.width, picture.height) == (4, 3) && picture.address.hasPrefix("data:image/png;base64,iVBOR"))
    let photograph = try ScreenPicture(Data(Self.jpeg), path: "p")
    #expect((photograph.width, photograph.height) == (640, 480))
    #expect(photograph.address.hasPrefix("data:image/jpeg;base64,"))
  }

  @Test func refusesWhatIsNoIntactPicture() throws {
    #expect(throws: ScreenshotError.neitherPNGNorJPEG("p")) { try ScreenPicture(Data("<svg/>".utf8), path: "p") }
    #expect(throws: ScreenshotError.neitherPNGNorJPEG("p")) { try ScreenPicture(Data(), path: "p") }
    for length in 8..<Self.png.count {
      #expect(throws: ScreenshotError.damaged("p")) { try ScreenPicture(Self.png.prefix(length), path: "p") }
    }
    for length in 3..<17 {
      #expect(throws: ScreenshotError.damaged("p")) { try ScreenPicture(Data(Self.jpeg.prefix(length)), path: "p") }
    }
    var huge = [UInt8](Self.png)
    huge[16] = 0x7F
    #expect(throws: ScreenshotError.damaged("p")) { try ScreenPicture(Data(huge), path: "p") }
    let large = Self.png + Data(count: ScreenPicture.mostBytes)
    #expect(throws: ScreenshotError.tooLarge("p", bytes: large.count)) { try ScreenPicture(large, path: "p") }
  }

  @Test func oneFileStandsBehindOneStimulusInThePixelsOfTheScreen() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("screen.png", Self.png)
    var page = try Self.page(methods: ["m"], screen: ScreenSize(width: 1600, height: 1200))
    #expect(try page.add(Screenshots(path: file)) == 0)
    #expect(page.trials[0].screen?.screenshot == .init(picture: 0, width: 1600, height: 1200))
    var unknown = try Self.page(methods: ["m"])
    _ = try unknown.add(Screenshots(path: file))
    #expect(unknown.trials[0].screen?.screenshot == .init(picture: 0, width: 4, height: 3))
    var wide = try Self.page(methods: ["m"], screen: ScreenSize(width: 1920, height: 1080))
    #expect(throws: ScreenshotError.self) { try wide.add(Screenshots(path: file)) }
    var two = try Self.page(methods: ["m", "n"])
    #expect(throws: ScreenshotError.severalStimuli(file, count: 2)) { try two.add(Screenshots(path: file)) }
    var text = try Self.page(methods: ["m"], hasLayout: false)
    #expect(throws: ScreenshotError.noLayout(file)) { try text.add(Screenshots(path: file)) }
    #expect(throws: FileFailure.self) { try Screenshots(path: folder.path("nothing.png")) }
  }

  @Test func aFolderHasAPictureForEachStimulus() throws {
    let folder = try TemporaryFolder()
    try folder.file("m.PNG", Self.png)
    try folder.file("code.png", Self.png)
    try folder.file("notes.txt", "no picture")
    var page = try Self.page(methods: ["m", "stimuli/code.java", "m", "other"])
    #expect(try page.add(Screenshots(path: folder.path)) == 1)
    #expect(page.trials.map { $0.screen?.screenshot?.picture } == [0, 1, 0, nil])
    #expect(page.screenshotCount == 2, "a picture of several trials is in the page once")
    var none = try Self.page(methods: ["mm"])
    #expect(
      throws: ScreenshotError.noneFits(folder: folder.path, stimuli: ["mm"], nearest: "m")
    ) { try none.add(Screenshots(path: folder.path)) }
    try folder.file("m.jpg", Self.jpeg)
    #expect(throws: ScreenshotError.self) { try Screenshots(path: folder.path) }
  }
}
