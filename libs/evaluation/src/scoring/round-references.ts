import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type EffectReferences, effectReferences } from '../inference/effect-tables.ts';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { eachInStep, type InSteps } from '../steps.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { independentCohort } from '../summaries/independent-cohort.ts';
import { type ReferenceSets, referencesOfSums } from './assessed-sets.ts';
import type { BesideReferences } from './assessment-scores.ts';
import { fidelityOf, type FidelityScores } from './fidelity.ts';

/** What every candidate of a round is read between; worked out once for all. */
export interface RoundReferences extends ReferenceFigures {
  readonly sets: ReferenceSets;
  /** The cohort of independent columns that sites have. */
  readonly independent: Table;
}

/** The figures of the references themselves. */
export interface ReferenceFigures {
  readonly effects: EffectReferences;
  readonly fidelity: Readonly<Record<'training' | 'heldOut', FidelityReferences>>;
}

export type FidelityReferences = Omit<BesideReferences<FidelityScores>, 'value'>;

/**
 * @param plan of any candidate, and `sum`: theirs have margins, seed, and what is told of real rows alone in common
 * @param rowCount of each candidate
 * @throws RangeError where the sum isn't laid out as `assessLayout`
 */
export function* roundReferences(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sum: Sum,
  rowCount: number,
): InSteps<RoundReferences> {
  const independent = independentCohort(dictionary, plan.profile, rowCount, plan.seed);
  const sets = yield* referencesOfSums(plan, dictionary, sum, independent);
  return { sets, independent, ...(yield* referenceFigures(dictionary, sets, plan.mode)) };
}

const NO_REFERENCE = { floors: [], ceilings: [] };

export function* referenceFigures(
  dictionary: DataDictionary,
  { training, heldOut, halvings, independents }: ReferenceSets,
  mode: MetricMode,
): InSteps<ReferenceFigures> {
  const beside = (real: typeof training) =>
    eachInStep(independents, (independent) => fidelityOf(dictionary, real, independent, mode));
  const ceilings = yield* eachInStep(halvings, ({ a, b }) => fidelityOf(dictionary, b, a, mode));
  return {
    effects: yield* effectReferences(dictionary, { training, heldOut, halvings, independents }),
    fidelity: {
      training: { floors: yield* beside(training), ceilings },
      heldOut:
        heldOut.sums.gram.rowCount === 0
          ? NO_REFERENCE
          : { floors: yield* beside(heldOut), ceilings: [fidelityOf(dictionary, heldOut, training, mode)] },
    },
  };
}
