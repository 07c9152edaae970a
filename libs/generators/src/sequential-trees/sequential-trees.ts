/**
 * Sequential trees (Reiter 2005, J Off Stat 21:441; the method behind synthpop) as a federated generator. A column is told by
 * a tree on the columns before it. Sites count their rows by open node, predictor, cell and target; the coordinator splits on
 * the sums. Counts add exactly, so the trees are those of the pooled rows, bit for bit.
 */
import type { Seed } from '#random/random-stream';
import type { Contribution, CountVector, Sum } from '#sums/contribution';
import type { SumLayout, VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { PairTables } from '../calibration/pair-tables.ts';
import type { Given } from '../conditions/given.ts';
import { sampleGiven } from '../conditions/sample-given.ts';
import type { FederatedGenerator } from '../federated-generator.ts';
import { noRows } from '../training/training-errors.ts';
import { Bags } from './bags.ts';
import { codeColumns } from './coding/column-coding.ts';
import { codeRows } from './coding/coded-rows.ts';
import { candidateOrders, columnOrder, leadingPredictors } from '../columns/column-order.ts';
import { countRoundness, ROUNDNESS_CLASSES } from '../columns/roundness.ts';
import { countLeaves, type CountedRows, countSplits } from './growing/count-splits.ts';
import { growTrees, plantTrees } from './growing/grow.ts';
import { prunedTree } from './growing/prune.ts';
import { leafPlan, splitPlan } from './growing/split-plan.ts';
import { describeSplits } from './describe-splits.ts';
import { leastLeaf, type TreeSettings } from './hyperparameters.ts';
import { releaseModel } from './release/released-model.ts';
import { type ToldModel, toldModel, toldProfile } from './release/told-model.ts';
import { TreeSampler } from './sampling/sample-rows.ts';
import { afterOrder, spreadOf } from './order-search.ts';
import { pairTablesOf, withRoots } from './root-tables.ts';
import { decodeState, encodeState, forSites } from './state-codec.ts';
import type { SequentialTreesState } from './state.ts';
import { numberLeaves } from './tree.ts';

export interface SequentialTreesOptions {
  /** The study's dictionary (times, not gaps). */
  readonly dictionary: DataDictionary;
  /** Needed by `init` only, so a site leaves it out. */
  readonly setup?: { readonly profile: Profile; readonly settings: TreeSettings };
}

/** Names of the vectors that sites contribute. */
const SPLITS = 'splits';
const LEAVES = 'leaves';
const ROUNDNESS = 'roundness/';

/** Sequential trees as a federated generator. Throws CL-CONF-001 (init) for an order that can't be. */
export function createSequentialTrees(options: SequentialTreesOptions): FederatedGenerator<SequentialTreesState> {
  return new SequentialTrees(options);
}

class SequentialTrees implements FederatedGenerator<SequentialTreesState> {
  readonly name = 'sequential-trees';
  readonly #options: SequentialTreesOptions;
  readonly #coded = new WeakMap<Table, { readonly key: string; readonly rows: CountedRows }>();
  #sampler: { readonly state: SequentialTreesState; readonly sampler: TreeSampler } | undefined;

  constructor(options: SequentialTreesOptions) {
    this.#options = options;
  }

  async init(seed: Seed): Promise<SequentialTreesState> {
    const { dictionary, setup } = this.#options;
    if (setup === undefined) throw new RangeError('init needs the setup option');
    const { profile, settings } = setup;
    const minimumLeafSize = leastLeaf(settings, profile.rowCount, dictionary.minimumCellSize);
    const columns = codeColumns(dictionary, toldProfile(profile, dictionary.minimumCellSize), settings.bins);
    const isSearched = settings.order === 'search';
    const candidates = isSearched ? candidateOrders(dictionary, spreadOf(columns)) : [];
    const order = settings.order === 'search' ? candidates[0] : columnOrder(dictionary, settings.order);
    return {
      round: 0,
      seed,
      settings,
      minimumLeafSize,
      rowCount: profile.rowCount,
      columns,
      order,
      ...plantTrees(columns, order, settings.trees, splittable({ settings, minimumLeafSize })),
      counted: 0,
      roundness: [],
      roots: [],
      ...(isSearched && { search: { candidates, scores: [], best: undefined } }),
    };
  }

  encode(state: SequentialTreesState): Uint8Array {
    return encodeState(state);
  }

  decode(bytes: Uint8Array): SequentialTreesState {
    return decodeState(this.#options.dictionary, bytes);
  }

  broadcast(state: SequentialTreesState): Uint8Array {
    return encodeState(forSites(state));
  }

  layout(state: SequentialTreesState): SumLayout {
    const counts = (length: number): VectorLayout => ({ kind: 'count', length });
    const growing = state.open.length > 0;
    return new Map([
      growing ? [SPLITS, counts(splitPlan(state).length)] : [LEAVES, counts(leafPlan(state).length)],
      ...roundnessColumns(state).map(({ field }): [string, VectorLayout] => [
        ROUNDNESS + field.name,
        counts(ROUNDNESS_CLASSES),
      ]),
    ]);
  }

  async contribute(
    state: SequentialTreesState,
    table: Table,
    _seed: Seed,
    progress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Contribution> {
    if (table.rowCount === 0) throw noRows();
    signal.throwIfAborted();
    const rows = this.#rowsOf(state, table);
    const vectors = new Map<string, CountVector>();
    const add = (name: string, values: Float64Array) => vectors.set(name, { kind: 'count', values });
    if (state.open.length > 0) add(SPLITS, countSplits(state, splitPlan(state), rows));
    else add(LEAVES, countLeaves(state, leafPlan(state), rows));
    for (const { field } of roundnessColumns(state)) add(ROUNDNESS + field.name, countRoundness(field, table));
    progress(1, 1);
    return { rowCount: table.rowCount, vectors };
  }

  reduce(state: SequentialTreesState, sum: Sum): SequentialTreesState {
    const valuesOf = (name: string) => sum.vectors.get(name)!.values;
    const next =
      state.open.length > 0
        ? growTrees(
            state,
            splitPlan(state),
            valuesOf(SPLITS),
            (target) => this.#leading(state, target),
            this.#options.dictionary.minimumCellSize,
          )
        : withLeaves(state, valuesOf(LEAVES));
    const roots = state.open.length > 0 ? withRoots(state, splitPlan(state), valuesOf(SPLITS)) : state.roots;
    const roundness = state.columns.map(({ field }) => sum.vectors.get(ROUNDNESS + field.name)?.values);
    const reduced = {
      ...next,
      roots,
      round: state.round + 1,
      roundness: state.round > 0 ? state.roundness : roundness.map((counts) => counts ?? new Float64Array(0)),
    };
    if (state.search === undefined || !isGrown(reduced)) return reduced;
    return afterOrder(reduced, state.search, splittable(reduced));
  }

  isDone(state: SequentialTreesState): boolean {
    const { search } = state;
    return isGrown(state) && (search === undefined || search.scores.length === search.candidates.length);
  }

  /** How deep the trees will grow isn't known before they have: the total is a guess until the leaves are counted. */
  progress(state: SequentialTreesState): { readonly done: number; readonly total: number } {
    const done = state.round;
    const { search } = state;
    if (this.isDone(state)) return { done, total: Math.max(done, 1) };
    const ofOne = state.settings.maximumDepth + 1;
    if (search !== undefined) return { done, total: Math.max(search.candidates.length * ofOne, done + 1) };
    if (state.open.length === 0) return { done, total: done + 1 };
    return { done, total: Math.max(ofOne, done + 1) };
  }

  async sample(state: SequentialTreesState, n: number, seed: Seed): Promise<Table> {
    return this.#samplerOf(state).sample(n, seed);
  }

  async sampleGiven(state: SequentialTreesState, n: number, seed: Seed, given: Given): Promise<Table> {
    return sampleGiven(this.#options.dictionary, this.#samplerOf(state), n, seed, given);
  }

  pairTables(state: SequentialTreesState): PairTables | undefined {
    return pairTablesOf(state);
  }

  discloses({ minimumLeafSize, trees }: SequentialTreesState): unknown {
    return {
      name: this.name,
      minimumLeafSize,
      leaves: trees.reduce((sum, tree) => sum + numberLeaves(tree).leafCount, 0),
    };
  }

  describeModel(state: SequentialTreesState): unknown {
    const { minimumLeafSize, order, columns } = state;
    return {
      model: this.name,
      minimumLeafSize,
      order: Array.from(order, (column) => columns[column].field.name),
      outcomes: describeSplits(this.#options.dictionary, state),
      sampling: releaseModel(this.#told(state)),
    };
  }

  #samplerOf(state: SequentialTreesState): TreeSampler {
    if (this.#sampler?.state !== state) {
      this.#sampler = { state, sampler: new TreeSampler(this.#options.dictionary, this.#told(state)) };
    }
    return this.#sampler.sampler;
  }

  #told(state: SequentialTreesState): ToldModel {
    return toldModel(state, this.#options.dictionary.minimumCellSize);
  }

  /** The site's rows as cells; kept while nothing changes. */
  #rowsOf(state: SequentialTreesState, table: Table): CountedRows {
    const key = [state.seed, ...state.columns.map(({ cellOf }) => Buffer.from(cellOf).toString('latin1'))].join();
    const known = this.#coded.get(table);
    if (known?.key === key) return known.rows;
    const rows: CountedRows = {
      codes: codeRows(state.columns, table),
      rowCount: table.rowCount,
      ...(state.settings.trees > 1 && { bags: new Bags(table, state.seed) }),
    };
    this.#coded.set(table, { key, rows });
    return rows;
  }

  #leading({ columns, order }: SequentialTreesState, target: number): number[] {
    const before = order.subarray(0, order.indexOf(target));
    const names = leadingPredictors(this.#options.dictionary, columns[target].field.name);
    return names
      .map((name) => columns.findIndex(({ field }) => field.name === name))
      .filter((column) => before.includes(column));
  }
}

function isGrown({ counted, trees }: Pick<SequentialTreesState, 'counted' | 'trees'>): boolean {
  return counted === trees.length;
}

/** Whether a root of so many rows may be split. */
function splittable({
  settings,
  minimumLeafSize,
}: Pick<SequentialTreesState, 'settings' | 'minimumLeafSize'>): (rows: number) => boolean {
  return (rows) => rows >= 2 * minimumLeafSize && settings.maximumDepth > 0;
}

/** Numeric columns whose roundness is counted: all of them in the first round, none later. */
function roundnessColumns({ round, columns }: SequentialTreesState) {
  if (round > 0) return [];
  return columns.flatMap(({ field }) => (field.kind === 'numeric' ? [{ field }] : []));
}

/** The trees of a leaf round with their leaves counted; leaves that have become too small are given up. */
function withLeaves(state: SequentialTreesState, sums: Float64Array): SequentialTreesState {
  const plan = leafPlan(state);
  const ends = [...plan.offsets.slice(1), plan.length];
  const trees = state.trees.map((tree, i) => {
    if (i < plan.from || i >= plan.to) return tree;
    const leafCounts = sums.slice(plan.offsets[i - plan.from], ends[i - plan.from]);
    return prunedTree({ ...tree, leafCounts }, state.columns[tree.target].cellCount, state.minimumLeafSize);
  });
  return { ...state, trees, counted: plan.to };
}
