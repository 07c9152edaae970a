import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed } from '../number-format.ts';
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
  const { poolRows, effectiveSampleSize, rejectedRows, worstMargin, warnings } = calibration;
  return markup`<section aria-labelledby="calibration"><h2 id="calibration">Calibration</h2><p>The rows were drawn from a pool of ${formatCount(poolRows)} sampled rows (${formatCount(rejectedRows)} more broke a rule and were drawn again). The pool was weighted so that its one-way tables match the sums that the sites had already disclosed. Effective sample size ${formatCount(effectiveSampleSize)}; the margin furthest from its target is ${worstMargin.name}, total variation ${formatFixed(worstMargin.distance, 4)}.</p>${warnings.map((warning) => markup`<p class="notice">${warning}</p>`)}</section>`;
}
