import Basics
import GazeSamples
import Importers

@testable import Recordings

extension FuzzedReader {
  /// Readers of what lies beside recordings: boxes, areas, the code, what a plug-in wrote.
  static func stimulusReaders() throws -> [FuzzedReader] {
    // The plug-in's first response belongs to the core's eleventh.
    let core = Array(traceCore(responses: 14).utf8)
    let plugin = Array((prefix(Samples.iTracePlugin, lines: 4 + 4) + "</gazes></itrace_plugin>\n").utf8)
    let recording = Array(Samples.eyeTrans.utf8)
    let words = ["RECTANGLE", "ELLIPSE", "<response", "source_file_line=", "\"method\"", "\"code\""]
    return [
      FuzzedReader("eyelink-areas", texts: [Samples.interestAreas], words: words) {
        try check(BoxFile.eyeLink($0, screen: ScreenSize(width: 9, height: 9)))
      },
      FuzzedReader("tobii-boxes", texts: [Samples.tobiiBoxes], words: words) {
        try check(BoxFile.tobii($0, screen: ScreenSize(width: 1000, height: 500)))
      },
      FuzzedReader("emip-areas", texts: [Samples.emipAreas], words: words + ["sub-line", "part"]) { path in
        guard let file = try BoxFile.read(path, screen: ScreenSize(width: 1000, height: 500)) else { return }
        try check(file)
        try Unsound.require(file.boxes(in: "a b\n\nc").count == file.boxes.count, "boxes with texts are as many")
      },
      FuzzedReader(
        "itrace-plugin", seeds: [["plugin": plugin, "core": core]], words: words
      ) { folder in
        var settings = ImportSettings()
        settings.plugin = "\(folder)/plugin"
        _ = try GazeImporter(settings).readAll("\(folder)/core", format: .iTraceXML)
      },
      FuzzedReader(
        "eyetrans-methods", seeds: [["methods.jsonl": Array(Samples.methods.utf8), "recording": recording]],
        words: words
      ) { folder in
        var settings = ImportSettings()
        settings.code = "\(folder)/methods.jsonl"
        _ = try GazeImporter(settings).readAll("\(folder)/recording", format: .eyeTrans)
      },
    ]
  }

  private static func check(_ file: BoxFile) throws {
    try Unsound.require(file.boxes.allSatisfy { $0.rectangle.area.isFinite }, "boxes have an area")
  }
}
