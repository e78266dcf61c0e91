// The panels next to the figures: numbers, labels and motifs, and the selection of a label or motif.

function html(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const percent = (share) => `${Math.round(100 * share)} %`;

/** The numbers of a reading, by their term. */
function statisticsOf(trial) {
  const numbers = trial.statistics;
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
  const rows = new Map([
    ["fixations", numbers.fixations], ["lookingTime", seconds(numbers.totalDuration)],
    ["meanFixation", numbers.fixations ? `${Math.round(numbers.totalDuration / numbers.fixations)} ms` : "–"],
  ]);
  if (trial.method !== undefined) {
    rows.set("onToken", numbers.onTokens).set("onTokenTime", seconds(numbers.onTokensDuration))
      .set("attended", `${numbers.attended} of ${numbers.tokens}`).set("added", trial.added.length)
      .set("regressions", numbers.moves ? `${numbers.regressions} of ${numbers.moves}` : "–");
  }
  if (numbers.moved) rows.set("moved", `${numbers.moved} of ${numbers.fixations}`).set("shift", `${numbers.meanShift.toFixed(1)} px`);
  if (trial.screen?.outside) rows.set("outside", trial.screen.outside);
  if (!trial.startsAreRecorded) rows.set("times", "from durations");
  return rows;
}

const orderOfStatistics = ["fixations", "onToken", "lookingTime", "onTokenTime", "meanFixation", "attended", "added", "regressions",
  "moved", "shift", "outside", "times"];

/** The numbers of one reading, or of two beside each other. */
function drawStatistics(trials, names) {
  const columns = trials.map(statisticsOf);
  const rows = orderOfStatistics.filter((key) => columns.some((column) => column.has(key))).map((key) =>
    html("tr", {}, html("th", { scope: "row" }, term(key)), ...columns.map((column) => html("td", {}, String(column.get(key) ?? "–")))));
  const head = trials.length < 2 ? []
    : [html("tr", {}, html("td", {}), ...names.map((name) => html("th", { scope: "col" }, name)))];
  document.getElementById("statistics").replaceChildren(...head, ...rows);
}

function drawAgreement(agreement) {
  const section = document.getElementById("agreement-section");
  section.hidden = !agreement;
  if (!agreement) return;
  const rows = [];
  if (agreement.rankCorrelation !== undefined) rows.push(["rankCorrelation", agreement.rankCorrelation.toFixed(2)]);
  if (agreement.sharedTop !== undefined) {
    rows.push(["sharedTop", percent(agreement.sharedTop)], ["sharedTopByChance", percent(agreement.sharedTopByChance)]);
  }
  document.getElementById("agreement").replaceChildren(...(rows.length ? rows : [["rankCorrelation", "no weights to compare"]])
    .map(([key, value]) => html("tr", {}, html("th", { scope: "row" }, term(key)), html("td", {}, value))));
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

function choiceButton(isPressed, choose, key, extra, ...children) {
  const button = html("button", {
    type: "button", "aria-pressed": isPressed, "data-term": key, "aria-describedby": definitionID(key), ...(extra ? { "data-extra": extra } : {}),
  }, ...children);
  button.addEventListener("click", choose);
  return html("li", {}, button);
}

/** The share of the looking time on tokens that each label has. */
function labelShares(trial) {
  const method = page.methods[trial.method];
  const time = page.labels.map(() => 0);
  timesOnTokens(trial).forEach((value, token) => { time[method.labels[token]] += value; });
  const whole = time.reduce((sum, value) => sum + value, 0);
  return time.map((value) => (whole ? value / whole : undefined));
}

function drawLabels(trials, chosen, choose) {
  const shares = trials.map(labelShares);
  const largest = Math.max(0.001, ...shares.flat().map((share) => share ?? 0));
  document.getElementById("labels").replaceChildren(...page.methods[trials[0].method].legend.map(({ label }) => {
    const bars = shares.map((share) => {
      const bar = html("i", {});
      bar.style.width = `${(100 * (share[label] ?? 0)) / largest}%`;
      return html("span", { class: "bar" }, bar);
    });
    const value = shares.map((share) => (share[label] === undefined ? "–" : percent(share[label]))).join(" / ");
    return choiceButton(chosen === label, () => choose(label), page.labels[label].name, "", swatch(label),
      html("span", {}, page.labels[label].name), html("span", { class: "value" }, value), ...bars);
  }));
}

function drawMotifs(trials, chosen, choose) {
  const visited = trials.map(visits);
  const found = page.motifs
    .map((motif, index) => ({ motif, index, counts: visited.map((events) => occurrences(events, motif.labels).length) }))
    .filter((entry) => entry.counts.some((count) => count > 0) || entry.index === chosen)
    .filter((entry, place) => place < 12 || entry.index === chosen);
  document.getElementById("motif-section").hidden = !found.length;
  document.getElementById("motifs").replaceChildren(...found.map(({ motif, index, counts }) => {
    const steps = html("span", { class: "steps-of-motif" });
    motif.labels.forEach((label, place) => {
      if (place) steps.append(html("b", {}, " → "));
      steps.append(page.labels[label].name);
    });
    return choiceButton(chosen === index, () => choose(index), "motifs", `Lift ${motif.lift}: ${definitions.lift[1]}`, steps,
      html("span", { class: "value" }, `${counts.join(" / ")} / ${motif.count}`));
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

function applyFocus(figures, label, motif) {
  document.getElementById("figures").classList.toggle("focus", label >= 0 || motif >= 0);
  for (const figure of figures) {
    const parts = chosenParts(figure.trial, label, motif);
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

/** For each token or box of a trial, its fixations and the time on it. */
function looksOf(figure) {
  const { trial } = figure;
  const times = figure.boxHeat ? timesOnBoxes(trial) : timesOnTokens(trial);
  const looks = times.map((time) => ({ time, fixations: [] }));
  trial.fixations.forEach((fixation, index) => {
    const on = figure.boxHeat ? (fixation.box === undefined ? [] : [fixation.box]) : fixation.tokens;
    for (const place of on) looks[place].fixations.push(index);
  });
  return looks;
}

/** A description of one token, or of a box of the recorded layout. */
function targetDetail(figure, element) {
  const { trial } = figure;
  const number = numberOf(element);
  figure.looks ??= looksOf(figure);
  const { time, fixations } = figure.looks[number];
  const added = figure.boxHeat ? undefined : trial.added.find((entry) => entry.token === number);
  const looks = fixations.length ? `${fixations.length} fixation${fixations.length > 1 ? "s" : ""}, ${Math.round(time)} ms, first as number ${fixations[0] + 1}`
    : added ? `not looked at; in F★ at place ${added.order} of the reading order` : "not looked at";
  if (figure.boxHeat) return `${trial.screen.boxes[number].text} · ${looks}`;
  const method = page.methods[trial.method];
  const weight = figure.layer > 0 ? [`${percent(trial.layers[figure.layer].weights[number])} of the most`] : [looks];
  return [method.texts[number], page.labels[method.labels[number]].name, ...weight].join(" · ");
}
