// The panels next to the figures: numbers, labels and motifs, and the selection of a label or motif.

function html(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const percent = (share) => `${Math.round(100 * share)} %`;

function fillList(list, pairs) {
  list.replaceChildren(...pairs.flatMap(([term, value]) => [html("dt", {}, term), html("dd", {}, value)]));
}

function drawStatistics(trial) {
  const numbers = trial.statistics;
  const pairs = [
    ["Fixations", String(numbers.fixations)],
    ["Looking time", `${(numbers.totalDuration / 1000).toFixed(1)} s`],
    ["Mean fixation", numbers.fixations ? `${Math.round(numbers.totalDuration / numbers.fixations)} ms` : "–"],
  ];
  if (trial.method !== undefined) {
    pairs.splice(1, 0, ["on a token", String(numbers.onTokens)]);
    pairs.push(
      ["Tokens looked at (F)", `${numbers.attended} of ${numbers.tokens}`],
      ["Added in F★", String(trial.added.length)],
      ["Moves back in the text", numbers.moves ? `${numbers.regressions} of ${numbers.moves}` : "–"]);
  }
  if (trial.screen && trial.screen.outside) pairs.push(["Outside the picture", String(trial.screen.outside)]);
  if (!trial.startsAreRecorded) pairs.push(["Times", "from durations"]);
  fillList(document.getElementById("statistics"), pairs);
}

function drawAgreement(trial, layer) {
  const section = document.getElementById("agreement-section");
  const agreement = layer > 0 ? trial.agreements[layer] : undefined;
  section.hidden = !agreement;
  if (!agreement) return;
  const pairs = [];
  if (agreement.rankCorrelation !== undefined) pairs.push(["Rank correlation", agreement.rankCorrelation.toFixed(2)]);
  if (agreement.sharedTop !== undefined) {
    pairs.push(["Heaviest tokens shared", percent(agreement.sharedTop)], ["by chance", percent(agreement.sharedTopByChance)]);
  }
  fillList(document.getElementById("agreement"), pairs.length ? pairs : [["No weights to compare", ""]]);
}

/** The milliseconds of a fixation that one of its tokens gets: in proportion to the lengths of their texts. */
function timeOn(token, fixation, method) {
  const whole = fixation.tokens.reduce((sum, other) => sum + method.lengths[other], 0);
  return whole ? (fixation.duration * method.lengths[token]) / whole : fixation.duration / fixation.tokens.length;
}

/** The events in reading order: a fixation counts once, on its longest token, and refixations of that are merged. */
function visits(trial) {
  const method = page.methods[trial.method];
  const events = [];
  trial.fixations.forEach((fixation, index) => {
    if (!fixation.tokens.length) return;
    const token = fixation.tokens.reduce((longest, other) => method.lengths[other] > method.lengths[longest] ? other : longest);
    if (events.at(-1)?.token !== token) events.push({ fixation: index, token, label: method.labels[token] });
  });
  return events;
}

/** The indices of the visits where a sequence of labels begins. */
function occurrences(visited, sequence) {
  const starts = [];
  for (let start = 0; start + sequence.length <= visited.length; start++) {
    if (sequence.every((label, place) => visited[start + place].label === label)) starts.push(start);
  }
  return starts;
}

function swatch(label) {
  return svg("svg", { width: 24, height: 6, "aria-hidden": "true" },
    svg("line", { class: labelClass(label), x1: 1, y1: 3, x2: 23, y2: 3 }));
}

function choiceButton(isPressed, choose, ...children) {
  const button = html("button", { type: "button", "aria-pressed": isPressed }, ...children);
  button.addEventListener("click", choose);
  return html("li", {}, button);
}

function drawLabels(trial, chosen, choose) {
  const method = page.methods[trial.method];
  const time = page.labels.map(() => 0);
  for (const fixation of trial.fixations) {
    for (const token of fixation.tokens) time[method.labels[token]] += timeOn(token, fixation, method);
  }
  const whole = time.reduce((sum, value) => sum + value, 0);
  const longest = Math.max(...time, 1);
  document.getElementById("labels").replaceChildren(...method.legend.map(({ label }) => {
    const bar = html("i", {});
    bar.style.width = `${(100 * time[label]) / longest}%`;
    return choiceButton(chosen === label, () => choose(label), swatch(label), html("span", {}, page.labels[label].name),
      html("span", { class: "value" }, whole ? percent(time[label] / whole) : "–"), html("span", { class: "bar" }, bar));
  }));
}

function drawMotifs(trial, chosen, choose) {
  const visited = visits(trial);
  const found = page.motifs
    .map((motif, index) => ({ motif, index, count: occurrences(visited, motif.labels).length }))
    .filter((entry) => entry.count > 0).slice(0, 12);
  document.getElementById("motif-section").hidden = !found.length;
  document.getElementById("motifs").replaceChildren(...found.map(({ motif, index, count }) => {
    const steps = html("span", { class: "steps-of-motif" });
    motif.labels.forEach((label, place) => {
      if (place) steps.append(html("b", {}, " → "));
      steps.append(page.labels[label].name);
    });
    return choiceButton(chosen === index, () => choose(index), steps,
      html("span", { class: "value", title: `lift ${motif.lift}` }, `${count} / ${motif.count}`));
  }));
}

/** The tokens and fixations of the chosen label or motif; undefined when nothing is chosen. */
function chosenParts(trial, label, motif) {
  if (trial.method === undefined || (label < 0 && motif < 0)) return undefined;
  const visited = visits(trial);
  let picked = visited.filter((visit) => visit.label === label);
  const saccades = new Set();
  if (motif >= 0) {
    const sequence = page.motifs[motif].labels;
    picked = occurrences(visited, sequence).flatMap((start) => {
      const part = visited.slice(start, start + sequence.length);
      for (const visit of part.slice(1)) saccades.add(visit.fixation);
      return part;
    });
  }
  const tokens = new Set(picked.map((visit) => visit.token));
  if (label >= 0) page.methods[trial.method].labels.forEach((other, token) => other === label && tokens.add(token));
  return { tokens, fixations: new Set(picked.map((visit) => visit.fixation)), saccades };
}

function applyFocus(figures, parts) {
  document.getElementById("figures").classList.toggle("focus", parts !== undefined);
  for (const figure of figures) {
    figure.tokens.forEach((elements, token) => {
      for (const element of elements) element.classList.toggle("in-focus", parts !== undefined && parts.tokens.has(token));
    });
    figure.marks.forEach((mark, index) => {
      const isIn = parts !== undefined && parts.fixations.has(index);
      for (const element of mark.elements) element.classList.toggle("in-focus", isIn);
      mark.saccade?.classList.toggle("in-focus", parts !== undefined && parts.saccades.has(index));
    });
  }
}

/** A description of one token. */
function tokenDetail(trial, token) {
  const method = page.methods[trial.method];
  const on = trial.fixations.map((fixation, index) => ({ fixation, index })).filter(({ fixation }) => fixation.tokens.includes(token));
  const time = on.reduce((sum, { fixation }) => sum + timeOn(token, fixation, method), 0);
  const added = trial.added.find((entry) => entry.token === token);
  const looks = on.length ? `${on.length} fixation${on.length > 1 ? "s" : ""}, ${Math.round(time)} ms, first as number ${on[0].index + 1}`
    : added ? `not looked at; in F★ through fixation ${added.order}` : "not looked at";
  return `${method.texts[token]} · ${page.labels[method.labels[token]].name} · ${looks}`;
}
