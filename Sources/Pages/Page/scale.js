// Scales and numbers, as the plots of the report have them (AxisScale, PlotNumber).

function niceStep(raw) {
  if (!(raw > 0) || !Number.isFinite(raw)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power;
}

function numberText(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e9 || size < 1e-3) return value.toExponential(1).replace("e+", "e");
  if (size >= 999500) return `${+(value / 1e6).toPrecision(3)}M`;
  if (size >= 10000) return `${+(value / 1e3).toPrecision(3)}k`;
  return `${+value.toPrecision(4)}`;
}

function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < 120) return `${+seconds.toPrecision(3)} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, "0")} min`;
}

/// Covers lower to upper. A rounded scale ends at ticks; `span` is its least range, so that it does not magnify noise.
function linearScale(lower, upper, { span = 0, rounded = false, whole = false } = {}) {
  if (upper - lower < span) {
    const middle = (lower + upper) / 2;
    const least = lower >= 0 ? Math.max(0, middle - span / 2) : middle - span / 2;
    [lower, upper] = [least, least + span];
  }
  if (!(upper - lower > Math.max(Math.abs(lower), Math.abs(upper)) * 1e-12)) {
    const margin = Math.abs(upper) * 0.1 || 0.5;
    [lower, upper] = [lower - margin, upper + margin];
  }
  const step = Math.max(whole ? 1 : 0, niceStep((upper - lower) / 5));
  if (rounded) {
    lower = Math.floor(lower / step + 1e-9) * step;
    upper = Math.ceil(upper / step - 1e-9) * step;
  }
  const ticks = [];
  for (let index = Math.ceil(lower / step - 1e-9); index * step <= upper + step * 1e-9 && ticks.length < 50; index += 1) ticks.push(index * step);
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (String(+(step / 10 ** Math.floor(Math.log10(step))).toPrecision(3)).includes(".") ? 1 : 0)));
  const largest = Math.max(Math.abs(lower), Math.abs(upper));
  const label = (value) => (largest >= 10000 || largest < 1e-3 ? numberText(value) : value.toFixed(decimals).replace(/^-(0\.?0*)$/, "$1"));
  return { lower, upper, ticks, label, share: (value) => (value - lower) / (upper - lower), value: (share) => lower + share * (upper - lower) };
}

function logarithmicScale(lower, upper) {
  if (!(upper > lower * 1.0001)) [lower, upper] = [lower / 2, upper * 2];
  const [first, last] = [Math.floor(Math.log10(lower)), Math.ceil(Math.log10(upper))];
  const within = last - first <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.floor((last - first) / 6));
  const ticks = [];
  for (let power = first; power <= last; power += every) ticks.push(...within.map((factor) => factor * 10 ** power));
  return {
    lower, upper, ticks: ticks.filter((tick) => tick >= lower * 0.999 && tick <= upper * 1.001), label: numberText,
    share: (value) => Math.log(value / lower) / Math.log(upper / lower),
  };
}
