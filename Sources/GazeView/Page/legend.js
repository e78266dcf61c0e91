// What a figure says of itself: its caption, which counts what is drawn, and its legend.

const secondsOf = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 2 : 1)} s`;
const shortened = (text, length) => (text.length > length ? text.slice(0, Math.max(1, length - 1)) + "…" : text);

/** The fixations with a place in a figure that have begun until a time, the last `trail` of them (0: all). */
function drawnFixations(figure, until, trail) {
  const begun = figure.trial.fixations.map((fixation, index) => ({ fixation, index })).filter(({ fixation }) => fixation.start <= until);
  const from = trail > 0 ? begun.length - trail : 0;
  return begun.filter(({ index }) => index >= from && figure.marks[index]).map(({ fixation }) => fixation);
}

/** The second line of a caption. All numbers are of the fixations that the figure shows at this time of the replay. */
function captionText(figure, until, end, trail) {
  const { trial, layer } = figure;
  if (layer > 0) return trial.layers[layer].name;
  const drawn = drawnFixations(figure, until, trail);
  const time = drawn.reduce((sum, fixation) => sum + durationUntil(fixation, until), 0);
  const where = figure.boxHeat ? "on the screen" : "on tokens";
  const parts = [
    trial.participant,
    `${drawn.length} fixation${drawn.length === 1 ? "" : "s"} ${where}, ${secondsOf(time)}, of ${trial.fixations.length} in ${secondsOf(trial.statistics.totalDuration)}`,
  ];
  if (!figure.boxHeat) parts.push(`${new Set(drawn.flatMap((fixation) => fixation.tokens)).size} of ${trial.statistics.tokens} tokens`);
  if (until < end) parts.push(`until ${clockTime(until)}`);
  if (trail > 0) parts.push(`the last ${trail} only`);
  return parts.join(" · ");
}

function textCaption(trial, method, layer, subtitle) {
  // The mark of simulated trials takes up part of the title's line.
  const whole = Math.floor((method.width - metrics.left) / 10);
  const isMarked = trial.isSimulated && layer === 0;
  const mark = isMarked ? [labelAt("simulated: no person read this", method.width - metrics.right, 26, "mark")] : [];
  return svg("g", { class: "caption" },
    labelAt(shortened(method.name, isMarked ? whole - 22 : whole), metrics.left, 26, "title"), mark,
    labelAt(shortened(subtitle, Math.floor(whole * 1.42)), metrics.left, 48, "subtitle"));
}

/** The colours from nothing to the most, with what each end means. */
function heatScale(x, y, least, most, scale = 1) {
  const steps = Array.from({ length: page.heatLevels }, (_, level) => svg("rect", {
    class: `heat-${level + 1}`, x: x + (26 + level * 16) * scale, y: y - 11 * scale, width: 16 * scale, height: 14 * scale,
  }));
  return svg("g", { class: "of-heat" }, entryAt(least, x, y, scale), steps,
    entryAt(most, x + (34 + page.heatLevels * 16) * scale, y, scale));
}

function entryAt(text, x, y, scale = 1) {
  const entry = labelAt(text, x, y, "entry");
  if (scale !== 1) entry.style.fontSize = `${hundredths(12 * scale)}px`;
  return entry;
}

function saccadeEntry(x, y, kind, text, scale = 1) {
  const [from, to] = [{ x, y: y - 4 * scale }, { x: x + 30 * scale, y: y - 4 * scale }];
  return [svg("path", { class: "saccade" + kind, d: saccadePath(from, to) }), entryAt(text, x + 36 * scale, y, scale)];
}

function fixationEntry(x, y, name, text, scale = 1) {
  return [
    svg("circle", { class: name, cx: x + 8 * scale, cy: y - 4 * scale, r: 6 * scale }), entryAt(text, x + 20 * scale, y, scale),
  ];
}

function textLegend(trial, method, layer) {
  const y = method.height - 18;
  const labels = method.legend.flatMap((entry) => [
    svg("line", { class: labelClass(entry.label), x1: entry.x, y1: entry.y - 4, x2: entry.x + 20, y2: entry.y - 4 }),
    labelAt(page.labels[entry.label].name, entry.x + 26, entry.y, "entry"),
  ]);
  const group = svg("g", { class: "legend", "aria-hidden": "true" }, svg("g", { class: "of-labels" }, labels));
  const left = metrics.left;
  if (layer > 0) {
    group.append(heatScale(left, y, "0", "the most attention of this layer"));
    return group;
  }
  const longest = Math.max(0, ...timesOnTokens(trial));
  const frame = (x, name, text) => [
    svg("rect", { class: name, x, y: y + 11, width: 22, height: 14, rx: 4 }), entryAt(text, x + 30, y + metrics.legendPitch),
  ];
  group.append(
    heatScale(left, y, "0 s", `${secondsOf(longest)} on a token`),
    svg("g", { class: "of-scanpath" }, saccadeEntry(left + 292, y, "", "forward"), saccadeEntry(left + 390, y, " regression", "back in the text")),
    svg("g", { class: "of-scanpath" }, fixationEntry(left + 292, y + metrics.legendPitch, "fixation", "fixation; its area is its duration")),
    svg("g", { class: "of-augmented" }, frame(left, "looked-at", "looked at (F)"), frame(left + 136, "added", "added in F★")));
  return group;
}

/** The legend below a recorded layout, in pixels of the screen times `scale`. */
function screenLegend(figure, x, y, scale) {
  const { trial } = figure;
  const at = (offset) => x + offset * scale;
  const group = svg("g", { class: "legend", "aria-hidden": "true" });
  let offset = 0;
  if (trial.screen.boxes.length) {
    const longest = Math.max(0, ...timesOnBoxes(trial));
    group.append(heatScale(x, y, "0 s", `${secondsOf(longest)} on a box`, scale));
    offset = 290;
  }
  const scanpath = svg("g", { class: "of-scanpath" }, fixationEntry(at(offset), y, "fixation", "fixation", scale));
  scanpath.append(...saccadeEntry(at(offset + 86), y, "", "saccade", scale));
  offset += 186;
  if (trial.fixations.some((fixation) => fixation.isRegression)) {
    scanpath.append(...saccadeEntry(at(offset), y, " regression", "back in the text", scale));
  }
  group.append(scanpath);
  if (figure.positions !== "corrected") {
    const words = figure.positions === "raw" ? "positions as the tracker saw them, before the correction" : "where the tracker saw it, before the correction";
    const row = y + 22 * scale;
    group.append(figure.positions === "raw" ? entryAt(words, x, row, scale)
      : svg("g", { class: "of-scanpath" }, fixationEntry(x, row, "raw", words, scale)));
  }
  return group;
}
