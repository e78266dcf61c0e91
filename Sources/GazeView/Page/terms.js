// The definitions of what the page names, shown at a term when it is pointed at or focused.

const definitions = {
  fixations: ["Fixations", "Times in which the eye rests on one point, usually a few hundred milliseconds each."],
  onToken: ["on a token", "Fixations that fall on at least one token of the code. Only these are drawn over the text."],
  lookingTime: ["Looking time", "The sum of the durations of all fixations, whether on a token or not."],
  onTokenTime: ["on tokens", "The sum of the durations of the fixations on a token."],
  meanFixation: ["Mean fixation", "The looking time divided by the number of fixations."],
  attended: ["Tokens looked at (F)", "F is the set of tokens with at least one fixation, of all tokens of the code. Brackets, separators and white space are no tokens."],
  added: ["Added in F★", `Tokens nobody looked at that have the same label as a token of F at most ${page.radius} lines away.`],
  regressions: ["Moves back in the text", "Moves from a token to an earlier one, of all moves from one token to another."],
  moved: ["Moved by a correction", "Fixations that a correction of vertical drift has moved since the tracker recorded them."],
  shift: ["Mean shift", "The mean distance that the correction moved these fixations, in pixels of the screen."],
  outside: ["Outside the picture", "Fixations whose position is outside the part of the screen that is shown."],
  times: ["Times", "The recording has durations but no usable start times: fixations follow each other without a pause."],
  rankCorrelation: ["Rank correlation", "Spearman's correlation of the tokens' weights in the two layers: 1 if they order the tokens alike, 0 without relation, −1 if reversed."],
  sharedTop: ["Heaviest tokens shared", "The share of the n tokens looked at in the first layer that are among the n heaviest of the second."],
  sharedTopByChance: ["by chance", "The share of heaviest tokens that n tokens drawn at random would have in common with the first layer."],
  labels: ["Labels", "The semantic role of each token, decided by the constructs around it. The share is that of the looking time on tokens."],
  motifs: ["Motifs", "Sequences of two to four labels that readers repeat. Looking at the same token again is no step. The counts are those of this reading, and of all trials in the file."],
  lift: ["Lift", "How many times more often a motif occurs than if tokens were drawn by chance within each method, never the same one twice in a row."],
  notes: ["Notes", "What the import inferred or computed: units, start times, corrections."],
  heat: ["Durations", "The background of a token shows how long it was looked at, in eight steps up to the token looked at longest."],
  labelLines: ["Label lines", "The line below a token shows its label: the hue its family; solid, dashed or dotted the member."],
  scanpath: ["Scanpath", "Numbered circles are fixations in order, with areas proportional to their durations; curves are the saccades between them."],
  augmented: ["F and F★", "A solid frame marks a token of F, which was looked at; a dashed frame one that F★ adds."],
  layout: ["Layout", "The code as text, or the screen as it was recorded, with fixations where they were measured."],
  compare: ["Compare with", "Shows a second reader of the same code, or another layer of attention, beside this reading."],
  positions: ["Positions", "Where fixations are drawn: as corrected for drift, as the tracker saw them, or both."],
  screenshot: ["Screenshot", "How visible the picture of the screen behind the layout is; the text of the boxes gives way to it."],
  animate: ["Animate", "Off: the replay moves only from fixation to fixation, by the buttons and arrow keys. It is off at first if your system asks for less motion."],
  speed: ["Speed", "How fast the replay runs, relative to the recording."],
  trail: ["Trail", "How many of the latest fixations stay visible during the replay."],
  "human attention": ["Reader", "A person whose eyes were recorded."],
  "simulated attention": ["Simulated", "A program made this scanpath up from the priors; no person read this code."],
  "prior attention": ["Label prior", "For each token, how often tokens of its label are looked at, over all trials in the file."],
  "model attention": ["The model's attention", "How much the model's decoder attends to each token while it writes."],
  "function declaration": ["Function declaration", "Modifiers, type and name in the head of a function."],
  "variable declaration": ["Variable declaration", "Declarations of local variables and fields."],
  parameter: ["Parameter", "Parameter lists, also of lambdas, and what catch catches."],
  variable: ["Variable", "Names that the function declares."],
  argument: ["Argument", "What is passed to calls, annotations and generic types."],
  "index operation": ["Index operation", "A literal in the brackets of an element access."],
  "function call": ["Function call", "A function called on an object."],
  "externally defined variable or function": ["Externally defined", "Names that the function does not declare, and the remaining keywords."],
  "external class": ["External class", "Names of types, annotations, and capitalised names that the function does not declare."],
  "conditional statement": ["Conditional statement", "if and else, and the conditions of if, loops, ?: and switch."],
  "conditional block": ["Conditional block", "What an if or ?: chooses between."],
  loop: ["Loop", "Heads and bodies of loops, break and continue."],
  return: ["Return", "A whole return statement."],
  "exception handling": ["Exception handling", "try, catch, finally, throw statements and what is thrown."],
  assignment: ["Assignment", "The equals sign, and a literal that is assigned."],
  operation: ["Operation", "Arithmetic, and the literals it works on."],
  operator: ["Operator", "Comparison, logic, bits, conversion, new."],
  literal: ["Literal", "Other literals."],
  comment: ["Comment", "A comment."],
};

const definitionID = (key) => `definition-${Object.keys(definitions).indexOf(key)}`;

/** Lists all definitions in the page, where descriptions refer to them. */
function drawDefinitions(list) {
  list.replaceChildren(...Object.entries(definitions).flatMap(([key, [name, text]]) =>
    [html("dt", {}, name), html("dd", { id: definitionID(key) }, text)]));
}

/** A term whose definition appears when it is pointed at or focused. */
function term(key, text = definitions[key][0]) {
  return html("button", { type: "button", class: "term", "data-term": key, "aria-describedby": definitionID(key) }, text);
}

/** Gives the controls of the page that are marked with a term their descriptions. */
function describeControls() {
  for (const element of document.querySelectorAll("[data-term]")) {
    const control = element.matches("label") ? element.querySelector("input, select") : element;
    control.setAttribute("aria-describedby", definitionID(element.dataset.term));
  }
}

/** The element whose definition is shown. */
let definedElement;

/** Shows the definition of an element's term beside it, inside the window. */
function showDefinition(element) {
  definedElement = element;
  const tip = document.getElementById("definition");
  const key = element.dataset.term;
  const extra = element.dataset.extra;
  tip.replaceChildren(html("strong", {}, definitions[key][0]), ` ${definitions[key][1]}`, ...(extra ? [html("em", {}, extra)] : []));
  tip.hidden = false;
  const place = element.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(place.left, innerWidth - size.width - 8));
  const isAbove = place.bottom + size.height + 14 > innerHeight && place.top > size.height + 14;
  tip.style.left = `${left}px`;
  tip.style.top = `${isAbove ? place.top - size.height - 4 : place.bottom + 4}px`;
}

function hideDefinition() {
  definedElement = undefined;
  document.getElementById("definition").hidden = true;
}

function connectDefinitions() {
  drawDefinitions(document.getElementById("definitions"));
  describeControls();
  const tip = document.getElementById("definition");
  const termOf = (event) => event.target.closest?.("[data-term]");
  document.addEventListener("pointerover", (event) => {
    if (tip.contains(event.target)) return;
    const element = termOf(event);
    if (element) showDefinition(element);
    else if (!termOf({ target: document.activeElement })?.matches(":has(:focus-visible), :focus-visible")) hideDefinition();
  });
  document.addEventListener("focusin", (event) => {
    const element = termOf(event);
    if (element && event.target.matches(":focus-visible")) showDefinition(element);
    else hideDefinition();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".term")) showDefinition(termOf(event));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideDefinition();
  });
  // A term that gets the focus may scroll into view after its definition has appeared.
  addEventListener("scroll", () => definedElement?.isConnected && showDefinition(definedElement), { passive: true });
}
