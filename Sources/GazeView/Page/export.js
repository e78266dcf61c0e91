// Export of figures to files: the current view in light colours, with caption and legend.

/** The figures side by side as one stand-alone SVG document. */
function exportedDocument(figures, hiddenGroups) {
  const width = figures.reduce((sum, figure) => sum + figure.full.width, 0);
  const height = Math.max(...figures.map((figure) => figure.full.height));
  const root = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", class: "figure", viewBox: `0 0 ${hundredths(width)} ${hundredths(height)}`,
    width: hundredths(width), height: hundredths(height),
  }, svg("style", {}, document.getElementById("figure-style").textContent + exportRules()),
  svg("rect", { class: "paper", width: "100%", height: "100%" }));
  let x = 0;
  for (const figure of figures) {
    const copy = figure.root.cloneNode(true);
    for (const group of ["targets", ...hiddenGroups]) copy.querySelectorAll(`g.${group}`).forEach((element) => element.remove());
    copy.querySelectorAll(".unseen, .heat-0").forEach((element) => element.remove());
    const { x: left, y: top, width: wide, height: high } = figure.full;
    copy.setAttribute("viewBox", [left, top, wide, high].map(hundredths).join(" "));
    for (const [key, value] of Object.entries({ x, y: 0, width: wide, height: high })) copy.setAttribute(key, hundredths(value));
    root.append(copy);
    x += wide;
  }
  return { text: new XMLSerializer().serializeToString(root) + "\n", width, height };
}

/** The style rules for the chosen label or motif, which the page's own style sheet has for figures in the page. */
function exportRules() {
  return document.getElementById("figures").classList.contains("focus")
    ? ".labels > :not(.in-focus), .heat > :not(.in-focus), .scanpath > :not(.in-focus) { opacity: .12; }\n" : "";
}

function save(blob, name) {
  const link = html("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const fileName = (trial, ending) =>
  `${trial.stimulus}-${trial.participant}`.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 80) + ending;

function exportSVG(trial, figures, hiddenGroups) {
  save(new Blob([exportedDocument(figures, hiddenGroups).text], { type: "image/svg+xml" }), fileName(trial, ".svg"));
}

/** A PNG with twice the pixels, or fewer if the image would be larger than browsers can draw. */
async function exportPNG(trial, figures, hiddenGroups) {
  const { text, width, height } = exportedDocument(figures, hiddenGroups);
  const source = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const scale = Math.min(2, 12000 / Math.max(width, height), Math.sqrt(9e7 / (width * height)));
    const canvas = html("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("the picture is too large for this browser; save it as SVG");
    save(blob, fileName(trial, ".png"));
  } finally {
    URL.revokeObjectURL(source);
  }
}
