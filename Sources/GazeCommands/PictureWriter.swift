import Basics
import Foundation
import GazeView
import Launching

/// Writes figures as SVG, and as PDF and PNG with librsvg's converter.
struct PictureWriter {
  /// The pixels of an inch, for PNG.
  private let resolution: Double
  /// The converter's path; nil if only SVG is written.
  private let converter: String?

  /// The converter, and the Debian package that has it.
  private static let program = "rsvg-convert"
  private static let package = "librsvg2-bin"
  private static let limits = HelperProcess.Limits(seconds: 120, megabytes: 4096, outputMegabytes: 512)
  /// What a PNG may have: cairo refuses longer sides, and more pixels need gigabytes.
  private static let longestSide = 32_000.0
  private static let mostPixels = 200e6

  /// - Throws: `ConverterMissing` if a format needs the converter and it is not installed.
  init(_ formats: some Sequence<PictureFormat>, resolution: Double = 300) throws {
    self.resolution = resolution
    converter = try formats.first { $0 != .svg }.map { format in
      guard let path = Self.search() else {
        throw ConverterMissing(program: Self.program, package: Self.package, format: format)
      }
      return path
    }
  }

  /// Writes a figure in the format that the path names.
  ///
  /// - Throws: `FileFailure`, `PictureTooLarge`, `ConversionFailure`, `UnknownPictureFormat`.
  func write(_ figure: DrawnFigure, to path: String) throws {
    let format = try PictureFormat(path: path)
    guard let converter, format != .svg else { return try AtomicFile.write(figure.svg, to: path) }
    if format == .png { try checkSize(figure, path) }
    let resolution = format == .png ? resolution : 72
    let scale = ["--dpi-x", "--dpi-y"].flatMap { [$0, "\(resolution)"] }
    // Without a fixed date, each PDF would have other bytes.
    let command = ["/usr/bin/env", "SOURCE_DATE_EPOCH=0", converter, "--format", format.rawValue] + scale
    let result = try HelperProcess(command, limits: Self.limits).run(input: Data(figure.svg.utf8))
    let beginning: [UInt8] = format == .pdf ? Array("%PDF-".utf8) : [0x89, 0x50, 0x4E, 0x47]
    guard result.fault == nil, result.output.starts(with: beginning) else {
      let reason = result.fault.map { "\($0)" } ?? "it wrote something else than a \(format.rawValue.uppercased())"
      throw ConversionFailure(path: path, converter: converter, reason: reason)
    }
    try AtomicFile.write(result.output, to: path)
  }

  private func checkSize(_ figure: DrawnFigure, _ path: String) throws {
    let pixels = [figure.width, figure.height].map { ($0 / 25.4 * resolution).rounded(.up) }
    guard pixels[0] <= Self.longestSide, pixels[1] <= Self.longestSide, pixels[0] * pixels[1] <= Self.mostPixels else {
      throw PictureTooLarge(path: path, width: Int(pixels[0]), height: Int(pixels[1]))
    }
  }

  /// The converter in the search path.
  private static func search() -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 }
  }
}

/// The program that makes PDF and PNG is not installed.
struct ConverterMissing: DiagnosableError {
  var program: String
  var package: String
  var format: PictureFormat

  var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput, problem: "\(format.rawValue.uppercased()) needs \(program), which is not in the search path",
      remedy: "install it (on Debian and Ubuntu the package is \(package)), or write .svg")
  }
}

/// A PNG with more pixels than the converter can draw.
struct PictureTooLarge: DiagnosableError {
  var path: String
  var width: Int
  var height: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the picture would have \(width) × \(height) pixels, which is too many", place: path,
      remedy: "lower --dpi, --scale or --width, or write .pdf, which has no pixels")
  }
}

/// The converter failed.
struct ConversionFailure: DiagnosableError {
  var path: String
  var converter: String
  var reason: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput, problem: "\(converter) could not convert the figure: \(reason)", place: path,
      remedy: "write .svg, and convert that file with another program")
  }
}
