// The address of a view: everything that the page shows, by the names of the code and the readers.

const shownByDefault = ["heat", "labels", "scanpath"];
const readers = namesOfReaders();

/** Each trial's reader, with the number of the reading if one reader has read the same stimulus several times. */
function namesOfReaders() {
  const key = (trial) => JSON.stringify([trial.stimulus, trial.participant]);
  const counts = new Map();
  for (const trial of page.trials) counts.set(key(trial), (counts.get(key(trial)) ?? 0) + 1);
  const seen = new Map();
  return page.trials.map((trial) => {
    const number = (seen.get(key(trial)) ?? 0) + 1;
    seen.set(key(trial), number);
    const isOnly = counts.get(key(trial)) === 1;
    return { name: trial.participant, number, isOnly, title: isOnly ? trial.participant : `${trial.participant} (${number})` };
  });
}

/** The trial of a method's reader; undefined if the page has none. A missing name stands for any. */
function findTrial(method, reader, number) {
  const index = page.trials.findIndex((trial, place) =>
    (method ?? trial.stimulus) === trial.stimulus && (reader ?? trial.participant) === trial.participant
    && readers[place].number === (number ?? readers[place].number));
  return index < 0 ? undefined : index;
}

const numberIn = (text) => (text !== null && text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined);

/** Reads the view from the address into the state; returns what the address names and the page does not have. */
function readAddress(state) {
  const fields = new URLSearchParams(location.hash.slice(1));
  const missing = [];
  const text = (key) => fields.get(key) ?? undefined;
  Object.assign(state, initialState());
  const numbered = numberIn(fields.get("trial"));
  const wanted = fields.has("method") || fields.has("reader")
    ? findTrial(text("method"), text("reader"), numberIn(fields.get("reading"))) : numbered ?? 0;
  if (wanted in page.trials) state.trial = wanted;
  else missing.push(fields.has("method") || fields.has("reader")
    ? `a reading of “${text("method") ?? "any code"}” by “${text("reader") ?? "anyone"}”` : `a trial ${numbered}`);
  if (fields.has("second")) {
    const second = findTrial(currentTrial().stimulus, text("second"), numberIn(fields.get("secondreading")));
    if (second !== undefined && second !== state.trial) state.second = second;
    else missing.push(`a second reading by “${text("second")}”`);
  }
  if (fields.has("beside")) {
    const beside = fields.get("beside");
    const layer = currentTrial().layers.findIndex((candidate, index) => index > 0 && (candidate.kind === beside || String(index) === beside));
    state.beside = Math.max(0, layer);
    if (layer < 0 && beside !== "0") missing.push(`a layer “${beside}”`);
  }
  for (const key of ["layout", "positions"]) state[key] = text(key) ?? state[key];
  state.label = page.labels.findIndex((label) => label.name === text("label"));
  state.motif = page.motifs.findIndex((motif) => motifKey(motif) === text("motif"));
  state.shows = fields.has("show") ? new Set(fields.get("show").split(",")) : new Set(shownByDefault);
  state.opacity = Math.min(100, Math.max(0, numberIn(fields.get("screenshot")) ?? state.opacity));
  state.theme = ["light", "dark"].includes(text("theme")) ? text("theme") : state.theme;
  state.time = numberIn(fields.get("t"));
  return missing;
}

const motifKey = (motif) => motif.labels.map((label) => page.labels[label].name).join(">");

/** The fields of the address for a view. Whatever is as at first is left out. */
function addressFields(state) {
  const trial = page.trials[state.trial];
  const fields = new URLSearchParams({ method: trial.stimulus, reader: trial.participant });
  const add = (key, value, isShown) => isShown && fields.set(key, value);
  add("reading", readers[state.trial].number, !readers[state.trial].isOnly);
  if (state.second >= 0) {
    fields.set("second", page.trials[state.second].participant);
    add("secondreading", readers[state.second].number, !readers[state.second].isOnly);
  }
  add("beside", state.beside > 0 ? trial.layers[state.beside].kind : 0, state.beside !== initialState().beside && state.second < 0);
  add("layout", state.layout, state.layout !== "text" && trial.method !== undefined);
  add("positions", state.positions, state.positions !== "corrected");
  add("label", page.labels[state.label]?.name, state.label >= 0);
  add("motif", state.motif >= 0 ? motifKey(page.motifs[state.motif]) : "", state.motif >= 0);
  const shows = [...state.shows].sort().join(",");
  add("show", shows, shows !== shownByDefault.toSorted().join(","));
  add("screenshot", state.opacity, state.opacity !== initialState().opacity);
  add("theme", state.theme, state.theme !== undefined);
  add("t", Math.round(replay.time), !isAtEnd());
  return fields;
}

/** Puts the view into the address, so that a reload or a copied link shows it again. */
function rememberAddress() {
  history.replaceState(null, "", `#${addressFields(state)}`);
}

/** Copies the link of the view. Without access to the clipboard, the link is shown to be copied by hand. */
async function copyLink(say) {
  rememberAddress();
  const link = location.href;
  try {
    await navigator.clipboard.writeText(link);
    say("The link of this view is in the clipboard.");
  } catch {
    say(`The browser does not give access to the clipboard. The link: ${link}`);
  }
}
