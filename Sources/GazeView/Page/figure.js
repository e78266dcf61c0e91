"use strict";

// The figure of code, as elements that the other scripts can change. `ScanpathFigure` places code, labels and scanpath in the
// same way for the command line.

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
    const mark = { previous: previous ? previous.index : undefined, elements: [] };
    if (previous) {
      mark.saccade = svg("path", { class: "saccade" + kind, d: saccadePath(previous.place, place) });
      saccades.push(mark.saccade);
    }
    const number = labelAt(String(index + 1), place.x, place.y + 2.8 * scale, "ordinal");
    if (scale !== 1) number.style.fontSize = `${8 * scale}px`;
    mark.elements.push(svg("circle", {
      class: "fixation" + kind, cx: hundredths(place.x), cy: hundredths(place.y), r: hundredths(fixation.radius * scale),
    }), number);
    circles.push(...mark.elements);
    marks[index] = mark;
    previous = { index, place };
  });
  return svg("g", { class: "scanpath", "aria-hidden": "true" }, saccades, circles);
}

/**
 * The area that the pointer and the keyboard reach a token or box by. One of a figure is in the page's tab order
 * (keyboard.js); a token on several lines is reached at the first of them.
 */
function target(area, name, number, isFirst) {
  return svg("rect", {
    ...area, class: "target", [`data-${name}`]: number, ...(isFirst ? { tabindex: -1, role: "option", "aria-selected": "false" } : {}),
  });
}

/** The heat, label, frames and target of each box of the code. */
function boxElements(trial, layer, figure) {
  const method = page.methods[trial.method];
  const weights = trial.layers[layer].weights;
  const parts = { heat: [], labels: [], targets: [], augmented: [] };
  const added = new Set(trial.added.map((entry) => entry.token));
  const lookedAt = new Set(trial.fixations.flatMap((fixation) => fixation.tokens));
  for (const box of method.boxes) {
    const [x, y] = [columnLeft(box.column) - 1, lineTop(box.line) + metrics.boxTop];
    const [width, height] = [box.cells * metrics.cellWidth + 2, metrics.boxHeight];
    const area = { x, y, width, height, rx: 4 };
    const rectangle = svg("rect", { ...area, class: `heat-${heatLevel(weights[box.token])}` });
    const line = svg("line", {
      class: labelClass(method.labels[box.token]), x1: x + 1, y1: y + height, x2: x + width - 1, y2: y + height,
    });
    parts.heat.push(rectangle);
    parts.labels.push(line);
    parts.targets.push(target(area, "token", box.token, !figure.heat[box.token].length));
    figure.heat[box.token].push(rectangle);
    figure.tokens[box.token].push(rectangle, line);
    if (layer === 0 && lookedAt.has(box.token)) parts.augmented.push(svg("rect", { ...area, class: "looked-at" }));
    if (layer === 0 && added.has(box.token)) parts.augmented.push(svg("rect", { ...area, class: "added" }));
  }
  return parts;
}

/**
 * Code with one layer's weights; layer 0 also has the scanpath and F★.
 *
 * The figure is complete, but is shown without its caption, which the page has elsewhere: `full` is its whole size.
 */
function textFigure(trial, layer) {
  const method = page.methods[trial.method];
  const figure = { trial, layer, heat: method.labels.map(() => []), tokens: method.labels.map(() => []), marks: [] };
  const parts = boxElements(trial, layer, figure);
  const words = method.words.map((word) => svg("text", {
    x: columnLeft(word.column), y: lineTop(word.line) + metrics.baseline, textLength: word.cells * metrics.cellWidth,
    lengthAdjust: "spacingAndGlyphs",
  }, word.text));
  const numbers = Array.from({ length: method.lines }, (_, line) =>
    labelAt(String(line + 1), metrics.left - 14, lineTop(line) + metrics.baseline, "number"));
  const path = layer === 0
    ? [scanpathGroup(trial, (fixation) => fixation.x !== undefined && fixation, 1, figure.marks)] : [];
  const above = metrics.top - 8;
  const height = method.height + (layer === 0 ? metrics.legendPitch : 0);
  figure.full = { x: 0, y: 0, width: method.width, height };
  figure.shown = { x: 0, y: above, width: method.width, height: height - above };
  figure.caption = (subtitle) => textCaption(trial, method, layer, subtitle);
  figure.root = svg("svg", {
    class: "figure", viewBox: viewBox(figure.shown), role: "group",
    "aria-label": `Code of ${method.name}, ${trial.layers[layer].name}`,
  },
  svg("rect", { class: "paper", width: "100%", height }),
  svg("g", { class: "heat", "aria-hidden": "true" }, parts.heat), svg("g", { class: "labels", "aria-hidden": "true" }, parts.labels),
  svg("g", { class: "augmented", "aria-hidden": "true" }, parts.augmented),
  svg("g", { class: "code", "aria-hidden": "true" }, numbers, words), path, textLegend(trial, method, layer),
  svg("g", { class: "targets", role: "listbox", "aria-label": "Tokens; the arrow keys go from one to another" }, parts.targets));
  return figure;
}

const viewBox = ({ x, y, width, height }) => [x, y, width, height].map(hundredths).join(" ");
