"use strict";

// The figures: the same as `ScanpathFigure` draws for the command line, as elements that the other scripts can change.

const page = JSON.parse(document.getElementById("data").textContent);
const metrics = page.metrics;

/** An SVG element; undefined attributes are omitted, and children may be arrays of any length. */
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  for (const child of children.flat()) element.append(child);
  return element;
}

const lineTop = (line) => metrics.top + line * metrics.linePitch;
const columnLeft = (column) => metrics.left + column * metrics.cellWidth;
const heatLevel = (weight) => (weight > 0 ? Math.min(page.heatLevels, Math.ceil(weight * page.heatLevels)) : 0);
const labelClass = (label) => `label ${page.labels[label].family} ${page.labels[label].line}`;
const hundredths = (value) => Math.round(value * 100) / 100;

function labelAt(text, x, y, name) {
  return svg("text", { class: name, x: hundredths(x), y: hundredths(y) }, text);
}

/** A curve bent to the side, which keeps forward and backward saccades apart. */
function saccadePath(from, to) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = Math.max(1, Math.hypot(x, y));
  const bend = Math.min(26, 0.16 * length);
  const middle = [(from.x + to.x) / 2 + (y / length) * bend, (from.y + to.y) / 2 - (x / length) * bend];
  return `M${hundredths(from.x)} ${hundredths(from.y)}Q${middle.map(hundredths).join(" ")} ${hundredths(to.x)} ${hundredths(to.y)}`;
}

/** Saccades and fixations; `marks` receives the elements of each fixation by its index. */
function scanpathGroup(trial, placeOf, scale, marks) {
  const saccades = [];
  const circles = [];
  let previous;
  trial.fixations.forEach((fixation, index) => {
    const place = placeOf(fixation);
    if (!place) return;
    const kind = fixation.isRegression ? " regression" : "";
    marks[index] = { previous: previous ? previous.index : undefined, elements: [] };
    if (previous) {
      const path = svg("path", { class: "saccade" + kind, d: saccadePath(previous.place, place) });
      saccades.push(path);
      marks[index].saccade = path;
    }
    const circle = svg("circle", {
      class: "fixation" + kind, cx: hundredths(place.x), cy: hundredths(place.y), r: hundredths(fixation.radius * scale),
    });
    const number = labelAt(String(index + 1), place.x, place.y + 2.8 * scale, "ordinal");
    if (scale !== 1) number.style.fontSize = `${8 * scale}px`;
    marks[index].elements.push(circle, number);
    circles.push(circle, number);
    previous = { index, place };
  });
  return svg("g", { class: "scanpath" }, saccades, circles);
}

function captionGroup(trial, method, layer) {
  const seconds = Math.round(trial.statistics.totalDuration / 100) / 10;
  const own = `${trial.participant} · ${trial.statistics.onTokens} fixations on tokens, ${seconds} s · `
    + `${trial.statistics.attended} of ${trial.statistics.tokens} tokens`;
  // The mark of simulated trials takes up part of the title's line.
  const whole = Math.floor((method.width - metrics.left) / 10);
  const room = trial.isSimulated ? whole - 22 : whole;
  const mark = trial.isSimulated && layer === 0
    ? [labelAt("simulated: no person read this", method.width - metrics.right, 26, "mark")] : [];
  const shortened = (text, length) => (text.length > length ? text.slice(0, Math.max(1, length - 1)) + "…" : text);
  return svg("g", { class: "caption" },
    labelAt(shortened(method.name, room), metrics.left, 26, "title"), mark,
    labelAt(shortened(layer === 0 ? own : trial.layers[layer].name, Math.floor(whole * 1.5)), metrics.left, 48, "subtitle"));
}

function legendGroup(method) {
  const y = method.height - 18;
  const group = svg("g", { class: "legend" });
  for (const entry of method.legend) {
    group.append(
      svg("line", { class: labelClass(entry.label), x1: entry.x, y1: entry.y - 4, x2: entry.x + 20, y2: entry.y - 4 }),
      labelAt(page.labels[entry.label].name, entry.x + 26, entry.y, "entry"));
  }
  group.append(labelAt("short", metrics.left, y, "entry"));
  for (let level = 1; level <= page.heatLevels; level++) {
    const x = metrics.left + 20 + level * 16;
    group.append(svg("rect", { class: `heat-${level}`, x, y: y - 11, width: 16, height: 14 }));
  }
  group.append(labelAt("longest look", metrics.left + 172, y, "entry"));
  for (const [offset, kind, text] of [[262, "", "forward"], [362, " regression", "back in the text"]]) {
    const x = metrics.left + offset;
    group.append(
      svg("path", { class: "saccade" + kind, d: saccadePath({ x, y: y - 4 }, { x: x + 30, y: y - 4 }) }),
      labelAt(text, x + 36, y, "entry"));
  }
  return group;
}

/**
 * Code with one layer's weights; layer 0 also has the scanpath and F★.
 *
 * The figure is complete, with caption and legend, but is shown cropped to the code: `full` is its whole size.
 */
function textFigure(trial, layer) {
  const method = page.methods[trial.method];
  const weights = trial.layers[layer].weights;
  const figure = { heat: method.labels.map(() => []), tokens: method.labels.map(() => []), marks: [] };
  const [heat, labels, targets] = [[], [], []];
  const augmented = [];
  const added = new Map(trial.added.map((entry) => [entry.token, entry.order]));
  const lookedAt = new Set(trial.fixations.flatMap((fixation) => fixation.tokens));
  for (const box of method.boxes) {
    const [x, y] = [columnLeft(box.column) - 1, lineTop(box.line) + metrics.boxTop];
    const [width, height] = [box.cells * metrics.cellWidth + 2, metrics.boxHeight];
    const area = { x, y, width, height, rx: 4 };
    const rectangle = svg("rect", { ...area, class: `heat-${heatLevel(weights[box.token])}` });
    const line = svg("line", {
      class: labelClass(method.labels[box.token]), x1: x + 1, y1: y + height, x2: x + width - 1, y2: y + height,
    });
    heat.push(rectangle);
    labels.push(line);
    targets.push(svg("rect", { ...area, class: "target", "data-token": box.token }));
    figure.heat[box.token].push(rectangle);
    figure.tokens[box.token].push(rectangle, line);
    if (layer === 0 && lookedAt.has(box.token)) augmented.push(svg("rect", { ...area, class: "looked-at" }));
    if (layer === 0 && added.has(box.token)) augmented.push(svg("rect", { ...area, class: "added" }));
  }
  const words = method.words.map((word) => svg("text", {
    x: columnLeft(word.column), y: lineTop(word.line) + metrics.baseline, textLength: word.cells * metrics.cellWidth,
    lengthAdjust: "spacingAndGlyphs",
  }, word.text));
  const numbers = Array.from({ length: method.lines }, (_, line) =>
    labelAt(String(line + 1), metrics.left - 14, lineTop(line) + metrics.baseline, "number"));
  const path = layer === 0
    ? [scanpathGroup(trial, (fixation) => fixation.x !== undefined && fixation, 1, figure.marks)] : [];
  const above = metrics.top - 8;
  figure.full = { x: 0, y: 0, width: method.width, height: method.height };
  figure.root = svg("svg", {
    class: "figure", viewBox: `0 ${above} ${method.width} ${method.codeBottom - above}`, width: method.width,
    height: method.codeBottom - above, role: "img", "aria-label": `Code of ${method.name}, ${trial.layers[layer].name}`,
  },
  svg("rect", { class: "paper", width: "100%", height: method.height }), captionGroup(trial, method, layer),
  svg("g", { class: "heat" }, heat), svg("g", { class: "labels" }, labels),
  svg("g", { class: "augmented" }, augmented), svg("g", { class: "code" }, numbers, words), path, legendGroup(method),
  svg("g", { class: "targets" }, targets));
  return figure;
}

/** The layout that the participant saw, with fixations where they were measured. */
function screenFigure(trial) {
  const screen = trial.screen;
  const figure = { boxHeat: screen.boxes.map(() => []), heat: [], tokens: [], marks: [] };
  const heat = [];
  const text = [];
  screen.boxes.forEach((box, index) => {
    const area = { x: box.x, y: box.y, width: box.width, height: box.height };
    const rectangle = svg("rect", { ...area, class: "heat-0" });
    const size = Math.min(box.height * 0.64, box.width / (0.602 * Math.max(1, [...box.text].length)));
    figure.boxHeat[index].push(rectangle);
    heat.push(rectangle);
    text.push(svg("rect", { ...area, class: "screen-box" }), svg("text", {
      x: box.x, y: hundredths(box.y + box.height * 0.5 + size * 0.35), style: `font-size:${hundredths(size)}px`,
    }, box.text));
  });
  const scale = Math.max(1, Math.min(screen.width / 900, 2.5));
  const place = (fixation) => fixation.screen && { x: fixation.screen[0], y: fixation.screen[1] };
  const caption = labelAt(`${trial.stimulus} · ${trial.participant}${trial.isSimulated ? " (simulated, no person)" : ""}`,
    screen.x + 12 * scale, screen.y - 12 * scale, "title");
  caption.style.fontSize = `${17 * scale}px`;
  const above = 34 * scale;
  figure.full = { x: screen.x, y: screen.y - above, width: screen.width, height: screen.height + above };
  figure.root = svg("svg", {
    class: "figure", viewBox: `${screen.x} ${screen.y} ${screen.width} ${screen.height}`,
    width: hundredths(screen.width / scale), height: hundredths(screen.height / scale), role: "img",
    "aria-label": `Screen of ${trial.participant} with ${trial.stimulus}`,
  },
  svg("rect", { class: "paper", ...figure.full }), svg("g", { class: "caption" }, caption),
  svg("g", { class: "heat" }, heat), svg("g", { class: "code" }, text),
  scanpathGroup(trial, place, scale, figure.marks));
  return figure;
}
