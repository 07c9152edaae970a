import type { EndpointComparison, Estimate, ResponseComparison } from '../../inference/inference-figures.ts';
import type { CohortStyles } from '../../figures/cohort-style.ts';
import { markup, NOTHING, type Interpolation, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed, formatP, formatPercentNumber, formatRatio, formatSigned } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { SUPPRESSED } from './baseline-section.ts';
import { comparedCohorts, matched, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { estimateText, timeText, withLimits } from './interval.ts';
import { dataTable, type RowGroup, type TableRow } from './table.ts';

/** Response and endpoints of the training patients, those held out, and each synthetic cohort. */
export function outcomesSection(model: ReportModel, styles: CohortStyles): Markup {
  const cohorts = comparedCohorts(model, styles);
  const responses = matched(
    cohorts,
    (figures) => figures.responses,
    ({ target }) => target,
  );
  const endpoints = matched(
    cohorts,
    (figures) => figures.endpoints,
    ({ endpoint }) => endpoint,
  );
  if (responses.length + endpoints.length === 0) return NOTHING;
  const heldOut = [...responses, ...endpoints].some(({ first }) => first.heldOut);
  const groups = [
    ...responses.map((row) => responseGroup(row, heldOut)),
    ...endpoints.map((row) => endpointGroup(row, heldOut)),
  ];
  return markup`<section aria-labelledby="outcomes"><h2 id="outcomes">Outcomes</h2><p>In brackets 95 % confidence intervals. Odds describe one cohort; odds ratios, hazard ratios and differences compare a synthetic cohort with the training patients.</p>${dataTable('', headings(cohorts, heldOut), groups, { className: 'outcomes' })}<p class="small">NR: not reached. Odds ratio below 1: fewer responses in the synthetic cohort. Hazard ratio below 1: fewer events in the synthetic cohort (Cox model, ties after Efron). p: Fisher’s exact test of the response, log-rank test of the curves. A small hazard ratio and crossing curves need the restricted means to be read.</p></section>`;
}

function headings(cohorts: readonly ComparedCohort[], heldOut: boolean) {
  const names = ['Training', ...(heldOut ? ['Held out'] : []), ...cohorts.map(({ style }) => style.label)];
  return [{ heading: '' }, ...names.map((heading) => ({ heading }))];
}

/** The sides of a comparison in the table's order: training, held out where any, each synthetic cohort. */
function sides<C>(
  { first, each }: Row<{ readonly training: C; readonly heldOut?: C; readonly synthetic: C }>,
  heldOut: boolean,
): (C | undefined)[] {
  return [first.training, ...(heldOut ? [first.heldOut] : []), ...each.map((own) => own?.synthetic)];
}

/** A line that only synthetic cohorts have; training is what they are compared with. */
function comparison<F>(
  name: string,
  { each }: Row<F>,
  heldOut: boolean,
  cell: (own: F) => Interpolation,
  reference = '',
): TableRow {
  const cells = each.map((own) => (own === undefined ? '' : cell(own)));
  return { cells: [name, reference, ...(heldOut ? [''] : []), ...cells] };
}

function line<C>(name: string, cells: readonly (C | undefined)[], text: (own: C) => Interpolation): TableRow {
  return { cells: [name, ...cells.map((own) => (own === undefined ? '' : text(own)))] };
}

function responseGroup(row: Row<ResponseComparison>, heldOut: boolean): RowGroup {
  const cells = sides(row, heldOut);
  return {
    heading: row.first.target,
    rows: [
      line(
        'With response, of known',
        cells,
        ({ positive, known }) =>
          `${positive === null ? SUPPRESSED : formatCount(positive)} of ${known === null ? SUPPRESSED : formatCount(known)}`,
      ),
      line('Share, %', cells, ({ share }) => estimateText(share, formatPercentNumber)),
      line('Odds within the cohort', cells, ({ odds }) => estimateText(odds, formatRatio)),
      comparison('Odds ratio', row, heldOut, ({ oddsRatio }) => ratioText(oddsRatio), '1 (reference)'),
      comparison('p', row, heldOut, ({ p }) => formatP(p)),
    ],
  };
}

function endpointGroup(row: Row<EndpointComparison>, heldOut: boolean): RowGroup {
  const { endpoint, title, unit, horizon } = row.first;
  const cells = sides(row, heldOut);
  const inUnits = unit === '' ? '' : `, ${unit}`;
  const upTo = horizon === null ? '' : ` up to ${formatFixed(horizon, 0)}`;
  return {
    heading: title ?? endpoint,
    rows: [
      line(
        'Events, of patients',
        cells,
        ({ patients, events }) =>
          `${events === null ? SUPPRESSED : formatCount(events)} of ${patients === null ? SUPPRESSED : formatCount(patients)}`,
      ),
      line(`Median${inUnits}`, cells, ({ events, median }) => reachedText(events, median)),
      line(`Follow-up, median${inUnits}`, cells, ({ events, followUp }) => reachedText(events, followUp)),
      line(`Restricted mean${upTo}${inUnits}`, cells, ({ restrictedMean }) => estimateText(restrictedMean, oneDecimal)),
      comparison('Difference of restricted means', row, heldOut, ({ restrictedMeanDifference }) =>
        differenceText(restrictedMeanDifference),
      ),
      comparison('Hazard ratio', row, heldOut, ({ hazardRatio }) => ratioText(hazardRatio), '1 (reference)'),
      comparison('p', row, heldOut, ({ p }) => formatP(p)),
    ],
  };
}

/** Not told is another thing than not reached. */
function reachedText(events: number | null, time: Estimate): Interpolation {
  return events === null ? SUPPRESSED : timeText(time, oneDecimal);
}

function oneDecimal(value: number | null): string {
  return formatFixed(value, 1);
}

function ratioText(estimate: Estimate | null): Interpolation {
  return estimate ? estimateText(estimate, formatRatio) : '–';
}

function differenceText(estimate: Estimate | null): Interpolation {
  if (estimate?.value === undefined || estimate.value === null) return '–';
  const limits = [estimate.lower, estimate.upper].map((limit) => formatFixed(limit, 1));
  return withLimits(formatSigned(estimate.value, 1), limits);
}
