import type { LoadedGraph } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import type { RandomStream } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { conditionSpans, fillGenerationConditions } from '#tabular/encoding/condition';
import type { TableEncoder } from '#tabular/encoding/table-encoder';
import { acceptedRows, type Decoded, fromModelTable } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import type { Given } from '../../conditions/given.ts';
import { ROWS } from './generator-graph.ts';

/** Rows per run of the generator. */
export const SAMPLING_BATCH = 500;

/** Rows drawn per row wanted before sampling is given up. */
const PATIENCE = 20;

export interface Sampler {
  readonly dictionary: DataDictionary;
  readonly encoder: TableEncoder;
  /** What is asked for: `askedCounts`, or the probabilities of a release; layout.conditionWidth of them. */
  readonly conditions: Float64Array;
  /** Built for SAMPLING_BATCH rows. */
  readonly graph: LoadedGraph;
  /** Its parameters, unless the graph has them inside. */
  readonly generator?: Float32Array;
  readonly noiseWidth: number;
}

/**
 * `n` rows of the study's table. Rows that leave the dictionary's bounds are drawn again.
 * @throws CL-MODEL-003 when hardly any row stays within them
 */
export async function sampleRows(sampler: Sampler, n: number, stream: RandomStream): Promise<Table> {
  const parts: Table[] = [];
  let count = 0;
  for (let drawn = 0; count < n || parts.length === 0; drawn += SAMPLING_BATCH) {
    if (drawn > PATIENCE * n + 2 * SAMPLING_BATCH) throw outOfBounds(count, drawn);
    const part = await sampleBatch(sampler, stream);
    parts.push(part);
    count += part.rowCount;
  }
  return firstRows(concatRows(parts), n);
}

/** What stays within bounds of one run, under conditions on states as far as the condition vector goes. */
export async function sampleBatch(sampler: Sampler, stream: RandomStream, given: Given = {}): Promise<Table> {
  return keptRows(sampler, await encodedRows(sampler, stream, given));
}

export function firstRows(table: Table, n: number): Table {
  return selectRows(
    table,
    Array.from({ length: n }, (_, row) => row),
  );
}

async function encodedRows(sampler: Sampler, stream: RandomStream, given: Given): Promise<Float32Array> {
  const { layout } = sampler.encoder;
  const noise = stream.fillNormal(new Float32Array(SAMPLING_BATCH * sampler.noiseWidth));
  const condition = new Float32Array(SAMPLING_BATCH * layout.conditionWidth);
  const slots = givenSlots(sampler, given);
  if (slots.length === 0) fillGenerationConditions(layout, sampler.conditions, condition, stream);
  else {
    for (let row = 0; row < SAMPLING_BATCH; row++) {
      condition[row * layout.conditionWidth + slots[stream.int(slots.length)]] = 1;
    }
  }
  const uniforms = stream.fillUniform(new Float32Array(condition.length));
  const results = await sampler.graph.run({
    ...(sampler.generator && { generator: sampler.generator }),
    noise,
    condition,
    uniforms,
  });
  return results[ROWS];
}

/** Places in the condition vector of the states that are given and may be asked for; one of them conditions a row. */
function givenSlots({ dictionary, encoder, conditions }: Sampler, given: Given): number[] {
  const slots = conditionSpans(encoder.layout).flatMap(({ field, conditionStart }) => {
    const value = Object.hasOwn(given, field) ? given[field] : undefined;
    const known = dictionary.fields.find(({ name }) => name === field);
    if (known?.kind !== 'categorical' || value === undefined) return [];
    return [conditionStart + (value === null ? known.states.length : known.states.indexOf(String(value)))];
  });
  return slots.filter((slot) => conditions[slot] > 0);
}

function keptRows({ encoder, dictionary }: Sampler, encoded: Float32Array): Table {
  const inBounds = kept(encoder.decode(encoded, SAMPLING_BATCH));
  return kept(fromModelTable(dictionary, inBounds));
}

function kept({ table, accepted }: Decoded): Table {
  return selectRows(table, acceptedRows(accepted));
}

function outOfBounds(count: number, drawn: number): CohortloomError {
  return new CohortloomError('CL-MODEL-003', {
    what: `Only ${count} of ${drawn} sampled rows stay within the bounds of the data dictionary.`,
    todo: 'Train longer, or check that minimum and maximum of each numeric field are plausible bounds.',
  });
}
