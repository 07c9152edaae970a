import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { heatmapFigure } from '../../figures/heatmap-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatSigned } from '../number-format.ts';
import type { CoOccurrence, ReportModel } from '../report-model.ts';
import { heatmapsClass } from './associations-section.ts';
import { fieldsOfSeveralStates, stateName } from './column-name.ts';

type Counts = CoOccurrence['matrices'][number]['counts'];

interface Compared {
  readonly real: Counts;
  readonly realRows: number;
  readonly synthetic: Counts;
  readonly syntheticRows: number;
}

/** How much more or less often two markers occur together in each synthetic cohort than among the training patients. */
export function coOccurrenceSection(model: ReportModel, styles: CohortStyles): Markup {
  const { coOccurrence, cohorts, distributions, suppression } = model;
  const real = coOccurrence?.matrices.find(({ cohort }) => cohort === 'training');
  if (!coOccurrence || !real) return NOTHING;
  const titles = new Map(distributions.map(({ field, title }) => [field, title]));
  const several = fieldsOfSeveralStates(model);
  const names = coOccurrence.fields.map((field, index) =>
    stateName({ field, title: titles.get(field) }, coOccurrence.states[index], several.has(field)),
  );
  const rowsOf = (id: string): number => cohorts.find((cohort) => cohort.id === id)?.rows ?? 0;
  const others = coOccurrence.matrices.filter(({ cohort }) => cohort !== 'training');
  const figures = others.map(({ cohort, counts }, index) => {
    const compared = {
      real: real.counts,
      realRows: rowsOf('training'),
      synthetic: counts,
      syntheticRows: rowsOf(cohort),
    };
    return relativeHeatmap(`${styleOf(styles, cohort).label} against training`, names, compared, `pairs-${index}`);
  });
  return markup`<section aria-labelledby="co-occurrence"><h2 id="co-occurrence">Markers that occur together</h2><p>Relative difference of the share of rows that have both markers. On the diagonal, of the share that have the one.</p><div class="${heatmapsClass(names.length)}">${figures}</div>${suppression.minimumCellSize > 1 && markup`<p class="small">Suppressed: pairs whose fourfold table has a cell of fewer than ${formatCount(suppression.minimumCellSize)} patients. Rare pairs differ by chance alone: see the held-out patients, where there are any.</p>`}</section>`;
}

function relativeHeatmap(title: string, fields: readonly string[], compared: Compared, id: string): Markup {
  const values = compared.real.map((cells, row) => cells.map((_, column) => relativeDifference(compared, row, column)));
  const svg = heatmapFigure({
    id,
    title: `Markers that occur together: ${title}`,
    quantity: 'relative difference',
    fields,
    values,
    limit: 1,
    format: (value) => `${formatSigned(100 * value, 0)} %`,
    diagonal: true,
    marked: [
      { className: 'suppressed', label: 'suppressed', has: (row, column) => isSuppressed(compared, row, column) },
      { className: 'unheard', label: 'in no training patient', has: (row, column) => isUnheard(compared, row, column) },
    ],
  });
  return markup`<figure><figcaption>${title}</figcaption>${svg}</figure>`;
}

/** (synthetic share − real share) / real share; null: suppressed, or there is no real patient to compare with. */
function relativeDifference(compared: Compared, row: number, column: number): number | null {
  if (isSuppressed(compared, row, column) || isUnheard(compared, row, column)) return null;
  const { real, realRows, synthetic, syntheticRows } = compared;
  const [patients, rows] = [real[row][column] ?? 0, synthetic[row][column] ?? 0];
  return patients === 0 ? 0 : rows / syntheticRows / (patients / realRows) - 1;
}

function isSuppressed({ real, synthetic }: Compared, row: number, column: number): boolean {
  return real[row][column] === null || synthetic[row][column] === null;
}

/** Rows have what no real patient has. */
function isUnheard({ real, synthetic }: Compared, row: number, column: number): boolean {
  return real[row][column] === 0 && (synthetic[row][column] ?? 0) > 0;
}
