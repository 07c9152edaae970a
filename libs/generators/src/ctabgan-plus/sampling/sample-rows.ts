import type { LoadedGraph } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import type { RandomStream } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { fillGenerationConditions } from '#tabular/encoding/condition';
import type { TableEncoder } from '#tabular/encoding/table-encoder';
import { acceptedRows, type Decoded, fromModelTable } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { ROWS } from './generator-graph.ts';

/** Rows per run of the generator. */
export const SAMPLING_BATCH = 500;

/** Rows drawn per row wanted before sampling is given up. */
const PATIENCE = 20;

export interface Sampler {
  readonly dictionary: DataDictionary;
  readonly encoder: TableEncoder;
  /** Built for SAMPLING_BATCH rows. */
  readonly graph: LoadedGraph;
  readonly generator: Float32Array;
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
    const part = keptRows(sampler, await encodedRows(sampler, stream));
    parts.push(part);
    count += part.rowCount;
  }
  return firstRows(concatRows(parts), n);
}

export function firstRows(table: Table, n: number): Table {
  return selectRows(
    table,
    Array.from({ length: n }, (_, row) => row),
  );
}

async function encodedRows(sampler: Sampler, stream: RandomStream): Promise<Float32Array> {
  const { layout, conditionCounts } = sampler.encoder;
  const noise = stream.fillNormal(new Float32Array(SAMPLING_BATCH * sampler.noiseWidth));
  const condition = new Float32Array(SAMPLING_BATCH * layout.conditionWidth);
  fillGenerationConditions(layout, conditionCounts, condition, stream);
  const uniforms = stream.fillUniform(new Float32Array(condition.length));
  const results = await sampler.graph.run({ generator: sampler.generator, noise, condition, uniforms });
  return results[ROWS];
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
