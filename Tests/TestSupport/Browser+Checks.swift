import Foundation

/// What holds for every page.
extension Browser {
  /// Makes the window this wide.
  package func resize(_ width: Int) throws {
    try send(
      "Emulation.setDeviceMetricsOverride", ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Has the reader prefer light or dark colours.
  package func prefer(_ theme: String) throws {
    try send(
      "Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": theme]]])
  }

  /// How far the page can be scrolled sideways, in pixels.
  package func overflow() throws -> Int {
    try value("document.documentElement.scrollWidth - document.documentElement.clientWidth", as: Int.self)
  }

  /// The visible texts whose contrast to what is behind them is below 4.5 (WCAG 2.2, 1.4.3), computed from the colours
  /// that the browser shows. Switched-off controls are exempt.
  ///
  /// - Parameter pictures: whether to include the texts of SVG pictures.
  /// - Returns: a description of each, and how many texts were looked at.
  package func poorContrast(pictures: Bool = false) throws -> (poor: [String], checked: Int) {
    let left = (pictures ? "" : "svg, ") + "script, style, noscript, option, :disabled"
    let poor = try value(
      """
      (() => {
        const parse = (text) => {
          const numbers = text.match(/-?[0-9.]+/g).map(Number);
          const scale = text.startsWith("color(") ? 1 : 255;
          return { colour: numbers.slice(0, 3).map((value) => value / scale), alpha: numbers[3] ?? 1 };
        };
        const over = (front, back) => front.colour.map((value, index) => value * front.alpha + back[index] * (1 - front.alpha));
        const canvas = getComputedStyle(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches ? 0.07 : 1;
        const ground = (element) => {
          if (!element) return [canvas, canvas, canvas];
          const own = parse(getComputedStyle(element).backgroundColor);
          return own.alpha === 1 ? own.colour : over(own, ground(element.parentElement));
        };
        const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        const luminance = (colour) => colour.map(linear).reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
        const contrast = (element) => {
          const back = ground(element);
          const style = getComputedStyle(element);
          const front = parse(element instanceof SVGElement ? style.fill : style.color);
          const [one, other] = [luminance(over(front, back)), luminance(back)];
          return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        };
        const texts = [...document.body.querySelectorAll("*")].filter((element) => !element.closest("\(left)")
          && !element.matches("title") && element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
        window.checkedTexts = texts.length;
        return texts.filter((element) => contrast(element) < 4.5).map((element) => `${element.tagName} ${element.textContent.slice(0, 30)} ${contrast(element)}`);
      })()
      """, as: [String].self)
    return (poor, try value("checkedTexts", as: Int.self))
  }

  /// What the Tab key reaches.
  package struct Walk {
    /// How many controls there are.
    package var controls = 0
    /// How many of them the key reached.
    package var reached = 0
    /// Those on which the focus could not be seen.
    package var invisible: [String] = []
    /// Whether the focus left the last control again.
    package var leaves = false
  }

  /// Presses Tab from the beginning of the page to its end.
  package func walk() throws -> Walk {
    var walk = Walk()
    walk.controls = try value(
      """
      (window.walked = new Set(), document.activeElement.blur(), window.scrollTo(0, 0), getSelection().removeAllRanges(),
      [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")]
        .filter(element => !element.disabled && element.checkVisibility()).length)
      """, as: Int.self)
    for _ in 0..<walk.controls {
      try press("Tab")
      let lack = try value(
        """
        (() => {
          const element = document.activeElement;
          if (element === document.body) return "";
          walked.add(element);
          const style = getComputedStyle(element);
          const isVisible = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return isVisible ? "" : `${element.tagName} ${element.textContent.slice(0, 30)}`;
        })()
        """, as: String.self)
      if !lack.isEmpty { walk.invisible.append(lack) }
    }
    walk.reached = try value("walked.size", as: Int.self)
    let last = "document.activeElement"
    try run("window.lastWalked = \(last)")
    try press("Tab")
    walk.leaves = try value("\(last) !== lastWalked", as: Bool.self)
    return walk
  }
}
