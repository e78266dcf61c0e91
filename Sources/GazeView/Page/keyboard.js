// The keyboard in figures. One token of each figure is in the page's tab order; the arrow keys go on from there.

const targetsOf = (root) => [...root.querySelectorAll(".target[tabindex]")];
const numberOf = (element) => Number(element.dataset.token ?? element.dataset.box);

/** Puts the first token of a figure, in reading order, into the tab order. */
function enterTabOrder(figure) {
  const first = targetsOf(figure.root)[0];
  if (first) first.setAttribute("tabindex", "0");
  for (const element of targetsOf(figure.root)) element.setAttribute("aria-label", targetDetail(figure, element));
}

const middleOf = (element) => {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(element.getAttribute(name)));
  return { x: x + width / 2, y: y + height / 2, height };
};

/** The nearest target in the nearest row above or below. */
function inOtherRow(targets, from, direction) {
  const here = middleOf(from);
  const others = targets.map((element) => ({ element, place: middleOf(element) }))
    .filter(({ place }) => direction * (place.y - here.y) > here.height / 2);
  const nearest = Math.min(...others.map(({ place }) => direction * (place.y - here.y)));
  return others.filter(({ place }) => direction * (place.y - here.y) < nearest + here.height / 2)
    .sort((one, other) => Math.abs(one.place.x - here.x) - Math.abs(other.place.x - here.x))[0]?.element;
}

/** The target that a key leads to from another; undefined if the key does not move, or there is none. */
function targetAfter(targets, from, event) {
  const index = targets.indexOf(from);
  const row = targets.filter((element) => Math.abs(middleOf(element).y - middleOf(from).y) < middleOf(from).height / 2);
  const whole = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "ArrowRight": return targets[index + 1];
    case "ArrowLeft": return targets[index - 1];
    case "ArrowDown": return inOtherRow(targets, from, 1);
    case "ArrowUp": return inOtherRow(targets, from, -1);
    case "Home": return (whole ? targets : row)[0];
    case "End": return (whole ? targets : row).at(-1);
    default: return undefined;
  }
}

const movingKeys = new Set(["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"]);

function moveFocus(event) {
  const from = event.target.closest?.(".target");
  if (!from) return;
  const figure = figures.find((candidate) => candidate.root.contains(from));
  if (!figure) return;
  if (event.key === "Enter") {
    event.preventDefault();
    goToFixationOn(figure, from);
  } else if (movingKeys.has(event.key)) {
    event.preventDefault();
    const targets = targetsOf(figure.root);
    const next = targetAfter(targets, from, event);
    if (!next) return;
    for (const element of targets) element.setAttribute("tabindex", element === next ? "0" : "-1");
    next.focus();
  }
}

/** Goes to the replay's next fixation on a token or box, or to the first one after the last. */
function goToFixationOn(figure, element) {
  const isOn = (fixation) => (figure.boxHeat ? fixation.box === numberOf(element) : fixation.tokens.includes(numberOf(element)));
  const starts = figure.trial.fixations.filter(isOn).map((fixation) => fixation.start);
  if (!starts.length || figure.layer > 0) return;
  pause();
  setTime(isAtEnd() ? starts[0] : starts.find((start) => start > replay.time) ?? starts[0]);
  rememberAddress();
}

function connectKeyboard(container, showDetail) {
  container.addEventListener("keydown", moveFocus);
  const describe = (event) => {
    const element = event.target.closest?.(".target");
    const figure = element && figures.find((candidate) => candidate.root.contains(element));
    if (figure) showDetail(targetDetail(figure, element));
  };
  container.addEventListener("focusin", (event) => {
    for (const element of container.querySelectorAll("[aria-selected=true]")) element.setAttribute("aria-selected", "false");
    event.target.closest?.(".target")?.setAttribute("aria-selected", "true");
    describe(event);
  });
  container.addEventListener("pointerover", describe);
}
