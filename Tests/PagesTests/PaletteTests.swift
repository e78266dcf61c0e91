import Foundation
import Testing

@testable import Pages

/// Colours must be told from what they stand on, and those of labels from each other.
struct PaletteTests {
  enum Tone: CaseIterable {
    case light, dark
  }

  /// A colour's tone as red, green and blue from 0 to 1.
  private static func encoded(_ name: String, _ tone: Tone) throws -> [Double] {
    let colour = try #require(Palette.colours.first { $0.name == name }, "\(name)")
    let digits = (tone == .light ? colour.light : colour.dark).dropFirst()
    let number = try #require(Int(digits, radix: 16))
    return [16, 8, 0].map { Double(number >> $0 & 255) / 255 }
  }

  private static func linear(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// A colour's tone as linear red, green and blue.
  private static func linear(_ name: String, _ tone: Tone) throws -> [Double] { try encoded(name, tone).map(linear) }

  /// The contrast ratio of WCAG.
  private static func contrast(_ first: String, _ second: String, _ tone: Tone) throws -> Double {
    ratio(try luminance(linear(first, tone)), try luminance(linear(second, tone)))
  }

  /// The contrast with a colour of which a share is mixed into another, in sRGB as browsers do.
  private static func contrast(
    _ first: String, mixing second: String, _ share: Double, into third: String, _ tone: Tone
  ) throws -> Double {
    let mixed = zip(try encoded(second, tone), try encoded(third, tone)).map { $0 * share + $1 * (1 - share) }
    return ratio(try luminance(linear(first, tone)), luminance(mixed.map(linear)))
  }

  private static func luminance(_ linear: [Double]) -> Double {
    zip(linear, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func ratio(_ first: Double, _ second: Double) -> Double {
    (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  @Test func namesAreUniqueAndTonesAreColours() {
    #expect(Set(Palette.colours.map(\.name)).count == Palette.colours.count)
    for colour in Palette.colours {
      for tone in [colour.light, colour.dark] { #expect(tone.wholeMatch(of: /#[0-9a-f]{6}/) != nil, "\(colour)") }
    }
  }

  /// WCAG 2.2, success criterion 1.4.3, level AA: 4.5 for text.
  @Test(arguments: Tone.allCases)
  func wordsCanBeRead(_ tone: Tone) throws {
    for word in ["ink", "muted", "accent"] {
      for surface in ["surface", "backdrop"] { #expect(try Self.contrast(word, surface, tone) >= 4.5, "\(word)") }
    }
    // The mark of simulated trials, a button's words on its colour, the definitions, and a pressed button.
    #expect(try Self.contrast("warning", "surface", tone) >= 4.5)
    #expect(try Self.contrast("surface", "accent", tone) >= 4.5)
    #expect(try Self.contrast("surface", "ink", tone) >= 7)
    #expect(try Self.contrast("ink", "notice", tone) >= 7)
    for word in ["ink", "muted"] {
      #expect(try Self.contrast(word, mixing: "accent", 0.12, into: "surface", tone) >= 4.5, "\(word)")
    }
    for level in 1...8 { #expect(try Self.contrast("ink", "heat-\(level)", tone) >= 4.5, "heat-\(level)") }
  }

  /// Success criterion 1.4.11: 3 for the outlines of controls, the focus, and the lines of pictures.
  @Test(arguments: Tone.allCases)
  func linesCanBeSeen(_ tone: Tone) throws {
    let labels = Palette.colours.map(\.name).filter { $0.hasPrefix("label-") }
    let lines =
      (0..<Palette.seriesCount).map { "series-\($0)" } + ["accent", "regression", "current", "faint", "warning"]
    for line in lines + labels { #expect(try Self.contrast(line, "surface", tone) >= 3, "\(line)") }
    for line in ["control", "accent"] {
      for surface in ["surface", "backdrop"] { #expect(try Self.contrast(line, surface, tone) >= 3, "\(line)") }
    }
    for bar in ["accent", "muted"] { #expect(try Self.contrast(bar, "rule", tone) >= 3, "\(bar)") }
    // Saccades let what is below them through.
    for line in ["accent", "regression", "warning"] {
      let seen = try Self.contrast("surface", mixing: line, Self.opacityOfLines, into: "surface", tone)
      #expect(seen >= 3, "\(line)")
    }
    for level in 1...8 { #expect(try Self.contrast("ink", "heat-\(level)", tone) >= 3, "the focus on a token") }
  }

  private static let opacityOfLines = 0.7

  @Test func saccadesAreAsOpaqueAsTheContrastNeeds() throws {
    let sheet = try Self.sheet("figure.css")
    let opacities = sheet.matches(of: /stroke-opacity: ([0-9.]+)/).compactMap { Double($0.output.1) }
    #expect(!opacities.isEmpty && sheet.contains(".saccade { fill: none; stroke: var(--accent); stroke-opacity: 0.7;"))
  }

  private static func sheet(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).appending(path: "../../../Sources/GazeView/Page").standardized
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Machado, Oliveira and Fernandes (2009), each deficiency at its strongest.
  private static let deficiencies: [String: [[Double]]] = [
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
  ]

  private static func applied(_ matrix: [[Double]], to vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// CIELAB under D65.
  private static func lab(_ linear: [Double]) -> [Double] {
    let matrix = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041],
    ]
    let parts = zip(applied(matrix, to: linear.map { min(1, max(0, $0)) }), [0.95047, 1, 1.08883]).map { value, white in
      let share = value / white
      return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
    }
    return [116 * parts[1] - 16, 500 * (parts[0] - parts[1]), 200 * (parts[1] - parts[2])]
  }

  /// docs/view.md states both distances.
  @Test(arguments: [(Tone.light, 16.0), (.dark, 12)])
  func labelsAreToldApartWithColourBlindness(_ tone: Tone, _ least: Double) throws {
    let names = Palette.colours.map(\.name).filter { $0.hasPrefix("label-") }
    #expect(names.count == 7)
    for (deficiency, matrix) in Self.deficiencies {
      let places = try names.map { Self.lab(Self.applied(matrix, to: try Self.linear($0, tone))) }
      for (first, second) in names.indices.flatMap({ one in (one + 1..<names.count).map { (one, $0) } }) {
        let distance = zip(places[first], places[second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        #expect(distance >= least, "\(names[first]) and \(names[second]) with \(deficiency)")
      }
    }
  }

  @Test func styleSheetsNameColoursOfThePaletteAlone() throws {
    let sheets = try ["figure.css", "page.css"].map(Self.sheet)
    for sheet in sheets + [PageStyle.css] {
      // The page's script sets the others.
      let names = Set(Palette.resolved(sheet).matches(of: /var\(--([a-z-]+)/).map { String($0.output.1) })
      #expect(names.isSubset(of: ["natural", "screenshot"]), "\(names)")
      #expect(!sheet.contains(/#[0-9a-fA-F]{3,6}\b/), "colours are defined in the palette")
    }
  }

  @Test func declarationsHoldTheColoursThatAreNamed() {
    let sheet = "a{color:var(--ink)}b{fill:var(--series-1)}"
    #expect(
      Palette.declarations(for: sheet, selector: "svg") == """
        svg{color-scheme:light dark;--ink:#1c2430;--series-1:#d55e00;}
        @media (prefers-color-scheme:dark){svg{--ink:#e8ebef;--series-1:#ff8f52;}}

        """)
    #expect(
      Palette.declarations(for: sheet, theme: .attribute).contains("[data-theme=\"dark\"]{color-scheme:dark;--ink"))
    #expect(Palette.resolved(sheet) == "a{color:#1c2430}b{fill:#d55e00}")
  }
}
