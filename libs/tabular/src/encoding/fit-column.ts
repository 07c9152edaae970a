import type { CategoricalField, Field, NumericField } from '../dictionary.ts';
import { gridOf } from '../profile/grid.ts';
import type { NumericCounts, Profile } from '../profile/profile.ts';
import { empiricalPrior } from './bayesian-mixture.ts';
import type { CategoricalEncoding, ColumnEncoding, GeneralEncoding, ModeEncoding } from './column-encoding.ts';
import { histogramPoints } from './histogram-points.ts';
import { expectedUsage, fitModes } from './modes.ts';
import { plainTransform, transformValue, type ValueTransform } from './value-transform.ts';

/** The encoding of a field of the model table, from the summed counts alone. */
export function fitColumn(field: Field, profile: Profile): ColumnEncoding {
  if (field.kind === 'categorical') return fitStates(field, profile.categories[field.name]);
  const counts = profile.histograms[field.name];
  return field.role === 'general' ? fitGeneral(field, counts) : fitModeEncoding(field, counts);
}

function fitStates(field: CategoricalField, counts: readonly number[]): CategoricalEncoding {
  return {
    kind: 'categorical',
    field: field.name,
    counts: field.required ? counts.slice(0, field.states.length) : counts,
  };
}

function fitGeneral(field: NumericField, { missing, bins }: NumericCounts): GeneralEncoding {
  const present = bins.reduce((sum, count) => sum + count, 0);
  return { kind: 'general', field: field.name, counts: field.required ? [] : [present, missing] };
}

function fitModeEncoding(field: NumericField, { missing, modal, bins }: NumericCounts): ModeEncoding {
  const grid = gridOf(field);
  const transform = standardised(field, bins);
  const points = histogramPoints(grid, bins, (value) => transformValue(transform, value));
  const modes = fitModes(points);
  return {
    kind: 'modes',
    field: field.name,
    modalValues: field.modalValues,
    transform,
    modes,
    counts: [...modal, ...expectedUsage(modes, points), ...(field.required ? [] : [missing])],
  };
}

/** The field's transform with the mean and standard deviation of its histogram. */
function standardised(field: NumericField, bins: readonly number[]): ValueTransform {
  const plain = plainTransform(field);
  const points = histogramPoints(gridOf(field), bins, (value) => transformValue(plain, value));
  if (points.x.length === 0) return plain;
  const { mean, variance } = empiricalPrior(points, 0);
  return { ...plain, centre: mean, scale: Math.sqrt(variance) };
}
