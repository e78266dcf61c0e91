/// The page's parts, which the build embeds in the program: it needs no file beside it.
enum PageParts {
  /// What figures look like, in the page and alone.
  static var figureStyle: String { text(PackageResources.figure_css) }
  /// The same and what only charts need.
  static var chartStyle: String { figureStyle + text(PackageResources.chart_css) }
  static var pageStyle: String { text(PackageResources.page_css) }
  static var template: String { text(PackageResources.page_html) }

  /// The page's script, its parts in the order in which they need each other.
  static var script: String {
    [
      PackageResources.figure_js, PackageResources.replay_js, PackageResources.panels_js, PackageResources.export_js,
      PackageResources.page_js,
    ].map(text).joined(separator: "\n")
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
