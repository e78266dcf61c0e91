// One chart: its axes, curves and crosshair. The tools of all charts of a section share one state (tools.js).

const [chartWidth, chartHeight, chartLeft, chartTop, chartRight, chartBottom] = [480, 292, 62, 36, 464, 250];

function svgElement(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function svgText(text, x, y, attributes = {}) {
  return svgElement("text", { x, y, ...attributes }, text);
}

function lineStyle(colour) {
  return `line series-${colour % 8}${colour % 8 >= 4 ? " dashed" : ""}`;
}

/// A chart in `figure`, drawn from its data.
class Chart {
  constructor(figure, data, group) {
    this.data = data;
    this.group = group;
    this.layer = svgElement("g");
    this.cursor = svgElement("g", { class: "cursor" });
    this.surface = svgElement("svg", {
      class: "plot explore", viewBox: `0 0 ${chartWidth} ${chartHeight}`, tabindex: 0, role: "slider",
      "aria-label": `${data.title}: the arrow keys move the crosshair, plus and minus zoom, Escape resets`,
      "data-key": `chart ${data.title}`,
    }, this.layer, this.cursor);
    this.readout = Object.assign(document.createElement("ul"), { className: "readout" });
    this.listen();
    figure.querySelector(".still").hidden = true;
    figure.append(this.surface, this.readout);
  }

  listen() {
    const { surface, group } = this;
    surface.addEventListener("pointermove", (event) => this.point(event));
    surface.addEventListener("pointerleave", () => { if (this.dragFrom === undefined && document.activeElement !== surface) group.moveCursor(null); });
    surface.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.dragFrom = this.valueAt(event);
      surface.setPointerCapture(event.pointerId);
    });
    surface.addEventListener("pointerup", (event) => {
      const from = this.dragFrom;
      this.dragFrom = undefined;
      const to = this.valueAt(event);
      if (from !== undefined && Math.abs(this.x.share(to) - this.x.share(from)) > 0.02) group.zoom([Math.min(from, to), Math.max(from, to)]);
      else this.drawCursor();
    });
    surface.addEventListener("pointercancel", () => { this.dragFrom = undefined; this.drawCursor(); });
    surface.addEventListener("dblclick", () => group.zoom(null));
    surface.addEventListener("keydown", (event) => this.press(event));
    surface.addEventListener("focus", () => { if (group.state.cursor === null) group.moveCursor(this.places().at(-1) ?? null); });
  }

  /// The value of the x axis under the pointer.
  valueAt(event) {
    const place = this.surface.getBoundingClientRect();
    const column = (event.clientX - place.left) / place.width * chartWidth;
    return this.x.value(Math.min(1, Math.max(0, (column - chartLeft) / (chartRight - chartLeft))));
  }

  point(event) {
    this.group.moveCursor(this.valueAt(event));
  }

  /// All values of x at which a curve has a point, ascending.
  places() {
    const within = this.curves.flatMap((curve) => curve.points).filter((point) => point.y !== null && point.x >= this.x.lower && point.x <= this.x.upper);
    return [...new Set(within.map((point) => point.x))].sort((one, other) => one - other);
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const places = this.places();
    const here = places.findIndex((place) => place >= (this.group.state.cursor ?? Infinity) - 1e-9);
    const current = here < 0 ? places.length - 1 : here;
    const far = event.shiftKey ? 10 : 1;
    const target = { ArrowRight: current + far, ArrowUp: current + far, ArrowLeft: current - far, ArrowDown: current - far, Home: 0, End: places.length - 1 }[event.key];
    if (target !== undefined && places.length) this.group.moveCursor(places[Math.min(places.length - 1, Math.max(0, target))]);
    else if (event.key === "+" || event.key === "=") this.zoomBy(0.5);
    else if (event.key === "-") this.zoomBy(2);
    else if (event.key === "Escape") this.group.zoom(null);
    else return;
    event.preventDefault();
  }

  /// Zooms around the crosshair; beyond the whole range the zoom ends.
  zoomBy(factor) {
    const middle = this.group.state.cursor ?? (this.x.lower + this.x.upper) / 2;
    const half = (this.x.upper - this.x.lower) * factor / 2;
    const [from, to] = this.group.range();
    const zoom = [Math.max(from, middle - half), Math.min(to, middle + half)];
    this.group.zoom(zoom[1] - zoom[0] >= to - from ? null : zoom);
  }

  draw() {
    const { state } = this.group;
    const range = state.zoom ?? this.group.range();
    this.curves = curvesOf(this.data, state).map((curve) => ({ ...curve, seen: pointsWithin(curve.points, range) }));
    const values = this.curves.flatMap((curve) => curve.seen.flatMap((point) => [point.y, point.low, point.high])).filter((value) => value !== null);
    const [least, most] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    // A logarithm needs positive values; a chart with others keeps its linear axis.
    const logarithmic = state.logarithmic && least > 0;
    this.x = linearScale(range[0], range[1], { whole: state.axis === "step" });
    this.y = logarithmic ? logarithmicScale(least, most) : linearScale(least, most, { span: this.data.span, rounded: true });
    const unit = `${this.data.y}${logarithmic ? ", logarithmic" : ""}`;
    this.layer.replaceChildren(
      svgText(this.data.title, 14, 20, { class: "title" }), ...this.axes(unit), ...this.curves.flatMap((curve) => this.band(curve)),
      ...this.curves.flatMap((curve) => this.curve(curve)));
    this.surface.setAttribute("aria-valuemin", range[0]);
    this.surface.setAttribute("aria-valuemax", range[1]);
    this.drawCursor();
  }

  column(x) { return chartLeft + this.x.share(x) * (chartRight - chartLeft); }

  row(y) { return chartBottom - Math.min(1, Math.max(0, this.y.share(y))) * (chartBottom - chartTop); }

  /// The text of a value of the x axis.
  positionText(x) {
    return this.group.state.axis === "time" ? durationText(x) : `${this.data.x} ${numberText(x)}`;
  }

  axes(unit) {
    const middle = (chartTop + chartBottom) / 2;
    const isTime = this.group.state.axis === "time";
    return [
      ...this.y.ticks.flatMap((tick) => [
        svgElement("line", { class: "grid", x1: chartLeft, x2: chartRight, y1: this.row(tick), y2: this.row(tick) }),
        svgText(this.y.label(tick), chartLeft - 6, this.row(tick) + 4, { "text-anchor": "end" }),
      ]),
      ...this.x.ticks.flatMap((tick) => [
        svgElement("line", { class: "axis", x1: this.column(tick), x2: this.column(tick), y1: chartBottom, y2: chartBottom + 4 }),
        svgText(isTime ? durationText(tick) : this.x.label(tick), this.column(tick), chartBottom + 17, { "text-anchor": "middle" }),
      ]),
      svgElement("line", { class: "axis", x1: chartLeft, x2: chartRight, y1: chartBottom, y2: chartBottom }),
      svgText(isTime ? "time since the start" : this.data.x, (chartLeft + chartRight) / 2, chartHeight - 6, { "text-anchor": "middle" }),
      svgText(unit, 0, 0, { "text-anchor": "middle", transform: `translate(13 ${middle}) rotate(-90)` }),
    ];
  }

  /// The parts of a curve between gaps, cut off at the edges of the zoom.
  runsOf(points) {
    const runs = [[]];
    for (const point of points) {
      if (point.y === null) runs.push([]);
      else runs.at(-1).push(point);
    }
    return runs.filter((run) => run.length).map((run) => run.flatMap((point, index) => this.clipped(run[index - 1], point)));
  }

  /// The point, or where the line from or to its neighbour crosses the edge.
  clipped(previous, point) {
    const { lower, upper } = this.x;
    const between = (edge) => {
      const share = (edge - previous.x) / (point.x - previous.x);
      const mix = (key) => (previous[key] === null || point[key] === null ? null : previous[key] + share * (point[key] - previous[key]));
      return { x: edge, y: mix("y"), low: mix("low"), high: mix("high") };
    };
    const crossings = previous === undefined ? [] : [lower, upper].filter((edge) => previous.x < edge && point.x > edge).map(between);
    return point.x >= lower && point.x <= upper ? [...crossings, point] : crossings;
  }

  band(curve) {
    return this.runsOf(curve.seen).flatMap((run) => {
      const wide = run.filter((point) => point.low !== null);
      if (wide.length < 2) return [];
      const edge = [...wide.map((point) => [point.x, point.high]), ...wide.toReversed().map((point) => [point.x, point.low])];
      return [svgElement("path", { class: `band series-${curve.colour % 8}`, d: `${this.outline(edge)}Z` })];
    });
  }

  outline(points) {
    return points.map(([x, y], index) => `${index ? "L" : "M"}${this.column(x).toFixed(1)} ${this.row(y).toFixed(1)}`).join("");
  }

  curve(curve) {
    const elements = this.runsOf(curve.seen).filter((run) => run.length > 1).map((run) =>
      svgElement("path", { class: lineStyle(curve.colour), d: this.outline(run.map((point) => [point.x, point.y])) }));
    const points = curve.seen.filter((point) => point.y !== null && point.x >= this.x.lower && point.x <= this.x.upper);
    if (this.data.marked && points.length <= 60 || points.length === 1) elements.push(...points.map((point) => this.mark(point, curve.colour, 3.5)));
    return elements;
  }

  mark(point, colour, radius) {
    return svgElement("circle", { class: `mark series-${colour % 8}`, cx: this.column(point.x), cy: this.row(point.y), r: radius });
  }

  /// The crosshair with the values of all curves at the nearest points, or the last values without one.
  drawCursor() {
    const { cursor } = this.group.state;
    const places = this.places();
    const at = cursor === null || !places.length ? null : nearestPoint(places.map((x) => ({ x, y: 0 })), cursor).x;
    const found = this.curves.map((curve) => ({
      curve, point: at === null ? curve.points.findLast((point) => point.y !== null) ?? null : nearestPoint(curve.seen, at),
    }));
    const parts = [];
    if (at !== null) {
      parts.push(svgElement("line", { class: "crosshair", x1: this.column(at), x2: this.column(at), y1: chartTop, y2: chartBottom }));
      parts.push(...found.filter(({ point }) => point && point.x >= this.x.lower && point.x <= this.x.upper).map(({ curve, point }) => this.mark(point, curve.colour, 4.5)));
    }
    if (this.dragFrom !== undefined && cursor !== null) {
      const [from, to] = [this.column(this.dragFrom), this.column(cursor)].sort((one, other) => one - other);
      parts.push(svgElement("rect", { class: "selection", x: from, y: chartTop, width: to - from, height: chartBottom - chartTop }));
    }
    this.cursor.replaceChildren(...parts);
    this.showValues(at, found);
  }

  showValues(at, found) {
    const place = at === null ? "last values" : this.positionText(at);
    const words = found.map(({ curve, point }) => `${curve.name} ${point ? numberText(point.y) : "–"}`);
    this.surface.setAttribute("aria-valuenow", at ?? this.x.upper);
    this.surface.setAttribute("aria-valuetext", `${place}: ${words.join("; ") || "no run is shown"}`);
    const head = Object.assign(document.createElement("li"), { className: "place", textContent: place });
    const items = found.map(({ curve, point }) => {
      const item = document.createElement("li");
      const range = point && point.low !== null ? ` (${numberText(point.low)} to ${numberText(point.high)})` : "";
      item.append(swatch(curve.colour), ` ${curve.name} `, Object.assign(document.createElement("b"), { textContent: point ? numberText(point.y) : "–" }), range);
      return item;
    });
    this.readout.replaceChildren(head, ...items);
  }
}

/// A short line in a curve's colour.
function swatch(colour) {
  return svgElement("svg", { class: "plot swatch", viewBox: "0 0 18 8", "aria-hidden": "true" }, svgElement("line", { class: lineStyle(colour), x1: 1, x2: 17, y1: 4, y2: 4 }));
}
