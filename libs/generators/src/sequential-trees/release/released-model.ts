import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '#tabular/dictionary';
import { fineCellCount } from '../../columns/fine-cells.ts';
import { ROUNDNESS_CLASSES } from '../../columns/roundness.ts';
import { type ColumnCoding, columnCoding } from '../coding/column-coding.ts';
import { MOST_CELLS } from '../hyperparameters.ts';
import { numberLeaves, type Tree } from '../tree.ts';
import { requireFormat } from '../../unrestorable.ts';
import type { ToldModel } from './told-model.ts';

const FORMAT = 'sequential-trees/1';

const counts = z.array(z.number().min(0));

const releasedColumn = z.strictObject({
  column: z.string(),
  cellOf: z.array(
    z
      .int()
      .min(0)
      .max(MOST_CELLS - 1),
  ),
  counts,
  roundness: counts,
});

const releasedTree = z.strictObject({
  column: z.string(),
  predictor: z.array(z.int().min(-1)),
  leftCells: z.array(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  ),
  left: z.array(z.int().min(-1)),
  leafCounts: counts,
});

const releasedModel = z.strictObject({
  format: z.literal(FORMAT),
  columns: z.array(releasedColumn),
  order: z.array(z.string()),
  trees: z.array(releasedTree),
});

/** All that sampling needs, as plain JSON; predictors are numbered in the order of `columns`. */
export type ReleasedModel = z.output<typeof releasedModel>;

/** What `describeModel` gives, as far as sampling needs it. */
const described = z.object({ sampling: releasedModel });

export function releaseModel({ columns, order, trees, roundness }: ToldModel): ReleasedModel {
  const nameOf = (column: number) => columns[column].field.name;
  return {
    format: FORMAT,
    columns: columns.map(({ field, cellOf, counts: fine }, i) => ({
      column: field.name,
      cellOf: [...cellOf],
      counts: [...fine],
      roundness: [...roundness[i]],
    })),
    order: Array.from(order, nameOf),
    trees: trees.map(({ target, predictor, leftCells, left, leafCounts }) => ({
      column: nameOf(target),
      predictor: [...predictor],
      leftCells: [...leftCells],
      left: [...left],
      leafCounts: [...leafCounts],
    })),
  };
}

/**
 * The inverse of `releaseModel`, from what `describeModel` gives. Throws CL-MODEL-006 where there is none or one of another
 * format, CL-IO-004 for what is no model of this dictionary.
 */
export function restoreModel(dictionary: DataDictionary, description: unknown): ToldModel {
  requireFormat('model.json', description, FORMAT);
  const parsed = described.safeParse(description);
  if (!parsed.success) throw damaged();
  const { columns: released, order: names, trees } = parsed.data.sampling;
  const { fields } = dictionary;
  if (
    !isSame(
      released.map(({ column }) => column),
      fields.map(({ name }) => name),
    )
  )
    throw damaged();
  const columns = fields.map((field, i): ColumnCoding => {
    const { cellOf, counts: fine } = released[i];
    const coding = columnCoding(dictionary, field, Uint8Array.from(cellOf), Float64Array.from(fine));
    if (cellOf.length !== fineCellCount(field, coding.greater) || fine.length !== cellOf.length) throw damaged();
    return coding;
  });
  const order = Int32Array.from(names, (name) => fields.findIndex((field) => field.name === name));
  if (
    !isSame(
      [...order].sort((a, b) => a - b),
      [...fields.keys()],
    )
  )
    throw damaged();
  return {
    columns,
    order,
    trees: readTrees(trees, columns, order),
    roundness: released.map(({ roundness }) => {
      if (roundness.length !== 0 && roundness.length !== ROUNDNESS_CLASSES) throw damaged();
      return Float64Array.from(roundness);
    }),
  };
}

function readTrees(trees: ReleasedModel['trees'], columns: readonly ColumnCoding[], order: Int32Array): Tree[] {
  const bags = new Map<number, number>();
  const read = trees.map((released): Tree => {
    const target = columns.findIndex(({ field }) => field.name === released.column);
    const bag = bags.get(target) ?? 0;
    bags.set(target, bag + 1);
    const tree = treeOf(released, target, bag);
    if (!isTree(tree, columns, [...order.subarray(0, Math.max(order.indexOf(target), 0))])) throw damaged();
    return tree;
  });
  if (columns.some((_, column) => !bags.has(column))) throw damaged();
  return read;
}

function treeOf(released: ReleasedModel['trees'][number], target: number, bag: number): Tree {
  const left = Int32Array.from(released.left);
  const depth = new Uint8Array(left.length);
  left.forEach((child, node) => {
    if (child >= 0) depth[child] = depth[child + 1] = depth[node] + 1;
  });
  return {
    target,
    bag,
    predictor: Int32Array.from(released.predictor),
    leftCells: Uint32Array.from(released.leftCells),
    left,
    depth,
    leafCounts: Float64Array.from(released.leafCounts),
  };
}

/** Splits by columns before the target; children after their parents, so that every way ends; a count for every cell of every leaf. */
function isTree(tree: Tree, columns: readonly ColumnCoding[], before: readonly number[]): boolean {
  const { target, predictor, leftCells, left, leafCounts } = tree;
  const nodes = predictor.length;
  if (target < 0 || nodes === 0 || leftCells.length !== nodes || left.length !== nodes) return false;
  const areNodes = predictor.every((column, node) =>
    column < 0 ? left[node] === -1 : before.includes(column) && left[node] > node && left[node] + 1 < nodes,
  );
  return areNodes && leafCounts.length === numberLeaves(tree).leafCount * columns[target].cellCount;
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function damaged(): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The released model is no model of sequential trees for the dictionary beside it.',
    todo: 'Take model.json and datapackage.json of one release of this version, as they were released.',
  });
}
