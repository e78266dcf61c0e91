// The page: its selection state, and the update of its parts.

const byID = (id) => document.getElementById(id);
const address = new URLSearchParams(location.hash.slice(1));
const state = { trial: Number(address.get("trial") ?? 0), layout: address.get("layout") ?? "text", beside: Number(address.get("beside") ?? page.beside), label: -1, motif: -1 };
if (!(state.trial in page.trials)) state.trial = 0;

const currentTrial = () => page.trials[state.trial];
const stimuli = [...new Set(page.trials.map((trial) => trial.stimulus))];
let figures = [];

function option(value, text, isChosen) {
  const element = html("option", { value }, text);
  element.selected = isChosen;
  return element;
}

/** Each trial's reader, numbered if one reader has read the same stimulus several times. */
function namesOfReaders() {
  const key = (trial) => JSON.stringify([trial.stimulus, trial.participant]);
  const counts = new Map();
  for (const trial of page.trials) counts.set(key(trial), (counts.get(key(trial)) ?? 0) + 1);
  const seen = new Map();
  return page.trials.map((trial) => {
    const number = (seen.get(key(trial)) ?? 0) + 1;
    seen.set(key(trial), number);
    return counts.get(key(trial)) > 1 ? `${trial.participant} (${number})` : trial.participant;
  });
}

const readerNames = namesOfReaders();

function drawChoices() {
  const trial = currentTrial();
  byID("method").replaceChildren(...stimuli.map((name) => option(name, name, name === trial.stimulus)));
  byID("participant").replaceChildren(...page.trials.flatMap((other, index) =>
    (other.stimulus === trial.stimulus ? [option(index, readerNames[index], index === state.trial)] : [])));
  byID("previous").disabled = state.trial === 0;
  byID("next").disabled = state.trial === page.trials.length - 1;
  const layouts = [...(trial.method === undefined ? [] : ["text"]), ...(trial.screen ? ["screen"] : [])];
  if (!layouts.includes(state.layout)) state.layout = layouts[0];
  for (const box of document.querySelectorAll("[data-shows=labels], [data-shows=augmented]")) {
    box.parentElement.hidden = state.layout !== "text";
  }
  byID("layout").parentElement.hidden = layouts.length < 2;
  for (const entry of byID("layout").options) {
    entry.disabled = !layouts.includes(entry.value);
    entry.selected = entry.value === state.layout;
  }
  if (!(state.beside in trial.layers)) state.beside = 0;
  byID("beside").parentElement.hidden = trial.layers.length < 2 || state.layout !== "text";
  byID("beside").replaceChildren(option(0, "nothing", state.beside === 0),
    ...trial.layers.slice(1).map((layer, index) => option(index + 1, layer.name, state.beside === index + 1)));
}

function panel(figure, title, kind) {
  const scroll = html("div", { class: "scroll", tabindex: 0 }, figure.root);
  return html("div", { class: "panel" }, html("h3", {}, title, " ", html("small", {}, kind)), scroll);
}

function drawFigures() {
  const trial = currentTrial();
  const kinds = { human: "", simulated: "simulated", prior: "computed from labels", model: "a model's attention" };
  figures = [];
  const panels = [];
  if (state.layout === "screen") {
    figures.push(screenFigure(trial));
    panels.push(panel(figures[0], trial.participant, "as recorded"));
  } else if (state.layout === "text") {
    for (const layer of state.beside > 0 ? [0, state.beside] : [0]) {
      figures.push(textFigure(trial, layer));
      panels.push(panel(figures.at(-1), trial.layers[layer].name, kinds[trial.layers[layer].kind] ?? trial.layers[layer].kind));
    }
  } else {
    panels.push(html("p", { class: "nothing" }, "Neither code nor places on the screen are known of this trial."));
  }
  byID("figures").replaceChildren(...panels);
}

function drawPanels() {
  const trial = currentTrial();
  const hasCode = trial.method !== undefined;
  byID("heading").textContent = trial.stimulus;
  byID("simulated").hidden = !trial.isSimulated;
  drawStatistics(trial);
  drawAgreement(trial, state.layout === "text" ? state.beside : 0);
  byID("labels").parentElement.hidden = !hasCode;
  byID("motif-section").hidden = !hasCode;
  if (hasCode) drawLists();
  byID("note-section").hidden = !trial.notes.length;
  byID("notes").replaceChildren(...trial.notes.map((note) => html("li", {}, note)));
  byID("detail").textContent = hasCode ? "Point at a token to read what was seen of it." : "";
}

function drawLists() {
  const toggled = (key, other) => (value) => {
    state[key] = state[key] === value ? -1 : value;
    state[other] = -1;
    const position = [...document.querySelectorAll(".rows button")].indexOf(document.activeElement);
    drawLists();
    document.querySelectorAll(".rows button")[position]?.focus();
  };
  drawLabels(currentTrial(), state.label, toggled("label", "motif"));
  drawMotifs(currentTrial(), state.motif, toggled("motif", "label"));
  applyFocus(figures, chosenParts(currentTrial(), state.label, state.motif));
}

function show() {
  drawChoices();
  drawFigures();
  load(currentTrial(), figures);
  drawPanels();
}

function choose(trial) {
  if (!(trial in page.trials)) return;
  Object.assign(state, { trial, label: -1, motif: -1 });
  history.replaceState(null, "", `#trial=${trial}`);
  show();
}

const hiddenGroups = () => [...document.querySelectorAll("[data-shows]")].filter((box) => !box.checked).map((box) => box.dataset.shows);

function applyShows() {
  for (const box of document.querySelectorAll("[data-shows]")) byID("figures").classList.toggle(`hide-${box.dataset.shows}`, !box.checked);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
}

function connect() {
  byID("method").addEventListener("change", (event) => choose(page.trials.findIndex((trial) => trial.stimulus === event.target.value)));
  byID("participant").addEventListener("change", (event) => choose(Number(event.target.value)));
  byID("previous").addEventListener("click", () => choose(state.trial - 1));
  byID("next").addEventListener("click", () => choose(state.trial + 1));
  for (const key of ["layout", "beside"]) {
    byID(key).addEventListener("change", (event) => {
      state[key] = key === "beside" ? Number(event.target.value) : event.target.value;
      show();
    });
  }
  for (const box of document.querySelectorAll("[data-shows]")) box.addEventListener("change", applyShows);
  byID("play").addEventListener("click", () => (replay.playing ? pause() : play()));
  byID("back").addEventListener("click", () => step(-1));
  byID("forward").addEventListener("click", () => step(1));
  byID("trail").addEventListener("change", () => setTime(replay.time));
  byID("time").addEventListener("input", (event) => {
    pause();
    setTime(Number(event.target.value));
  });
  byID("time").addEventListener("keydown", (event) => {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    step(direction);
  });
  byID("export-svg").addEventListener("click", () => exportSVG(currentTrial(), figures, hiddenGroups()));
  byID("export-png").addEventListener("click", () =>
    exportPNG(currentTrial(), figures, hiddenGroups()).catch((error) => { byID("detail").textContent = error.message; }));
  byID("figures").addEventListener("pointerover", (event) => {
    const token = event.target.dataset?.token;
    if (token !== undefined) byID("detail").textContent = tokenDetail(currentTrial(), Number(token));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, select, input:not([type=range]), a")) return;
    event.preventDefault();
    if (replay.playing) pause();
    else play();
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  setTheme(address.get("theme") ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
  byID("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
}

connect();
applyShows();
show();
