// What the page's controls do.

const hiddenGroups = () => [...document.querySelectorAll("[data-shows]")].filter((box) => !box.checked).map((box) => box.dataset.shows);

function connectChoices() {
  byID("method").addEventListener("change", (event) => chooseStimulus(stimuli[event.target.value]));
  byID("participant").addEventListener("change", (event) => choose(Number(event.target.value)));
  byID("previous").addEventListener("click", () => choose(state.trial - 1));
  byID("next").addEventListener("click", () => choose(state.trial + 1));
  byID("compare").addEventListener("change", (event) => {
    const [kind, number] = event.target.value.split(" ");
    change({ second: kind === "reader" ? Number(number) : -1, beside: kind === "layer" ? Number(number) : 0 });
  });
  for (const key of ["layout", "positions"]) byID(key).addEventListener("change", (event) => change({ [key]: event.target.value }));
  byID("opacity").addEventListener("input", (event) => {
    state.opacity = Number(event.target.value);
    drawTools(currentTrial());
    rememberAddress();
  });
  for (const box of document.querySelectorAll("[data-shows]")) {
    box.addEventListener("change", () => {
      if (box.checked) state.shows.add(box.dataset.shows);
      else state.shows.delete(box.dataset.shows);
      drawTools(currentTrial());
      rememberAddress();
    });
  }
}

/** Describes the fixation that a step of the replay has reached. */
function sayCurrentFixation() {
  say(replayedFigures().map(({ trial }) => {
    const index = currentFixation(trial);
    if (index < 0) return `${trial.participant}: before the first fixation`;
    const fixation = trial.fixations[index];
    const texts = fixation.tokens.length ? fixation.tokens.map((token) => page.methods[trial.method].texts[token]).join(" ")
      : fixation.box === undefined ? undefined : trial.screen?.boxes[fixation.box]?.text;
    return `${trial.participant}: fixation ${index + 1}, ${Math.round(fixation.duration)} ms, ${texts === undefined ? "on nothing that is known" : `on ${texts}`}`;
  }).join(" · "));
}

function connectReplay() {
  const stepped = (direction) => {
    step(direction);
    sayCurrentFixation();
    rememberAddress();
  };
  const toggle = () => {
    if (replay.playing) pause();
    else play();
    if (!replay.playing) rememberAddress();
  };
  byID("play").addEventListener("click", toggle);
  byID("back").addEventListener("click", () => stepped(-1));
  byID("forward").addEventListener("click", () => stepped(1));
  byID("trail").addEventListener("change", () => setTime(replay.time));
  byID("time").addEventListener("input", (event) => {
    pause();
    setTime(Number(event.target.value));
  });
  byID("time").addEventListener("change", rememberAddress);
  byID("time").addEventListener("keydown", (event) => {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    stepped(direction);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, select, summary, input:not([type=range]), a")) return;
    event.preventDefault();
    toggle();
  });
  connectMotion();
}

/** Without animation, the replay moves only by steps. That is how it begins if the system asks for less motion. */
function connectMotion() {
  const animate = byID("animate");
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const apply = () => {
    if (!animate.checked) pause();
    byID("play").disabled = !animate.checked;
  };
  const follow = () => {
    animate.checked = !stillness.matches;
    apply();
  };
  animate.addEventListener("change", apply);
  stillness.addEventListener("change", follow);
  follow();
}

function connectExports() {
  const exported = () => exportedDocument(figures, hiddenGroups(), state.opacity);
  const name = (ending) => fileName(shownTrials(), ending);
  const guarded = (action) => () => {
    if (!figures.length) return say("There is no figure to save.");
    return Promise.resolve().then(action).catch((error) => say(error.message));
  };
  byID("export-svg").addEventListener("click", guarded(() => save(new Blob([exported().text], { type: "image/svg+xml" }), name(".svg"))));
  byID("export-png").addEventListener("click", guarded(async () => save(await pictureOf(exported()), name(".png"))));
  byID("copy-link").addEventListener("click", () => copyLink(say));
}

function connect() {
  connectChoices();
  connectReplay();
  connectExports();
  connectKeyboard(byID("figures"), say);
  connectDefinitions();
  byID("skip").addEventListener("click", () => 
    (byID("figures").querySelector(".target[tabindex='0']") ?? byID("figures").querySelector(".scroll"))?.focus());
  darkScheme.addEventListener("change", setTheme);
  byID("theme").addEventListener("click", () => {
    state.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    setTheme();
    rememberAddress();
  });
  addEventListener("hashchange", openAddress);
}

connect();
openAddress();
