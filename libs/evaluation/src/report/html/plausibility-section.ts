import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatScore } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { dataTable } from './table.ts';

/** The dictionary's constraints counted in every cohort, and how the rows were calibrated to the summed margins. */
export function plausibilitySection(model: ReportModel): Markup {
  return markup`${constraintsPart(model)}${calibrationPart(model)}`;
}

function constraintsPart({ constraints, cohorts }: ReportModel): Markup {
  if (constraints.length === 0) return NOTHING;
  const counted = cohorts.filter(({ id }) =>
    constraints.some(({ violations }) => violations.some(({ cohort }) => cohort === id)),
  );
  return markup`<section aria-labelledby="constraints"><h2 id="constraints">Constraints</h2>${dataTable(
    'Rows that break a rule of the data dictionary',
    [{ heading: 'Rule' }, ...counted.map(({ label, rows }) => ({ heading: `${label}, of ${formatCount(rows)}` }))],
    [
      {
        rows: constraints.map(({ rule, violations }) => ({
          cells: [rule, ...counted.map(({ id }) => formatCount(violations.find(({ cohort }) => cohort === id)?.rows))],
        })),
      },
    ],
  )}</section>`;
}

function calibrationPart({ calibration }: ReportModel): Markup {
  if (!calibration) return NOTHING;
  const { poolRows, effectiveSampleSize, requiredSampleSize, margins } = calibration;
  return markup`<section aria-labelledby="calibration"><h2 id="calibration">Calibration</h2><p>The rows were drawn from a pool of ${formatCount(poolRows)} sampled rows whose weights were raked to the one-way sums that the sites had already disclosed. Effective sample size ${formatCount(effectiveSampleSize)}, at least ${formatCount(requiredSampleSize)} required.</p>${
    margins.length > 0 &&
    dataTable(
      'Distance of margins from the real ones (total variation)',
      [{ heading: 'Margin' }, { heading: 'Before' }, { heading: 'After' }],
      [
        {
          rows: margins.map(({ name, before, after }) => ({ cells: [name, formatScore(before), formatScore(after)] })),
        },
      ],
    )
  }</section>`;
}
