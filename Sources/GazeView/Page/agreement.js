// The agreement of two layers of attention over the same tokens, as `LayerAgreement` of the program defines it.

/** The ranks of values from 1; equal ones share their mean rank. */
function meanRanks(values) {
  const order = values.map((_, index) => index).sort((first, second) => values[first] - values[second]);
  const ranks = new Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let place = start; place < end; place++) ranks[order[place]] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

/** Spearman's rank correlation; undefined if one of them has only one distinct value. */
function rankCorrelation(first, second) {
  const [x, y] = [meanRanks(first), meanRanks(second)];
  const mean = (first.length + 1) / 2;
  const product = (one, other) => one.reduce((sum, value, index) => sum + (value - mean) * (other[index] - mean), 0);
  const spread = Math.sqrt(product(x, x) * product(y, y));
  return spread > 0 ? product(x, y) / spread : undefined;
}

function layerAgreement(first, second) {
  const attended = first.weights.flatMap((weight, token) => (weight > 0 ? [token] : []));
  const agreement = { rankCorrelation: rankCorrelation(first.weights, second.weights) };
  if (!attended.length) return agreement;
  const heaviest = second.weights.map((_, token) => token)
    .sort((one, other) => second.weights[other] - second.weights[one] || one - other).slice(0, attended.length);
  agreement.sharedTop = attended.filter((token) => heaviest.includes(token)).length / attended.length;
  agreement.sharedTopByChance = attended.length / first.weights.length;
  return agreement;
}
