import { RandomStream, type Seed } from '#random/random-stream';
import type { CategoricalField, DataDictionary } from '#tabular/dictionary';
import { binUnits } from '#tabular/profile/grid';
import type { NumericCounts, Profile } from '#tabular/profile/profile';
import { type NumericPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Column, Table } from '#tabular/table';

/**
 * A cohort with the margins of the profile and independent columns: the floor of every score. Each column's cells are
 * drawn systematically, so their counts are those of the profile scaled to `rowCount` and rounded; numbers are drawn
 * evenly from the values of their bin. The same profile and seed give the same cohort at every site.
 */
export function independentCohort(dictionary: DataDictionary, profile: Profile, rowCount: number, seed: Seed): Table {
  const numerics = new Map(profilePlan(dictionary).numerics.map((plan) => [plan.field.name, plan]));
  const columns = new Map<string, Column>();
  for (const field of dictionary.fields) {
    const stream = RandomStream.derive(seed, 'independent', field.name);
    const plan = numerics.get(field.name);
    if (field.kind === 'categorical') columns.set(field.name, drawStates(field, profile, rowCount, stream));
    else if (plan) columns.set(field.name, drawNumbers(plan, profile.histograms[field.name], rowCount, stream));
  }
  return { rowCount, columns };
}

function drawStates(field: CategoricalField, profile: Profile, rowCount: number, stream: RandomStream): Column {
  const cells = drawCells(profile.categories[field.name], rowCount, stream);
  return { kind: 'categorical', codes: cells.map((cell) => (cell === field.states.length ? -1 : cell)) };
}

function drawNumbers(plan: NumericPlan, counts: NumericCounts, rowCount: number, stream: RandomStream): Column {
  const { modalValues } = plan.field;
  const cells = drawCells([counts.missing, ...counts.modal, ...counts.bins], rowCount, stream);
  const values = Float64Array.from(cells, (cell) => {
    if (cell === 0) return Number.NaN;
    if (cell <= modalValues.length) return modalValues[cell - 1];
    const { least, greatest } = binUnits(plan.grid, cell - 1 - modalValues.length);
    return (least + stream.int(greatest - least + 1)) / plan.grid.unit;
  });
  return { kind: 'numeric', values };
}

/** A systematic draw of cells in proportion to their counts, in random order; the first cell where all are 0. */
function drawCells(counts: readonly number[], rowCount: number, stream: RandomStream): Int32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const offset = stream.uniform();
  const cells = new Int32Array(rowCount);
  let cell = 0;
  let passed = counts[0];
  for (let row = 0; row < rowCount; row++) {
    const wanted = ((row + offset) * total) / rowCount;
    while (wanted >= passed && cell + 1 < counts.length) passed += counts[++cell];
    cells[row] = total === 0 ? 0 : cell;
  }
  return stream.shuffle(cells);
}
