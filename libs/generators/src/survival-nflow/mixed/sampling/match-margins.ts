/**
 * A trained flow is to have the margins of the pooled cohort, which the profile round has already disclosed. What is dropped in
 * training, weights that decay and sites that differ all shift them a little; biases of states (and maps of shares, for values)
 * put that right without touching how a column hangs on others.
 */

const MOST_SWEEPS = 100;
const CLOSE_ENOUGH = 1e-4;

/**
 * What to add to each logit of a column so that the mean probability of each state over some rows is its share of `counts`.
 * A state that nobody has gets 0.
 * @param outputs [rows, outputWidth]; the column's logits begin at `logitStart`
 */
export function matchingBiases(
  outputs: Float32Array,
  outputWidth: number,
  logitStart: number,
  counts: Float64Array,
): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const biases = new Float64Array(counts.length);
  if (total === 0) return biases;
  const rows = outputs.length / outputWidth;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const means = new Float64Array(counts.length);
    for (let row = 0; row < rows; row++)
      addProbabilities(means, outputs, row * outputWidth + logitStart, biases, counts);
    let largest = 0;
    for (let state = 0; state < counts.length; state++) {
      if (counts[state] === 0) continue;
      const change = Math.log((counts[state] * rows) / (total * means[state]));
      biases[state] += change;
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < CLOSE_ENOUGH) break;
  }
  return biases;
}

function addProbabilities(
  means: Float64Array,
  outputs: Float32Array,
  start: number,
  biases: Float64Array,
  counts: Float64Array,
): void {
  let largest = -Infinity;
  for (let state = 0; state < biases.length; state++) {
    if (counts[state] > 0) largest = Math.max(largest, outputs[start + state] + biases[state]);
  }
  let sum = 0;
  for (let state = 0; state < biases.length; state++) {
    if (counts[state] > 0) sum += Math.exp(outputs[start + state] + biases[state] - largest);
  }
  for (let state = 0; state < biases.length; state++) {
    if (counts[state] > 0) means[state] += Math.exp(outputs[start + state] + biases[state] - largest) / sum;
  }
}
