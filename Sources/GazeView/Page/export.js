// Export of figures to files: the current view in light colours, with caption and legend.

/** One figure as it is to be exported: complete, without what is hidden, with a caption that counts what is left. */
function exportedFigure(figure, hiddenGroups) {
  const copy = figure.root.cloneNode(true);
  for (const group of ["targets", ...hiddenGroups]) copy.querySelectorAll(`g.${group}, g.of-${group}`).forEach((element) => element.remove());
  copy.querySelectorAll(".unseen, .heat-0").forEach((element) => element.remove());
  copy.querySelector(".paper").after(figure.caption(captionText(figure, replay.time, replay.end, trailLength())));
  return copy;
}

/** The figures side by side as one stand-alone SVG document. */
function exportedDocument(figures, hiddenGroups, opacity) {
  // The widths of recorded layouts are screen pixels; two participants' screens may differ.
  const sizes = figures.map((figure) => ({ width: figure.width ?? figure.full.width, scale: (figure.width ?? figure.full.width) / figure.full.width }));
  const width = sizes.reduce((sum, size) => sum + size.width, 0);
  const height = Math.max(...figures.map((figure, index) => figure.full.height * sizes[index].scale));
  const root = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", class: "figure", viewBox: viewBox({ x: 0, y: 0, width, height }),
    width: hundredths(width), height: hundredths(height),
  }, svg("style", {}, document.getElementById("figure-style").textContent + exportRules(opacity)),
  svg("rect", { class: "paper", width: "100%", height: "100%" }));
  let x = 0;
  figures.forEach((figure, index) => {
    const copy = exportedFigure(figure, hiddenGroups);
    copy.setAttribute("viewBox", viewBox(figure.full));
    const place = { x, y: 0, width: sizes[index].width, height: figure.full.height * sizes[index].scale };
    for (const [key, value] of Object.entries(place)) copy.setAttribute(key, hundredths(value));
    root.append(copy);
    x += sizes[index].width;
  });
  return { text: new XMLSerializer().serializeToString(root) + "\n", width, height };
}

/** The style rules that the page's own style sheet has for figures in the page: the screenshot, and the chosen label or motif. */
function exportRules(opacity) {
  const focus = ".labels > :not(.in-focus), .heat > :not(.in-focus), .scanpath > :not(.in-focus) { opacity: .12; }\n";
  const screenshot = `.screenshot { opacity: ${opacity / 100}; } .screenshot ~ .code text { opacity: ${Math.max(0, 1 - opacity / 25)}; }\n`;
  return screenshot + (document.getElementById("figures").classList.contains("focus") ? focus : "");
}

function save(blob, name) {
  const link = html("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const fileName = (trials, ending) =>
  [trials[0].stimulus, ...trials.map((trial) => trial.participant)].join("-").replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 80) + ending;

/** A PNG with twice the pixels, or fewer if the image would be larger than browsers can draw. */
async function pictureOf({ text, width, height }) {
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
    return blob;
  } finally {
    URL.revokeObjectURL(source);
  }
}
