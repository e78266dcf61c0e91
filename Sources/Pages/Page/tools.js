// The tools above the charts of a section: the legend, which shows and hides, and what is drawn how.

class ChartGroup {
  constructor(container, figures, name) {
    const fresh = { hidden: new Set(), singles: false, smoothing: 0, logarithmic: false, axis: "step", zoom: null, cursor: null };
    if (!chartStates.has(name)) chartStates.set(name, fresh);
    this.state = chartStates.get(name);
    this.charts = figures.map(({ figure, data }) => new Chart(figure, data, this));
    const lines = figures.flatMap(({ data }) => data.lines);
    this.colours = new Map(lines.map((line) => [line.label, line.colour]));
    this.hasSeeds = figures.some(({ data }) => new Set(data.lines.map((line) => line.label)).size < data.lines.length);
    this.hasTimes = lines.length > 0 && lines.every((line) => line.t.length || !line.x.length);
    if (!this.hasTimes) this.state.axis = "step";
    container.before(this.tools());
    this.draw();
  }

  /// The whole range of the x axis, the same for all charts of the section.
  range() {
    const lines = this.charts.flatMap((chart) => chart.data.lines);
    const positions = lines.flatMap((line) => positionsOf(line, this.state.axis));
    const most = positions.reduce((one, other) => Math.max(one, other), 0);
    return [0, most > 0 ? most : 1];
  }

  tools() {
    const tools = Object.assign(document.createElement("div"), { className: "chart-tools" });
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "What the charts show");
    const legend = [...this.colours].map(([label, colour]) => this.legendButton(label, colour));
    tools.append(...legend);
    if (this.hasSeeds) tools.append(this.checkbox("Single seeds", "singles"));
    tools.append(this.checkbox("Logarithmic y", "logarithmic"), this.smoothingTool());
    if (this.hasTimes) tools.append(this.axisTool());
    this.reset = this.button("Reset zoom", () => this.zoom(null));
    this.reset.disabled = this.state.zoom === null;
    tools.append(this.reset);
    return tools;
  }

  button(text, action) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(text);
    button.dataset.key = `tool ${text}`;
    button.addEventListener("click", action);
    return button;
  }

  legendButton(label, colour) {
    const button = this.button(label, () => {
      const { hidden } = this.state;
      if (!hidden.delete(label)) hidden.add(label);
      button.setAttribute("aria-pressed", String(!hidden.has(label)));
      this.draw();
    });
    button.prepend(swatch(colour));
    button.className = "legend";
    button.title = `Show or hide ${label}`;
    button.setAttribute("aria-pressed", String(!this.state.hidden.has(label)));
    return button;
  }

  control(element, key, text, change) {
    element.dataset.key = `tool ${key}`;
    element.addEventListener("input", () => {
      change();
      this.draw();
    });
    const label = document.createElement("label");
    label.append(...(element.type === "checkbox" ? [element, ` ${text}`] : [`${text} `, element]));
    return label;
  }

  checkbox(text, key) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: this.state[key] });
    return this.control(box, key, text, () => { this.state[key] = box.checked; });
  }

  smoothingTool() {
    const slider = Object.assign(document.createElement("input"), { type: "range", min: "0", max: "0.95", step: "0.05" });
    slider.value = String(this.state.smoothing);
    const shown = Object.assign(document.createElement("output"), { textContent: slider.value });
    const label = this.control(slider, "smoothing", "Smoothing", () => {
      this.state.smoothing = Number(slider.value);
      shown.textContent = slider.value;
    });
    label.title = "Exponential moving average: the weight of the past values";
    label.append(shown);
    return label;
  }

  axisTool() {
    const list = document.createElement("select");
    list.append(new Option("steps", "step"), new Option("time", "time"));
    list.value = this.state.axis;
    return this.control(list, "axis", "Over", () => {
      this.state.axis = list.value;
      // Steps and seconds have nothing in common.
      [this.state.zoom, this.state.cursor] = [null, null];
    });
  }

  zoom(range) {
    const hadFocus = document.activeElement === this.reset;
    this.state.zoom = range;
    this.draw();
    // A disabled button would lose the focus to the page's beginning.
    if (hadFocus && this.reset.disabled) this.charts[0].surface.focus();
  }

  moveCursor(x) {
    this.state.cursor = x;
    for (const chart of this.charts) chart.drawCursor();
  }

  draw() {
    this.reset.disabled = this.state.zoom === null;
    for (const chart of this.charts) chart.draw();
  }
}

/// Makes charts of all plots below `root` whose data the page has.
function exploreCharts(root) {
  for (const container of root.querySelectorAll(".figures")) {
    const figures = [...container.querySelectorAll("figure")].flatMap((figure) => {
      const data = figure.querySelector(".chart-data");
      return data ? [{ figure, data: JSON.parse(data.textContent) }] : [];
    });
    if (figures.length) new ChartGroup(container, figures, container.closest("section")?.id ?? "charts");
  }
}

/// The states of the tools by section, which last when a live page replaces its content.
const chartStates = new Map();
exploreCharts(document);
