import type { Likelihood } from '../newton-raphson.ts';
import { linearPredictor, type RiskSets, startsStratum, type Ties } from './risk-sets.ts';
import { tiedEventSums, type TiedEventSums } from './tied-events.ts';

/**
 * Cox's partial log-likelihood with its score and information at coefficients of the standardised covariates, summed
 * over strata. O(n p²). Cox, J R Stat Soc B 1972; ties: Efron, J Am Stat Assoc 1977, or Breslow, Biometrics 1974.
 */
export function partialLikelihood(riskSets: RiskSets, ties: Ties, coefficients: Float64Array): Likelihood {
  const { width, groupEnds, isEvent, counts, design } = riskSets;
  const scores = centred(linearPredictor(riskSets, coefficients));
  const sum = new LikelihoodSum(width);
  const atRisk = new RiskSum(width);
  const ofEvents = new RiskSum(width);
  for (let group = 0, row = 0; group < groupEnds.length; group++) {
    if (startsStratum(riskSets, group)) atRisk.clear();
    const events = eventsBetween(riskSets, row, groupEnds[group]);
    // The sums over a single event are never looked at.
    if (events > 1) ofEvents.clear();
    for (; row < groupEnds[group]; row++) {
      const risk = counts[row] * Math.exp(scores[row]);
      atRisk.add(risk, design, row);
      if (isEvent[row] === 0) continue;
      if (events > 1) ofEvents.add(risk, design, row);
      sum.addEvent(counts[row], scores[row], design, row);
    }
    if (events > 0) sum.addTies(tiedEventSums(ties, atRisk.total, ofEvents.total, events), atRisk, ofEvents);
  }
  return sum;
}

function eventsBetween({ isEvent, counts }: RiskSets, from: number, to: number): number {
  let events = 0;
  for (let row = from; row < to; row++) events += isEvent[row] * counts[row];
  return events;
}

/** Scores less their largest: risks can't overflow, and the partial likelihood stays as it is. */
function centred(scores: Float64Array): Float64Array {
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  return scores.map((score) => score - largest);
}

/** Σ w, Σ w x and Σ w x xᵀ (lower triangle) over rows with covariates x and risk w. */
class RiskSum {
  total = 0;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.first = new Float64Array(width);
    this.second = new Float64Array(width * width);
  }

  add(risk: number, design: Float64Array, row: number): void {
    const width = this.#width;
    const start = row * width;
    this.total += risk;
    for (let i = 0; i < width; i++) {
      const weighted = risk * design[start + i];
      this.first[i] += weighted;
      for (let j = 0; j <= i; j++) this.second[i * width + j] += weighted * design[start + j];
    }
  }

  clear(): void {
    this.total = 0;
    this.first.fill(0);
    this.second.fill(0);
  }
}

class LikelihoodSum implements Likelihood {
  logLikelihood = 0;
  readonly score: Float64Array;
  readonly information: Float64Array;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.score = new Float64Array(width);
    this.information = new Float64Array(width * width);
  }

  addEvent(count: number, linearScore: number, design: Float64Array, row: number): void {
    this.logLikelihood += count * linearScore;
    for (let j = 0; j < this.#width; j++) this.score[j] += count * design[row * this.#width + j];
  }

  /** The denominators of all events of one time, their derivatives and, as information, variances over the risk set. */
  addTies(ties: TiedEventSums, atRisk: RiskSum, ofEvents: RiskSum): void {
    this.logLikelihood -= ties.logarithm;
    if (ties.weightedInverse === 0) this.#addRiskSet(ties, atRisk);
    else this.#addShrinkingRiskSet(ties, atRisk, ofEvents);
  }

  /** For a single event, or events that each meet the whole risk set. */
  #addRiskSet({ inverse, square }: TiedEventSums, { first: a, second: aa }: RiskSum): void {
    const width = this.#width;
    for (let i = 0; i < width; i++) {
      this.score[i] -= inverse * a[i];
      const ofRiskSet = square * a[i];
      for (let j = 0, entry = i * width; j <= i; j++, entry++) {
        this.information[entry] += inverse * aa[entry] - ofRiskSet * a[j];
      }
    }
  }

  /** For events that meet a risk set without a share of the others. */
  #addShrinkingRiskSet(
    ties: TiedEventSums,
    { first: a, second: aa }: RiskSum,
    { first: d, second: dd }: RiskSum,
  ): void {
    const width = this.#width;
    for (let i = 0; i < width; i++) {
      this.score[i] -= ties.inverse * a[i] - ties.weightedInverse * d[i];
      const ofRiskSet = ties.square * a[i] - ties.weightedSquare * d[i];
      const ofEvents = ties.doublyWeightedSquare * d[i] - ties.weightedSquare * a[i];
      for (let j = 0; j <= i; j++) {
        const entry = i * width + j;
        this.information[entry] +=
          ties.inverse * aa[entry] - ties.weightedInverse * dd[entry] - ofRiskSet * a[j] - ofEvents * d[j];
      }
    }
  }
}
