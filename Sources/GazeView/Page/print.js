// Printing. A figure of code that is higher than a sheet is printed in slices, which end between lines of code.

/** The part of a sheet for a figure, in CSS pixels, on A4 and on US letter with the margins of page.css. */
const sheet = { width: 690, height: 860 };

/** The top and height of each slice of a figure, in the figure's units. */
function slicesOf(figure) {
  const { x, y, width, height } = figure.shown;
  const room = sheet.height / Math.min(1, sheet.width / width);
  if (figure.boxHeat || height <= room) return [{ x, y, width, height }];
  const method = page.methods[figure.trial.method];
  const step = Math.max(1, Math.floor((room - 8) / metrics.linePitch)) * metrics.linePitch;
  const slices = [];
  // The first slice also has the space above the first line, where fixations are.
  let top = y;
  for (let bottom = metrics.top + step; bottom < method.codeBottom; bottom += step) {
    slices.push({ x, y: top, width, height: bottom - top });
    top = bottom;
  }
  const [rest, legend] = [method.codeBottom - top, y + height - method.codeBottom];
  if (rest + legend <= room) return [...slices, { x, y: top, width, height: rest + legend }];
  return [...slices, { x, y: top, width, height: rest }, { x, y: method.codeBottom, width, height: legend }];
}

function printedFigure(figure, slice) {
  const copy = figure.root.cloneNode(true);
  copy.querySelectorAll(".targets").forEach((element) => element.remove());
  const scale = Math.min(1, sheet.width / slice.width, sheet.height / slice.height);
  copy.setAttribute("viewBox", viewBox(slice));
  copy.setAttribute("width", hundredths(slice.width * scale));
  copy.setAttribute("height", hundredths(slice.height * scale));
  return copy;
}

function layOutForPrint() {
  clearPrint();
  for (const figure of figures) {
    figure.root.closest(".panel").append(html("div", { class: "slices" }, ...slicesOf(figure).map((slice) => printedFigure(figure, slice))));
  }
}

function clearPrint() {
  for (const slices of document.querySelectorAll(".slices")) slices.remove();
}

addEventListener("beforeprint", layOutForPrint);
addEventListener("afterprint", clearPrint);
