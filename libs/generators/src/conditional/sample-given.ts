import { CohortloomError } from '#errors/cohortloom-error';
import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { systematicDraw } from '../calibration/systematic-draw.ts';

/** What every row is to have, by field, as the dictionary writes it; null is missing. */
export type Given = Readonly<Record<string, string | null>>;

/** The same as codes of states (−1 is missing) and values of numbers (NaN is missing). */
export type GivenCells = ReadonlyMap<string, number>;

/** Draws rows with some cells given, and how likely each row's given cells are with the rest of it. */
export interface WeightedSampler {
  weighted(n: number, seed: Seed, given: GivenCells): WeightedRows | Promise<WeightedRows>;
}

export interface WeightedRows {
  readonly table: Table;
  readonly weights: Float64Array;
}

export interface GivenOptions {
  /** Rows drawn, and weighted, for each one wanted. Default 20, and at least 2,000 in all. */
  readonly poolFactor?: number;
  /** Whether numbers may be given as well as states. */
  readonly numbers: boolean;
}

const POOL_FACTOR = 20;
const LEAST_POOL = 2_000;

/**
 * `n` rows under the condition that some columns have given cells (an arm, a sex, a marker); the rest is sampled from the
 * model. Likelihood weighting (Fung & Chang 1990): of a pool of weighted rows; where the condition is rare, rows may repeat.
 * @throws CL-CONF-001 for a field or state that the dictionary doesn't have, CL-MODEL-003 for a condition that nobody meets
 */
export async function sampleGiven(
  dictionary: DataDictionary,
  sampler: WeightedSampler,
  n: number,
  seed: Seed,
  given: Given,
  { numbers, poolFactor }: GivenOptions,
): Promise<Table> {
  const cells = new Map(Object.entries(given).map(([name, text]) => [name, cellOf(dictionary, name, text, numbers)]));
  const size = poolFactor === undefined ? Math.max(LEAST_POOL, POOL_FACTOR * n) : Math.ceil(poolFactor * n);
  const pool = await sampler.weighted(size, deriveSeed(seed, 'pool'), cells);
  if (!pool.weights.some((weight) => weight > 0)) throw impossible(given);
  const stream = RandomStream.derive(seed, 'given');
  return selectRows(pool.table, stream.shuffle(systematicDraw(pool.weights, n, stream)));
}

function cellOf({ fields }: DataDictionary, name: string, text: string | null, numbers: boolean): number {
  const field = fields.find((candidate) => candidate.name === name);
  const cell = field?.kind === 'numeric' && numbers ? valueOf(field, text) : codeOf(field, text);
  if (cell !== undefined) return cell;
  throw new CohortloomError('CL-CONF-001', {
    what: `No column ${name} of the dictionary has the ${numbers ? 'state or value' : 'state'} ${text === null ? 'missing' : JSON.stringify(text)}.`,
    todo: `Give states of categorical columns, as the dictionary writes them${numbers ? ', and values of numeric ones within their bounds' : ''}.`,
  });
}

function codeOf(field: CategoricalField | NumericField | undefined, text: string | null): number | undefined {
  if (field?.kind !== 'categorical') return undefined;
  if (text === null) return field.required ? undefined : -1;
  const code = field.states.indexOf(text);
  return code < 0 ? undefined : code;
}

function valueOf(field: NumericField, text: string | null): number | undefined {
  if (text === null) return field.required ? undefined : Number.NaN;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= field.minimum && value <= field.maximum)) return undefined;
  const unit = 10 ** field.decimals;
  return Math.round(value * unit) / unit;
}

function impossible(given: Given): CohortloomError {
  return new CohortloomError('CL-MODEL-003', {
    what: `By the model no row has ${Object.entries(given)
      .map(([name, cell]) => `${name} = ${cell ?? 'missing'}`)
      .join(' and ')}.`,
    todo: 'Give cells that some patients of the cohort have together.',
  });
}
