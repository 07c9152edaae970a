import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed } from '../number-format.ts';
import type { Calibration, Cohort, Findings, ReportModel } from '../report-model.ts';
import { dataTable } from './table.ts';

/** What doesn't keep to the data dictionary, and how the rows were calibrated to the summed margins. */
export function plausibilitySection(model: ReportModel): Markup {
  const { constraints, findings } = model;
  if (constraints.length === 0 && findings.length === 0) return calibrationPart(model);
  return markup`<section aria-labelledby="plausibility"><h2 id="plausibility">Plausibility</h2>${constraintsPart(model)}${findings.map((own) => findingsPart(own, model.cohorts))}</section>${calibrationPart(model)}`;
}

function constraintsPart({ constraints, cohorts }: ReportModel): Markup {
  if (constraints.length === 0) return NOTHING;
  const counted = cohorts.filter(({ id }) =>
    constraints.some(({ violations }) => violations.some(({ cohort }) => cohort === id)),
  );
  const columns = [
    { heading: 'Rule' },
    ...counted.map(({ label, rows }) => ({ heading: `${label}, of ${formatCount(rows)}` })),
  ];
  const rows = constraints.map(({ rule, violations }) => ({
    cells: [rule, ...counted.map(({ id }) => formatCount(violations.find(({ cohort }) => cohort === id)?.rows))],
  }));
  return dataTable('Rows that break a rule of the data dictionary', columns, [{ rows }]);
}

type Counted = Exclude<keyof Findings['columns'][number], 'column'>;

const WORDS: readonly (readonly [Counted, string])[] = [
  ['belowMinimum', 'Below minimum'],
  ['aboveMaximum', 'Above maximum'],
  ['notWhole', 'Not whole'],
  ['wrongType', 'Not a number'],
  ['unknownState', 'Unknown state'],
  ['missing', 'Missing though required'],
];

/** Cells of one synthetic table that don't fit: only the kinds that occur. */
function findingsPart({ cohort, columns, ignoredColumns }: Findings, cohorts: readonly Cohort[]): Markup {
  const label = cohorts.find(({ id }) => id === cohort)?.label ?? cohort;
  const ignored = ignoredColumns.length > 0 && ignoredNote(ignoredColumns);
  if (columns.length === 0)
    return markup`<p><strong>${label}</strong>: every cell fits the data dictionary.${ignored}</p>`;
  const kinds = WORDS.filter(([kind]) => columns.some((own) => own[kind] > 0));
  const headings = [{ heading: 'Column' }, ...kinds.map(([, heading]) => ({ heading }))];
  const rows = columns.map((own) => ({ cells: [own.column, ...kinds.map(([kind]) => cellCount(own, kind))] }));
  return markup`${dataTable(`${label}: cells that do not fit the data dictionary`, headings, [{ rows }])}<p class="small">Numbers out of range were taken as the bound, fractions as the nearest whole number, everything else as missing.${ignored}</p>`;
}

function cellCount(own: Findings['columns'][number], kind: Counted): string {
  if (own[kind] === 0) return '';
  const labels = kind === 'unknownState' ? ` (${formatCount(own.unknownLabels)} different)` : '';
  return `${formatCount(own[kind])}${labels}`;
}

/** More columns than this aren't named. */
const NAMED = 12;

function ignoredNote(ignored: readonly string[]): string {
  const more = ignored.length > NAMED ? ` and ${formatCount(ignored.length - NAMED)} more` : '';
  return ` Columns that the data dictionary does not have were passed over: ${ignored.slice(0, NAMED).join(', ')}${more}.`;
}

function calibrationPart({ study }: ReportModel): Markup {
  const models = study?.models ?? [];
  const parts = models.flatMap(({ name, calibration }) =>
    calibration ? [calibrationOf(calibration, models.length > 1 ? name : '')] : [],
  );
  if (parts.length === 0) return NOTHING;
  return markup`<section aria-labelledby="calibration"><h2 id="calibration">Calibration</h2>${parts}</section>`;
}

function calibrationOf(own: Calibration, model: string): Markup {
  const { poolRows, effectiveSampleSize, rejectedRows, twoWayTables, worstMargin, warnings } = own;
  const joint =
    twoWayTables > 0 &&
    ` It was weighted to ${formatCount(twoWayTables)} two-way tables as well, which the sites had told in training.`;
  return markup`<p>${model !== '' && markup`<strong>${model}.</strong> `}The rows were drawn from a pool of ${formatCount(poolRows)} sampled rows (${formatCount(rejectedRows)} more broke a rule and were drawn again). The pool was weighted so that its one-way tables match the sums that the sites had already disclosed.${joint} Effective sample size ${formatCount(effectiveSampleSize)}; the margin furthest from its target is ${worstMargin.name}, total variation ${formatFixed(worstMargin.distance, 4)}.</p>${warnings.map((warning) => markup`<p class="notice">${warning}</p>`)}`;
}
