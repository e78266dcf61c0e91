// The figure of a recorded layout: the boxes that the participant saw, and fixations where they were measured.

/** Where a fixation was on the screen: as corrected, or as the tracker saw it. A fixation that no correction moved has one place. */
function screenPlace(fixation, positions) {
  const point = positions === "raw" ? fixation.raw ?? fixation.screen : fixation.screen;
  return point && { x: point[0], y: point[1] };
}

/** Marks where the tracker saw the fixations that a correction moved, each joined to its corrected place. */
function rawGroup(trial, scale, marks) {
  const group = svg("g", { class: "scanpath raws", "aria-hidden": "true" });
  trial.fixations.forEach((fixation, index) => {
    if (!fixation.raw || !fixation.screen || !marks[index]) return;
    const [x, y] = fixation.raw;
    const parts = [
      svg("line", { class: "shift", x1: x, y1: y, x2: fixation.screen[0], y2: fixation.screen[1] }),
      svg("circle", { class: "raw", cx: x, cy: y, r: hundredths(4 * scale) }),
    ];
    marks[index].elements.push(...parts);
    group.append(...parts);
  });
  return group;
}

/** The heat, outline and text of each box. */
function screenBoxes(screen, figure) {
  const parts = { heat: [], code: [], targets: [] };
  screen.boxes.forEach((box, index) => {
    const area = { x: box.x, y: box.y, width: box.width, height: box.height };
    const rectangle = svg("rect", { ...area, class: "heat-0" });
    const size = Math.min(box.height * 0.64, box.width / (0.602 * Math.max(1, [...box.text].length)));
    figure.boxHeat[index].push(rectangle);
    parts.heat.push(rectangle);
    parts.targets.push(target(area, "box", index, true));
    parts.code.push(svg("rect", { ...area, class: "screen-box" }), svg("text", {
      x: box.x, y: hundredths(box.y + box.height * 0.5 + size * 0.35), style: `font-size:${hundredths(size)}px`,
    }, box.text));
  });
  return parts;
}

function screenshotImage(screen) {
  if (!screen.screenshot) return [];
  const { picture, width, height } = screen.screenshot;
  return [svg("g", { class: "screenshot", "aria-hidden": "true" }, svg("image", {
    href: page.screenshots[picture].address, x: 0, y: 0, width, height, preserveAspectRatio: "none",
  }))];
}

/** @param positions `corrected`, `raw`, or `both`, where the corrected ones are drawn and the raw ones marked. */
function screenFigure(trial, positions) {
  const screen = trial.screen;
  const figure = { trial, layer: 0, positions, boxHeat: screen.boxes.map(() => []), heat: [], tokens: [], marks: [] };
  const boxes = screenBoxes(screen, figure);
  const scale = Math.max(1, Math.min(screen.width / 900, 2.5));
  const path = scanpathGroup(trial, (fixation) => screenPlace(fixation, positions), scale, figure.marks);
  const raws = positions === "both" ? [rawGroup(trial, scale, figure.marks)] : [];
  const [above, below] = [62 * scale, (positions === "corrected" ? 34 : 56) * scale];
  const inset = { x: screen.x + 12 * scale, y: screen.y + screen.height + 22 * scale };
  figure.full = { x: screen.x, y: screen.y - above, width: screen.width, height: screen.height + above + below };
  figure.shown = { ...figure.full, y: screen.y, height: screen.height + below };
  figure.caption = (subtitle) => screenCaption(trial, subtitle, scale);
  figure.root = svg("svg", {
    class: "figure", viewBox: viewBox(figure.shown), role: "group",
    "aria-label": `Screen of ${trial.participant} with ${trial.stimulus}`,
  },
  svg("rect", { class: "paper", ...figure.full }),
  svg("svg", { ...pick(screen, ["x", "y", "width", "height"]), viewBox: viewBox(screen) },
    screenshotImage(screen), svg("g", { class: "heat", "aria-hidden": "true" }, boxes.heat),
    svg("g", { class: "code", "aria-hidden": "true" }, boxes.code), path, raws,
    svg("g", { class: "targets", role: "listbox", "aria-label": "Boxes; the arrow keys go from one to another" }, boxes.targets)),
  screenLegend(figure, inset.x, inset.y, scale));
  figure.width = screen.width / scale;
  return figure;
}

const pick = (object, keys) => Object.fromEntries(keys.map((key) => [key, object[key]]));

function screenCaption(trial, subtitle, scale) {
  const { x, y, width } = trial.screen;
  const room = Math.floor((width / scale - 24) / 10);
  const title = `${trial.stimulus}${trial.isSimulated ? " (simulated, no person)" : ""}`;
  const lines = [
    [labelAt(shortened(title, room), x + 12 * scale, y - 36 * scale, "title"), 17],
    [labelAt(shortened(subtitle, Math.floor(room * 1.42)), x + 12 * scale, y - 14 * scale, "subtitle"), 12.5],
  ];
  for (const [line, size] of lines) line.style.fontSize = `${hundredths(size * scale)}px`;
  return svg("g", { class: "caption" }, lines.map(([line]) => line));
}
