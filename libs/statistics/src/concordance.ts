import { checkFinite, checkLength } from './observations.ts';
import { denseRanks, RankedCounts } from './ranked-counts.ts';
import { checkedSurvivalCounts, type SurvivalSample } from './survival-sample.ts';

/** Survival times beside what was predicted of them; shape (n). */
export interface ScoredSample extends SurvivalSample {
  /** Greater scores predict earlier events. */
  readonly scores: ArrayLike<number>;
  /** A number per patient; pairs are compared within one stratum. One stratum where absent. */
  readonly strata?: ArrayLike<number>;
}

export interface Concordance {
  /** Share of comparable pairs of which the greater score had the event first, equal scores half. NaN without pairs. */
  readonly concordance: number;
  /** By the infinitesimal jackknife over patients. */
  readonly standardError: number;
  readonly concordant: number;
  readonly discordant: number;
  /** Comparable pairs of equal scores. */
  readonly tiedScores: number;
}

/**
 * Harrell's C. A pair is comparable when one had the event and the other was still at risk after it: had a later time, or
 * was censored at the same one. Two events at one time aren't comparable. Equals R's concordance of a Cox model, O(n log
 * n). Harrell, Lee & Mark, Stat Med 1996; standard error: Therneau & Atkinson, vignette "Concordance" of R's survival.
 * Throws InvalidObservations for lengths that differ, values that aren't finite and counts that aren't whole.
 */
export function concordance(sample: ScoredSample): Concordance {
  const strata = stratify(sample).map(countPartners);
  const sumOf = (kind: keyof Partners) =>
    strata.reduce((sum, stratum) => sum + stratum.counts.reduce((all, n, row) => all + n * stratum[kind][row], 0), 0);
  // Each pair is met from both sides.
  const [concordant, discordant, tiedScores] = [sumOf('concordant') / 2, sumOf('discordant') / 2, sumOf('tied') / 2];
  const pairs = concordant + discordant + tiedScores;
  if (pairs === 0) return { ...NO_PAIRS };
  const share = (concordant + tiedScores / 2) / pairs;
  const variance = strata.reduce((sum, stratum) => sum + squaredInfluences(stratum, share, pairs), 0);
  return { concordance: share, standardError: Math.sqrt(variance), concordant, discordant, tiedScores };
}

const NO_PAIRS = {
  concordance: Number.NaN,
  standardError: Number.NaN,
  concordant: 0,
  discordant: 0,
  tiedScores: 0,
};

/** Partners of each row in comparable pairs, counted with their replicates. */
interface Partners {
  readonly concordant: Float64Array;
  readonly discordant: Float64Array;
  readonly tied: Float64Array;
}

/** Σ (∂C / ∂ weight of a patient)². */
function squaredInfluences(rows: Partners & StratumRows, share: number, pairs: number): number {
  return rows.counts.reduce((sum, count, row) => {
    const won = rows.concordant[row] + rows.tied[row] / 2;
    const all = rows.concordant[row] + rows.discordant[row] + rows.tied[row];
    return sum + count * ((won - share * all) / pairs) ** 2;
  }, 0);
}

/**
 * Rows of one stratum, times ascending, at one time events first. Rows alike in both form a block: each of its rows is
 * comparable with every event in earlier blocks, and with none of its own.
 */
interface StratumRows {
  readonly counts: Float64Array;
  readonly ranks: Int32Array;
  readonly rankCount: number;
  readonly blocks: readonly Block[];
}

interface Block {
  readonly start: number;
  readonly end: number;
  readonly isEvent: boolean;
}

function countPartners(rows: StratumRows): Partners & StratumRows {
  const { length } = rows.counts;
  const [concordant, discordant, tied] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const partners = { concordant, discordant, tied };
  countEarlier(rows, partners);
  countLater(rows, partners);
  return { ...rows, ...partners };
}

/** For each row, the events before it: the greater scores among them are concordant. */
function countEarlier({ blocks, counts, ranks, rankCount }: StratumRows, partners: Partners): void {
  const events = new RankedCounts(rankCount);
  for (const { start, end, isEvent } of blocks) {
    for (let row = start; row < end; row++) {
      const lesser = events.below(ranks[row]);
      const tied = events.below(ranks[row] + 1) - lesser;
      partners.concordant[row] += events.total - lesser - tied;
      partners.discordant[row] += lesser;
      partners.tied[row] += tied;
    }
    for (let row = start; isEvent && row < end; row++) events.add(ranks[row], counts[row]);
  }
}

/** For each event, the rows still at risk after it: the lesser scores among them are concordant. */
function countLater({ blocks, counts, ranks, rankCount }: StratumRows, partners: Partners): void {
  const atRisk = new RankedCounts(rankCount);
  for (const { start, end, isEvent } of blocks.toReversed()) {
    for (let row = start; isEvent && row < end; row++) {
      const lesser = atRisk.below(ranks[row]);
      const tied = atRisk.below(ranks[row] + 1) - lesser;
      partners.concordant[row] += lesser;
      partners.discordant[row] += atRisk.total - lesser - tied;
      partners.tied[row] += tied;
    }
    for (let row = start; row < end; row++) atRisk.add(ranks[row], counts[row]);
  }
}

function stratify(sample: ScoredSample): StratumRows[] {
  const { times, isEvent, scores } = sample;
  const counts = checkedSurvivalCounts(sample);
  const strata = sample.strata ?? new Float64Array(times.length);
  for (const [what, values] of Object.entries({ scores, strata })) {
    checkLength(what, values, times.length);
    checkFinite(what, values);
  }
  const order = Int32Array.from({ length: times.length }, (_, row) => row).sort(
    (a, b) => strata[a] - strata[b] || times[a] - times[b] || Number(!isEvent[a]) - Number(!isEvent[b]),
  );
  return runs(order, (row) => strata[row]).map(([start, end]) => {
    const rows = order.subarray(start, end);
    const { ranks, size } = denseRanks(Float64Array.from(rows, (row) => scores[row]));
    return {
      counts: Float64Array.from(rows, (row) => counts[row]),
      ranks,
      rankCount: size,
      blocks: blocksOf(rows, sample),
    };
  });
}

function blocksOf(rows: Int32Array, { times, isEvent }: ScoredSample): Block[] {
  return runs(rows, (row) => times[row])
    .flatMap(([from, to]) =>
      runs(rows.subarray(from, to), (row) => Number(Boolean(isEvent[row]))).map(([a, b]) => [from + a, from + b]),
    )
    .map(([start, end]) => ({ start, end, isEvent: Boolean(isEvent[rows[start]]) }));
}

/** Start and end of each run of rows with one key. */
function runs(rows: Int32Array, keyOf: (row: number) => number): [number, number][] {
  const starts = Array.from(rows.keys()).filter((i) => i === 0 || keyOf(rows[i]) !== keyOf(rows[i - 1]));
  return starts.map((start, i) => [start, starts[i + 1] ?? rows.length]);
}
