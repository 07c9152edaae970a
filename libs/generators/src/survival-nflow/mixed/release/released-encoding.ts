/** How to read the rows of the released flow: what every column of them means, without counts of few patients. */
import { z } from 'zod';
import type { DataDictionary, NumericField } from '#tabular/dictionary';
import { binUnits, gridOf } from '#tabular/profile/grid';
import { missingPlace, SAME_AS_GREATER, binsStart } from '../../../columns/fine-cells.ts';
import { damagedRelease } from '../../../load-released.ts';
import { binCounts, type FlowColumn } from '../../encoding/flow-columns.ts';
import type { FineCounts } from '../../flow-model.ts';
import { type MixedLayout, scoreInput } from '../mixed-layout.ts';
import type { MixedModel } from '../mixed-model.ts';

export interface ReleasedEncoding {
  readonly version: 1;
  /** In the order in which they are generated, which is that of the columns of `rows`. */
  readonly columns: readonly ReleasedColumn[];
}

export interface ReleasedColumn {
  readonly field: string;
  /** First column of `rows` that is this one's: a 1 for its state. */
  readonly start: number;
  /** Meaning of each state; null is missing, `{ sameAs }` the same as another column, `{ value }` the value below. */
  readonly states: readonly (string | number | null | { readonly sameAs: string } | { readonly value: true })[];
  readonly value?: ReleasedScale;
}

/** From a normal score to a value: the value at the share Φ(score) of the scale, linear between knots. */
export interface ReleasedScale {
  /** Column of `rows` with the score. */
  readonly score: number;
  readonly decimals: number;
  /** Where a greater column bounds this one, the share is among what lies below its value. */
  readonly below?: string;
  readonly knots: readonly Knot[];
}

const SHARE_DECIMALS = 4;

const knotSchema = z.object({ share: z.number().min(0).max(1), value: z.number() });

const encodingSchema = z.object({
  version: z.literal(1),
  columns: z
    .array(
      z.object({
        field: z.string(),
        start: z.int().min(0),
        states: z
          .array(
            z.union([
              z.string(),
              z.number(),
              z.null(),
              z.object({ sameAs: z.string() }),
              z.object({ value: z.literal(true) }),
            ]),
          )
          .min(1),
        value: z
          .object({
            score: z.int().min(0),
            decimals: z.int().min(0),
            below: z.string().optional(),
            knots: z.array(knotSchema).min(2),
          })
          .optional(),
      }),
    )
    .min(1),
});

/** A released encoding as it was read. Throws CL-IO-004 for anything else, and for that of another dictionary. */
export function readReleasedEncoding({ fields }: DataDictionary, encoding: unknown): ReleasedEncoding {
  const parsed = encodingSchema.safeParse(encoding);
  if (!parsed.success) throw damagedRelease('generator.json is not there, or no encoding of this version');
  const names = new Set(parsed.data.columns.map(({ field }) => field));
  if (names.size !== fields.length || !fields.every(({ name }) => names.has(name))) {
    throw damagedRelease('generator.json is of another dictionary');
  }
  return parsed.data;
}

/** Between two knots there are at least `minimumCellSize` rows of the cohort, where it has as many. */
export function releasedEncoding({ dictionary, layout }: MixedModel, counts: FineCounts): ReleasedEncoding {
  const columns = layout.columns.map((column, place): ReleasedColumn => {
    const own = counts[dictionary.fields.indexOf(column.field)];
    const states = Array.from({ length: column.stateCount }, (_, state) => meaningOf(column, state));
    const base = { field: column.field.name, start: layout.starts[place], states };
    if (column.valueState < 0) return base;
    return { ...base, value: scaleOf(column, binCounts(column, own), layout, place, dictionary.minimumCellSize) };
  });
  return { version: 1, columns };
}

function meaningOf({ atoms, field, greater, valueState }: FlowColumn, state: number): ReleasedColumn['states'][number] {
  if (state === valueState) return { value: true };
  const atom = atoms[state];
  if (atom === missingPlace(field)) return null;
  if (field.kind === 'categorical') return field.states[atom];
  if (greater !== undefined && atom === SAME_AS_GREATER) return { sameAs: greater };
  return field.modalValues[atom - (binsStart(field, greater) - field.modalValues.length)];
}

function scaleOf(
  column: FlowColumn,
  bins: Float64Array,
  layout: MixedLayout,
  place: number,
  minimum: number,
): ReleasedScale {
  const field = column.field as NumericField;
  return {
    score: scoreInput(layout, place),
    decimals: field.decimals,
    ...(column.greater !== undefined && { below: column.greater }),
    knots: knotsOf(field, bins, minimum),
  };
}

function knotsOf(field: NumericField, bins: Float64Array, minimum: number): ReleasedScale['knots'] {
  const grid = gridOf(field);
  const total = bins.reduce((sum, count) => sum + count, 0);
  const inner: Knot[] = [];
  let seen = 0;
  let told = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    seen += bins[bin];
    if (seen - told < minimum || total - seen < minimum) continue;
    inner.push(knot(seen / total, binUnits(grid, bin).greatest / grid.unit));
    told = seen;
  }
  return [knot(0, outermost(field, inner)), ...inner, knot(1, outermost(field, inner.toReversed(), field.maximum))];
}

/** As far out as the next knot but one lies further in, so that no end is a patient's; the field's own where there are few. */
function outermost({ minimum, maximum }: NumericField, [first, second]: readonly Knot[], end = minimum): number {
  if (first === undefined || second === undefined) return end;
  return Math.min(maximum, Math.max(minimum, 2 * first.value - second.value));
}

interface Knot {
  readonly share: number;
  readonly value: number;
}

function knot(share: number, value: number): Knot {
  return { share: Number(share.toFixed(SHARE_DECIMALS)), value };
}
