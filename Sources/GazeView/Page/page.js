// The page: its selection state, and the update of its parts.

const byID = (id) => document.getElementById(id);

/** The view of an address that says nothing. `second` is the trial that is compared, `beside` the layer; −1 and 0 for none. */
function initialState() {
  return {
    trial: 0, second: -1, beside: page.beside, layout: "text", positions: "corrected", label: -1, motif: -1,
    shows: new Set(shownByDefault), opacity: 60, theme: undefined, time: undefined,
  };
}

const state = initialState();
const currentTrial = () => page.trials[state.trial];
const shownTrials = () => (state.second >= 0 ? [currentTrial(), page.trials[state.second]] : [currentTrial()]);
const stimuli = [...new Set(page.trials.map((trial) => trial.stimulus))];
let figures = [];

function option(value, text, isChosen) {
  const element = html("option", { value }, text);
  element.selected = isChosen;
  return element;
}

const layoutsOf = (trial) => [...(trial.method === undefined ? [] : ["text"]), ...(trial.screen ? ["screen"] : [])];
const hasRawPositions = (trial) => trial.fixations.some((fixation) => fixation.raw);

/** The other trials that can be shown beside a trial: readings of the same code, or of the same stimulus on the screen. */
function comparableTrials() {
  const trial = currentTrial();
  return page.trials.flatMap((other, index) => {
    const isSame = state.layout === "text" ? other.method !== undefined && other.method === trial.method : other.stimulus === trial.stimulus;
    return index !== state.trial && isSame && layoutsOf(other).includes(state.layout) ? [index] : [];
  });
}

/** Makes the state consistent: a trial without code has no text layout, and so on. */
function settleState() {
  const trial = currentTrial();
  if (!layoutsOf(trial).includes(state.layout)) state.layout = layoutsOf(trial)[0];
  if (!comparableTrials().includes(state.second)) state.second = -1;
  if (state.second >= 0 || state.layout !== "text" || !(state.beside in trial.layers)) state.beside = 0;
  const isRaw = state.layout === "screen" && shownTrials().some(hasRawPositions);
  const { labels } = page.methods[trial.method] ?? { labels: [] };
  if (!labels.includes(state.label)) state.label = -1;
  if (trial.method === undefined) state.motif = -1;
  if (!isRaw || !["corrected", "raw", "both"].includes(state.positions)) state.positions = "corrected";
}

function drawChoices() {
  const trial = currentTrial();
  byID("method").replaceChildren(...stimuli.map((name, index) => option(index, name, name === trial.stimulus)));
  byID("participant").replaceChildren(...page.trials.flatMap((other, index) =>
    (other.stimulus === trial.stimulus ? [option(index, readers[index].title, index === state.trial)] : [])));
  byID("previous").disabled = state.trial === 0;
  byID("next").disabled = state.trial === page.trials.length - 1;
  const others = html("optgroup", { label: "Other readers" });
  others.append(...comparableTrials().map((index) => option(`reader ${index}`, readers[index].title, index === state.second)));
  const layers = html("optgroup", { label: "Other attention" });
  if (state.layout === "text") {
    layers.append(...trial.layers.slice(1).map((layer, index) => option(`layer ${index + 1}`, layer.name, state.beside === index + 1)));
  }
  byID("compare").replaceChildren(option("nothing", "nothing", state.second < 0 && state.beside === 0),
    ...[others, layers].filter((group) => group.children.length));
  byID("compare").disabled = byID("compare").options.length < 2;
  drawTools(trial);
}

function drawTools(trial) {
  for (const box of document.querySelectorAll("[data-shows]")) {
    box.checked = state.shows.has(box.dataset.shows);
    box.parentElement.hidden = state.layout !== "text" && ["labels", "augmented"].includes(box.dataset.shows);
    byID("figures").classList.toggle(`hide-${box.dataset.shows}`, !box.checked);
  }
  const isOnScreen = state.layout === "screen";
  byID("layout").parentElement.hidden = layoutsOf(trial).length < 2;
  byID("layout").value = state.layout;
  byID("positions").parentElement.hidden = !isOnScreen || !shownTrials().some(hasRawPositions);
  byID("positions").value = state.positions;
  const hasScreenshot = isOnScreen && shownTrials().some((shown) => shown.screen.screenshot);
  byID("opacity").parentElement.hidden = !hasScreenshot;
  byID("opacity").value = state.opacity;
  byID("figures").style.setProperty("--screenshot", state.opacity / 100);
}

function panel(figure, title, kind) {
  const { shown } = figure;
  const width = figure.width ?? shown.width;
  figure.root.style.setProperty("--natural", `${hundredths(width)}px`);
  const light = figure.trial.screen?.screenshot && figure.boxHeat ? " light" : "";
  const scroll = html("div", { class: "scroll" + light, role: "region", tabindex: 0, "aria-label": `Figure of ${title}` }, figure.root);
  return html("div", { class: "panel" }, html("h3", {}, term(`${figure.trial.layers[figure.layer]?.kind ?? "human"} attention`, title), " ", html("small", {}, kind)), scroll);
}

function drawFigures() {
  const kinds = { human: "", simulated: "simulated", prior: "computed from labels", model: "a model's attention" };
  if (state.layout === "screen") {
    figures = shownTrials().map((trial) => screenFigure(trial, state.positions));
  } else if (state.layout === "text") {
    figures = shownTrials().map((trial) => textFigure(trial, 0));
    if (state.beside > 0) figures.push(textFigure(currentTrial(), state.beside));
  } else {
    figures = [];
  }
  const panels = figures.map((figure) => {
    const layer = figure.trial.layers[figure.layer];
    return panel(figure, figure.layer ? layer.name : readers[page.trials.indexOf(figure.trial)].title,
      state.layout === "screen" ? "as recorded" : kinds[layer.kind] ?? layer.kind);
  });
  byID("figures").replaceChildren(...(panels.length ? panels
    : [html("p", { class: "nothing" }, "Neither code nor places on the screen are known of this trial.")]));
  byID("main").classList.toggle("comparing", panels.length > 1);
  for (const figure of figures) enterTabOrder(figure);
}

function currentAgreement() {
  if (state.layout !== "text") return undefined;
  if (state.second >= 0) return layerAgreement(currentTrial().layers[0], page.trials[state.second].layers[0]);
  return state.beside > 0 ? currentTrial().agreements[state.beside] : undefined;
}

function drawPanels() {
  const trials = shownTrials();
  const hasCode = trials[0].method !== undefined;
  byID("heading").textContent = trials[0].stimulus;
  byID("simulated").hidden = !trials.some((trial) => trial.isSimulated);
  drawStatistics(trials, [state.trial, state.second].slice(0, trials.length).map((index) => readers[index].title));
  drawAgreement(currentAgreement());
  byID("labels").parentElement.hidden = !hasCode;
  byID("motif-section").hidden = !hasCode;
  if (hasCode) drawLists();
  const notes = trials.flatMap((trial) => (trials.length > 1 ? trial.notes.map((note) => `${trial.participant}: ${note}`) : trial.notes));
  byID("note-section").hidden = !notes.length;
  byID("notes").replaceChildren(...notes.map((note) => html("li", {}, note)));
  say(hasCode || trials[0].screen?.boxes.length ? "Point at a token, or go to it with the arrow keys, to read what was seen of it." : "");
}

function drawLists() {
  const toggled = (key, other) => (value) => {
    state[key] = state[key] === value ? -1 : value;
    state[other] = -1;
    const position = [...document.querySelectorAll(".rows button")].indexOf(document.activeElement);
    drawLists();
    document.querySelectorAll(".rows button")[position]?.focus();
    rememberAddress();
  };
  const trials = shownTrials();
  drawLabels(trials, state.label, toggled("label", "motif"));
  drawMotifs(trials, state.motif, toggled("motif", "label"));
  applyFocus(figures, state.label, state.motif);
}

function say(text) {
  byID("detail").textContent = text;
}

/** Draws everything; the replay goes to `time`, or to its end. */
function show(time) {
  settleState();
  drawChoices();
  drawFigures();
  load(figures, time);
  drawPanels();
}

/** Draws a changed state, at the same time of the replay, and puts it into the address. */
function change(changes) {
  const time = isAtEnd() ? undefined : replay.time;
  Object.assign(state, changes);
  show(time);
  showMissing([]);
  rememberAddress();
}

function choose(trial) {
  if (!(trial in page.trials)) return;
  const isSameCode = page.trials[trial].stimulus === currentTrial().stimulus;
  Object.assign(state, { trial, label: -1, motif: -1, second: isSameCode && state.second !== trial ? state.second : -1 });
  show();
  showMissing([]);
  rememberAddress();
}

/** Another stimulus, by the same reader if possible. */
function chooseStimulus(name) {
  choose(findTrial(name, currentTrial().participant) ?? findTrial(name));
}

function openAddress() {
  const missing = readAddress(state);
  setTheme();
  show(state.time);
  showMissing(missing);
}

/** Says what the address asks for and the page does not have. */
function showMissing(missing) {
  byID("missing").hidden = !missing.length;
  byID("missing").textContent = missing.length ? `This page does not have ${missing.join(" or ")}, which its address asks for.` : "";
}

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

function setTheme() {
  document.documentElement.dataset.theme = state.theme ?? (darkScheme.matches ? "dark" : "light");
}
