// From the numbers of runs to the curves that a chart shows: single runs, or means with bands from lowest to highest.

/// Exponential smoothing; `weight` is that of the past, 0 for none. Divided by the sum of the weights so far, so that the
/// first values are not drawn to zero. Gaps stay.
function smoothed(values, weight) {
  if (!(weight > 0)) return values;
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return sum / total;
  });
}

function positionsOf(line, axis) {
  return axis === "time" ? line.t : line.x;
}

/// The curves to draw for the state of the tools, each with points { x, y, low, high }.
function curvesOf(chart, state) {
  const shown = chart.lines.filter((line) => !state.hidden.has(line.label) && (state.axis !== "time" || line.t.length));
  const labels = [...new Set(shown.map((line) => line.label))];
  return labels.flatMap((label) => {
    const members = shown.filter((line) => line.label === label);
    const single = state.singles || members.length === 1;
    return single ? members.map((line) => runCurve(line, members.length, state)) : [meanCurve(members, state)];
  });
}

function runCurve(line, count, state) {
  const values = smoothed(line.y, state.smoothing);
  const positions = positionsOf(line, state.axis);
  const points = positions.map((x, index) => ({ x, y: values[index], low: null, high: null }));
  return { label: line.label, name: count > 1 ? `${line.label}, ${line.run}` : line.label, colour: line.colour, points };
}

/// The mean over the runs at each step that any of them has; on the axis of time at the mean of their times.
function meanCurve(members, state) {
  const steps = new Map();
  for (const line of members) {
    const values = smoothed(line.y, state.smoothing);
    line.x.forEach((step, index) => {
      if (values[index] === null) return;
      if (!steps.has(step)) steps.set(step, { values: [], times: [] });
      steps.get(step).values.push(values[index]);
      steps.get(step).times.push(line.t[index]);
    });
  }
  const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const points = [...steps].sort((one, other) => one[0] - other[0]).map(([step, { values, times }]) => ({
    x: state.axis === "time" ? mean(times) : step, y: mean(values),
    low: values.length > 1 ? Math.min(...values) : null, high: values.length > 1 ? Math.max(...values) : null,
  }));
  const [first] = members;
  return { label: first.label, name: `${first.label}, mean of ${members.length}`, colour: first.colour, points };
}

/// The points within the zoom and one on each side, so that lines reach the edges.
function pointsWithin(points, [from, to]) {
  const first = points.findIndex((point) => point.x >= from);
  if (first < 0) return points.slice(-1);
  let last = points.findIndex((point) => point.x > to);
  if (last < 0) last = points.length - 1;
  return points.slice(Math.max(0, first - 1), last + 1);
}

/// The point nearest to x; null if the curve has none.
function nearestPoint(points, x) {
  let best = null;
  for (const point of points) {
    if (point.y !== null && (best === null || Math.abs(point.x - x) < Math.abs(best.x - x))) best = point;
  }
  return best;
}
