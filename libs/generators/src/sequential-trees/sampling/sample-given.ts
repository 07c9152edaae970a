import { CohortloomError } from '#errors/cohortloom-error';
import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { systematicDraw } from '../../calibration/systematic-draw.ts';
import type { TreeSampler } from './sample-rows.ts';

/** States that every row is to have, by field; null is missing. */
export type GivenStates = Readonly<Record<string, string | null>>;

/** Rows drawn, and weighted, for each one wanted. */
const POOL_FACTOR = 20;
const LEAST_POOL = 2_000;

/**
 * `n` rows under the condition that some columns have given states (an arm, a sex, a marker); the rest is sampled from the
 * model. Of a pool of weighted rows; where the condition is rare, rows may repeat.
 * @throws CL-CONF-001 for a field or state that the dictionary doesn't have, CL-MODEL-003 for a condition that nobody meets
 */
export function sampleGiven(
  dictionary: DataDictionary,
  sampler: TreeSampler,
  n: number,
  seed: Seed,
  given: GivenStates,
): Table {
  const codes = new Map(Object.entries(given).map(([name, state]) => [name, codeOf(dictionary, name, state)]));
  const pool = sampler.weighted(Math.max(LEAST_POOL, POOL_FACTOR * n), deriveSeed(seed, 'pool'), codes);
  if (!pool.weights.some((weight) => weight > 0)) throw impossible(given);
  const stream = RandomStream.derive(seed, 'given');
  return selectRows(pool.table, stream.shuffle(systematicDraw(pool.weights, n, stream)));
}

function codeOf({ fields }: DataDictionary, name: string, state: string | null): number {
  const field = fields.find((candidate) => candidate.name === name);
  if (field?.kind === 'categorical') {
    if (state === null && !field.required) return -1;
    const code = field.states.indexOf(state ?? '');
    if (state !== null && code >= 0) return code;
  }
  throw new CohortloomError('CL-CONF-001', {
    what: `No column ${name} of the dictionary has the state ${state === null ? 'missing' : JSON.stringify(state)}.`,
    todo: 'Give states of categorical columns, as the dictionary writes them.',
  });
}

function impossible(given: GivenStates): CohortloomError {
  return new CohortloomError('CL-MODEL-003', {
    what: `By the model no row has ${Object.entries(given)
      .map(([name, state]) => `${name} = ${state ?? 'missing'}`)
      .join(' and ')}.`,
    todo: 'Give states that some patients of the cohort have together.',
  });
}
