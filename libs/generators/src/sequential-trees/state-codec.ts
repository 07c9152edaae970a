import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { type NamedTensor, type TensorData, vector } from '#sums/tensors/named-tensors';
import type { DataDictionary } from '#tabular/dictionary';
import { columnCoding } from './coding/column-coding.ts';
import { treeSettingsSchema } from './hyperparameters.ts';
import type { OrderSearch, SequentialTreesState } from './state.ts';
import type { Tree } from './tree.ts';

const FORMAT = 'sequential-trees/1';

const summarySchema = z.strictObject({
  format: z.literal(FORMAT),
  round: z.int().min(0),
  seed: z.string(),
  settings: treeSettingsSchema,
  minimumLeafSize: z.int().min(1),
  rowCount: z.int().min(0),
  counted: z.int().min(0),
});

/** Trees, and columns, lie one after the other in a tensor each; the `…Sizes` say where each ends. */

/** A state as a safetensors file: arrays as tensors, the rest as JSON in its metadata. */
export function encodeState(state: SequentialTreesState): Uint8Array {
  const { columns, trees, roundness, roots, search } = state;
  const parts: [string, TensorData][] = [
    ['order', state.order],
    ['open', state.open],
    [
      'cellOf',
      joined(
        columns.map(({ cellOf }) => cellOf),
        Uint8Array,
      ),
    ],
    ['cellSizes', Int32Array.from(columns, ({ cellOf }) => cellOf.length)],
    [
      'counts',
      joined(
        columns.map(({ counts }) => counts),
        Float64Array,
      ),
    ],
    ['roundness', joined(roundness, Float64Array)],
    ['roundnessSizes', Int32Array.from(roundness, ({ length }) => length)],
    ...listParts('roots', roots, Float64Array),
    ...treeParts('', trees),
    ...(search === undefined ? [] : searchParts(search)),
  ];
  const tensors = new Map(parts.map(([name, data]): [string, NamedTensor] => [name, vector(data)]));
  const { round, seed, settings, minimumLeafSize, rowCount, counted } = state;
  const summary = { format: FORMAT, round, seed, settings, minimumLeafSize, rowCount, counted };
  return encodeTensors({ tensors, metadata: new Map([['state', JSON.stringify(summary)]]) });
}

/** Throws CL-IO-004 for bytes that hold no state of this dictionary, CL-NET-003 for bytes that are no safetensors file. */
export function decodeState(dictionary: DataDictionary, bytes: Uint8Array): SequentialTreesState {
  const { tensors, metadata } = decodeTensors(bytes);
  const { format: _, ...summary } = parseSummary(metadata.get('state'));
  const read = new TensorReader(tensors);
  const cellOf = read.lists('cellOf', 'cellSizes', Uint8Array);
  const { fields } = dictionary;
  if (fields.length !== cellOf.length) throw damaged();
  const counts = read.all('counts', Float64Array);
  const countsOf = counts.length > 0 ? read.lists('counts', 'cellSizes', Float64Array) : undefined;
  return {
    ...summary,
    order: read.all('order', Int32Array),
    open: read.all('open', Int32Array),
    columns: fields.map((field, i) => columnCoding(dictionary, field, cellOf[i], countsOf?.[i] ?? new Float64Array(0))),
    roundness: read.lists('roundness', 'roundnessSizes', Float64Array),
    roots: read.lists('roots', 'rootsSizes', Float64Array),
    trees: readTrees(read, ''),
    ...(tensors.has('scores') && { search: readSearch(read) }),
  };
}

function treeParts(prefix: string, trees: readonly Tree[]): [string, TensorData][] {
  const listed = <T extends TensorData>(name: string, of: (tree: Tree) => T, type: ArrayType<T>) =>
    listParts(prefix + name, trees.map(of), type);
  return [
    [`${prefix}targets`, Int32Array.from(trees, ({ target }) => target)],
    [`${prefix}bags`, Int32Array.from(trees, ({ bag }) => bag)],
    ...listed('predictor', ({ predictor }) => predictor, Int32Array),
    ...listed('leftCells', ({ leftCells }) => leftCells, Uint32Array),
    ...listed('left', ({ left }) => left, Int32Array),
    ...listed('depth', ({ depth }) => depth, Uint8Array),
    ...listed('leafCounts', ({ leafCounts }) => leafCounts, Float64Array),
  ];
}

/** Parts one after the other, and their sizes. */
function listParts<T extends TensorData>(
  name: string,
  parts: readonly T[],
  type: ArrayType<T>,
): [string, TensorData][] {
  return [
    [name, joined(parts, type)],
    [`${name}Sizes`, Int32Array.from(parts, ({ length }) => length)],
  ];
}

function searchParts({ candidates, scores, best }: OrderSearch): [string, TensorData][] {
  return [
    ...listParts('candidates', candidates, Int32Array),
    ['scores', Float64Array.from(scores)],
    ['bestOrder', best?.order ?? new Int32Array(0)],
    ...listParts('bestRoots', best?.roots ?? [], Float64Array),
    ...treeParts('best', best?.trees ?? []),
  ];
}

function readSearch(read: TensorReader): OrderSearch {
  const order = read.all('bestOrder', Int32Array);
  const roots = read.lists('bestRoots', 'bestRootsSizes', Float64Array);
  return {
    candidates: read.lists('candidates', 'candidatesSizes', Int32Array),
    scores: [...read.all('scores', Float64Array)],
    best: order.length === 0 ? undefined : { order, roots, trees: readTrees(read, 'best') },
  };
}

/** What a site needs of a state: neither pooled counts nor leaves. */
export function forSites(state: SequentialTreesState): SequentialTreesState {
  return {
    ...state,
    search: undefined,
    columns: state.columns.map((column) => ({ ...column, counts: new Float64Array(0) })),
    trees: state.trees.map((tree) => ({ ...tree, leafCounts: new Float64Array(0) })),
    roundness: [],
    roots: [],
  };
}

function readTrees(read: TensorReader, prefix: string): Tree[] {
  const lists = <T extends TensorData>(name: string, type: ArrayType<T>) =>
    read.lists(prefix + name, `${prefix}${name}Sizes`, type);
  const targets = read.all(`${prefix}targets`, Int32Array);
  const bags = read.all(`${prefix}bags`, Int32Array);
  const predictor = lists('predictor', Int32Array);
  const leftCells = lists('leftCells', Uint32Array);
  const left = lists('left', Int32Array);
  const depth = lists('depth', Uint8Array);
  const leafCounts = lists('leafCounts', Float64Array);
  return Array.from(targets, (target, i) => ({
    target,
    bag: bags[i],
    predictor: predictor[i],
    leftCells: leftCells[i],
    left: left[i],
    depth: depth[i],
    leafCounts: leafCounts[i],
  }));
}

type ArrayType<T> = { new (length: number): T };

class TensorReader {
  readonly #tensors: ReadonlyMap<string, NamedTensor>;

  constructor(tensors: ReadonlyMap<string, NamedTensor>) {
    this.#tensors = tensors;
  }

  all<T extends TensorData>(name: string, type: ArrayType<T>): T {
    const data = this.#tensors.get(name)?.data;
    if (!(data instanceof type)) throw damaged();
    return data;
  }

  /** A tensor cut into the lengths that another one lists. */
  lists<T extends TensorData>(name: string, sizesName: string, type: ArrayType<T>): T[] {
    const data = this.all(name, type);
    const sizes = this.all(sizesName, Int32Array);
    if (sizes.some((size) => size < 0) || sizes.reduce((sum, size) => sum + size, 0) !== data.length) throw damaged();
    let end = 0;
    return Array.from(sizes, (size) => data.subarray(end, (end += size)) as T);
  }
}

function joined<T extends TensorData>(parts: readonly T[], type: ArrayType<T>): T {
  const all = new type(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function parseSummary(text: string | undefined): z.output<typeof summarySchema> {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    throw damaged();
  }
  const parsed = summarySchema.safeParse(json);
  if (!parsed.success) throw damaged();
  return parsed.data;
}

function damaged(): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The bytes hold no state of sequential trees for this dictionary.',
    todo: 'Check that coordinator and sites run the same version with the same dictionary.',
  });
}
