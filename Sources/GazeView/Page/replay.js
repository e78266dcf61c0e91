// The replay: the state of a trial at a given time, and the clock that advances the time.

const replay = { time: 0, end: 0, playing: false, last: 0, figures: [] };

const clockTime = (milliseconds) => {
  const seconds = milliseconds / 1000;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
};

/** Loads the figures to replay and their trial; starts at the end, where everything is visible. */
function load(trial, figures) {
  pause();
  replay.trial = trial;
  replay.figures = figures;
  const last = trial.fixations.at(-1);
  replay.end = last ? Math.ceil(last.start + last.duration) : 0;
  document.getElementById("time").max = replay.end;
  drawScarf(trial);
  setTime(replay.end);
}

/** Draws the labels that were looked at over time. */
function drawScarf(trial) {
  const scarf = document.getElementById("scarf");
  scarf.setAttribute("viewBox", `0 0 ${Math.max(1, replay.end)} 1`);
  scarf.replaceChildren(svg("g", {}, trial.fixations.map((fixation) => {
    const label = fixation.tokens.length ? page.methods[trial.method]?.labels[fixation.tokens[0]] : undefined;
    return svg("rect", {
      class: label === undefined ? "area text" : `area ${page.labels[label].family}`, x: fixation.start, y: 0,
      width: Math.max(fixation.duration, replay.end / 400), height: 1, opacity: label === undefined ? 0.35 : 1,
    });
  })));
}

/** The index of the current fixation, or of the latest one; -1 before the first. */
function currentFixation() {
  let current = -1;
  replay.trial.fixations.forEach((fixation, index) => {
    if (fixation.start <= replay.time) current = index;
  });
  return current;
}

function setTime(time) {
  replay.time = Math.min(Math.max(0, time), replay.end);
  const current = currentFixation();
  const atEnd = replay.time >= replay.end;
  const trail = Number(document.getElementById("trail").value);
  for (const figure of replay.figures) {
    figure.marks.forEach((mark, index) => {
      const seen = index <= current && (trail === 0 || index > current - trail);
      for (const element of mark.elements) element.classList.toggle("unseen", !seen);
      const isWhole = seen && (trail === 0 || mark.previous > current - trail);
      mark.saccade?.classList.toggle("unseen", !isWhole);
      mark.elements[0].classList.toggle("current", index === current && !atEnd);
    });
  }
  drawHeat(atEnd);
  const slider = document.getElementById("time");
  slider.value = Math.round(replay.time);
  const position = `fixation ${current + 1} of ${replay.trial.fixations.length}`;
  slider.setAttribute("aria-valuetext", `${clockTime(replay.time)}, ${position}`);
  document.getElementById("moment").textContent = clockTime(replay.time);
  document.getElementById("whole").textContent = ` / ${clockTime(replay.end)} · ${current + 1}`;
}

/** Draws the durations so far, in the colours of the whole trial's scale. */
function drawHeat(atEnd) {
  const figure = replay.figures[0];
  if (!figure) return;
  const trial = replay.trial;
  const onBox = (fixation) => (fixation.box === undefined ? [] : [fixation.box]);
  const onTokens = (fixation) => fixation.tokens;
  if (atEnd && !figure.boxHeat) {
    paint(figure.heat, trial.layers[0].weights, 1);
  } else {
    const [things, rectangles] = figure.boxHeat ? [onBox, figure.boxHeat] : [onTokens, figure.heat];
    figure.longest ??= largest(sums(rectangles.length, Infinity, things));
    paint(rectangles, sums(rectangles.length, replay.time, things), figure.longest);
  }
}

const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);

/** How long each of `count` things was looked at until a time; a fixation on several is divided equally. */
function sums(count, until, things) {
  const durations = new Array(count).fill(0);
  for (const fixation of replay.trial.fixations) {
    const spent = Math.min(fixation.duration, until - fixation.start);
    const hit = things(fixation);
    if (spent > 0) for (const thing of hit) durations[thing] += spent / hit.length;
  }
  return durations;
}

function paint(rectangles, weights, longest) {
  rectangles.forEach((group, index) => {
    const name = `heat-${heatLevel(longest > 0 ? weights[index] / longest : 0)}`;
    for (const rectangle of group) {
      rectangle.setAttribute("class", rectangle.classList.contains("in-focus") ? `${name} in-focus` : name);
    }
  });
}

function step(direction) {
  pause();
  const fixations = replay.trial.fixations;
  if (!fixations.length) return;
  const atEnd = replay.time >= replay.end;
  const next = currentFixation() + (direction < 0 && atEnd ? 0 : direction);
  setTime(next < 0 ? 0 : next >= fixations.length ? replay.end : fixations[next].start);
}

function pause() {
  replay.playing = false;
  const button = document.getElementById("play");
  button.textContent = "▶";
  button.setAttribute("aria-label", "Play");
}

function play() {
  if (!replay.end) return;
  if (replay.time >= replay.end) setTime(0);
  replay.playing = true;
  replay.last = performance.now();
  const button = document.getElementById("play");
  button.textContent = "❚❚";
  button.setAttribute("aria-label", "Pause");
  requestAnimationFrame(tick);
}

function tick(now) {
  if (!replay.playing) return;
  const speed = Number(document.getElementById("speed").value);
  setTime(replay.time + Math.max(0, now - replay.last) * speed);
  replay.last = now;
  if (replay.time >= replay.end) pause();
  else requestAnimationFrame(tick);
}
