// The replay: the state of the trials at a given time, and the clock that advances the time.

const replay = { time: 0, end: 0, playing: false, last: 0, figures: [] };

const clockTime = (milliseconds) => {
  const seconds = milliseconds / 1000;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
};

const replayedFigures = () => replay.figures.filter((figure) => figure.layer === 0);
const trailLength = () => Number(document.getElementById("trail").value);

/** The time at which a trial's last fixation ends. */
function endOf(trial) {
  return trial.fixations.reduce((latest, fixation) => Math.max(latest, Math.ceil(fixation.start + fixation.duration)), 0);
}

/** Loads the figures to replay; starts at the end, where everything is visible, unless a time is given. */
function load(figures, time) {
  pause();
  replay.figures = figures;
  const trials = replayedFigures().map((figure) => figure.trial);
  replay.end = Math.max(0, ...trials.map(endOf));
  replay.starts = [...new Set(trials.flatMap((trial) => trial.fixations.map((fixation) => fixation.start)))].sort((a, b) => a - b);
  document.getElementById("time").max = replay.end;
  drawScarf(trials);
  setTime(time ?? replay.end);
}

/** Draws the labels that were looked at over time, a row for each reader. */
function drawScarf(trials) {
  const scarf = document.getElementById("scarf");
  scarf.setAttribute("viewBox", `0 0 ${Math.max(1, replay.end)} ${Math.max(1, trials.length)}`);
  const shape = (trial, row) => (fixation) => {
    const label = fixation.tokens.length ? page.methods[trial.method]?.labels[fixation.tokens[0]] : undefined;
    return svg("rect", {
      class: label === undefined ? "area text" : `area ${page.labels[label].family}`, x: fixation.start, y: row,
      width: Math.max(fixation.duration, replay.end / 400), height: trials.length > 1 ? 0.92 : 1, opacity: label === undefined ? 0.35 : 1,
    });
  };
  scarf.replaceChildren(svg("g", {}, trials.flatMap((trial, row) => trial.fixations.map(shape(trial, row)))));
}

/** The index of a trial's current fixation, or of the latest one; -1 before the first. */
function currentFixation(trial) {
  let current = -1;
  trial.fixations.forEach((fixation, index) => {
    if (fixation.start <= replay.time) current = index;
  });
  return current;
}

const isAtEnd = () => replay.time >= replay.end;

function setTime(time) {
  replay.time = Math.min(Math.max(0, time), replay.end);
  const trail = trailLength();
  for (const figure of replayedFigures()) {
    const current = currentFixation(figure.trial);
    figure.marks.forEach((mark, index) => {
      const seen = index <= current && (trail === 0 || index > current - trail);
      for (const element of mark.elements) element.classList.toggle("unseen", !seen);
      const isWhole = seen && (trail === 0 || mark.previous > current - trail);
      mark.saccade?.classList.toggle("unseen", !isWhole);
      mark.elements[0].classList.toggle("current", index === current && !isAtEnd());
    });
    drawHeat(figure);
  }
  drawClock();
}

function drawClock() {
  const slider = document.getElementById("time");
  slider.value = Math.round(replay.time);
  const trials = replayedFigures().map((figure) => figure.trial);
  const positions = trials.map((trial) => `${currentFixation(trial) + 1} of ${trial.fixations.length}`);
  slider.setAttribute("aria-valuetext", `${clockTime(replay.time)}, fixation ${positions.join("; ")}`);
  document.getElementById("moment").textContent = clockTime(replay.time);
  document.getElementById("whole").textContent =
    ` / ${clockTime(replay.end)} · ${trials.map((trial) => currentFixation(trial) + 1).join(", ")}`;
}

/** Draws the durations so far, in the colours of the whole trial's scale. */
function drawHeat(figure) {
  const [times, rectangles] = figure.boxHeat ? [timesOnBoxes, figure.boxHeat] : [timesOnTokens, figure.heat];
  figure.longest ??= Math.max(0, ...times(figure.trial));
  const atEnd = isAtEnd() && !figure.boxHeat;
  paint(rectangles, atEnd ? figure.trial.layers[0].weights : times(figure.trial, replay.time), atEnd ? 1 : figure.longest);
}

/** The milliseconds of a fixation until a time. */
const durationUntil = (fixation, until) => Math.max(0, Math.min(fixation.duration, until - fixation.start));

/** The share of a fixation that one of its tokens gets: in proportion to the lengths of their texts. */
function shareOf(token, fixation, method) {
  const whole = fixation.tokens.reduce((sum, other) => sum + method.lengths[other], 0);
  return whole ? method.lengths[token] / whole : 1 / fixation.tokens.length;
}

/** How long each token was looked at until a time, in milliseconds. */
function timesOnTokens(trial, until = Infinity) {
  const method = page.methods[trial.method];
  const times = new Array(method.labels.length).fill(0);
  for (const fixation of trial.fixations) {
    for (const token of fixation.tokens) times[token] += durationUntil(fixation, until) * shareOf(token, fixation, method);
  }
  return times;
}

/** How long each box of the recorded layout was looked at until a time, in milliseconds. */
function timesOnBoxes(trial, until = Infinity) {
  const times = new Array(trial.screen.boxes.length).fill(0);
  for (const fixation of trial.fixations) {
    if (fixation.box !== undefined) times[fixation.box] += durationUntil(fixation, until);
  }
  return times;
}

function paint(rectangles, weights, longest) {
  rectangles.forEach((group, index) => {
    const name = `heat-${heatLevel(longest > 0 ? weights[index] / longest : 0)}`;
    for (const rectangle of group) {
      rectangle.setAttribute("class", rectangle.classList.contains("in-focus") ? `${name} in-focus` : name);
    }
  });
}

/** Goes to the next or previous beginning of a fixation, of either reader. */
function step(direction) {
  pause();
  const starts = replay.starts;
  if (!starts.length) return;
  const begun = starts.findLastIndex((start) => start <= replay.time);
  const next = begun + (direction < 0 && isAtEnd() ? 0 : direction);
  setTime(next < 0 ? 0 : next >= starts.length ? replay.end : starts[next]);
}

function pause() {
  replay.playing = false;
  showPlaying("▶", "Play");
}

function play() {
  const isStill = document.getElementById("play").disabled;
  if (!replay.end || isStill) return;
  if (isAtEnd()) setTime(0);
  replay.playing = true;
  replay.last = performance.now();
  showPlaying("❚❚", "Pause");
  requestAnimationFrame(tick);
}

function showPlaying(symbol, name) {
  const button = document.getElementById("play");
  button.textContent = symbol;
  button.setAttribute("aria-label", name);
}

function tick(now) {
  if (!replay.playing) return;
  const speed = Number(document.getElementById("speed").value);
  setTime(replay.time + Math.max(0, now - replay.last) * speed);
  replay.last = now;
  if (isAtEnd()) pause();
  else requestAnimationFrame(tick);
}
