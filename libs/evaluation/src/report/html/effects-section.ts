import type {
  AgreementSummary,
  Effect,
  EffectComparison,
  EffectTable,
  MeanAgreement,
} from '../../inference/inference-figures.ts';
import { styleOf, type CohortStyle, type CohortStyles } from '../../figures/cohort-style.ts';
import { forestAxis, forestStrip, forestTicks, type ForestAxis } from '../../figures/forest-strip.ts';
import { markup, NOTHING, type Interpolation, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatCount, formatP, formatPercent, formatRatio, UNDEFINED_VALUE } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { SUPPRESSED } from './baseline-section.ts';
import { stripKey } from './cohort-key.ts';
import { columnName, fieldsOfSeveralStates, stateName } from './column-name.ts';
import { byGroup, comparedCohorts, matched, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { withLimits } from './interval.ts';
import { dataTable, type Column, type RowGroup, type Span } from './table.ts';

const RATIOS: Readonly<Record<EffectTable['kind'], string>> = {
  'odds-ratio': 'Odds ratio',
  'hazard-ratio': 'Hazard ratio',
};

/** The effect of every marker on every outcome, among training patients and in each synthetic cohort. */
export function effectsSection(model: ReportModel, styles: CohortStyles): Markup {
  const cohorts = comparedCohorts(model, styles);
  const tables = matched(
    cohorts,
    ({ effects }) => effects,
    ({ outcome, kind }) => JSON.stringify([outcome, kind]),
  );
  if (tables.length === 0) return NOTHING;
  const training = styleOf(styles, 'training');
  const several = fieldsOfSeveralStates(model);
  return markup`<section aria-labelledby="effects"><h2 id="effects">Effects by marker</h2><p>Each marker in a model of its own, not adjusted for the others: logistic regression of a response (odds ratio above 1: more responses), Cox regression of an endpoint (hazard ratio above 1: more events). The axis is logarithmic; intervals of 95 % that go beyond it end in arrows. Groups follow the data dictionary, the strongest effects among the training patients first.</p><p class="small">= same direction and same significance (p below 0.05 or not) as among the training patients; ≈ same direction only; ≠ opposite direction; ${UNDEFINED_VALUE} no estimate. ${SUPPRESSED}: suppressed.</p>${tables.map((table) => outcomePart(table, cohorts, training, several))}</section>`;
}

interface Term extends Row<EffectComparison> {
  readonly name: string;
}

function outcomePart(
  table: Row<EffectTable>,
  cohorts: readonly ComparedCohort[],
  training: CohortStyle,
  several: ReadonlySet<string>,
): Markup {
  const { outcome, kind } = table.first;
  const terms = termsOf(table, cohorts, several);
  const effects = terms.flatMap(({ first, each }) => [first.training, ...each.map((own) => own?.synthetic ?? null)]);
  const plot = { axis: forestAxis(effects.filter((own) => own !== null)), cohorts, training };
  const content = cohorts.length === 1 ? wholeTable(terms, kind, plot) : splitTables(terms, kind, plot);
  return markup`<h3>${outcome}</h3>${agreementSentence(table, cohorts)}${stripKey([training, ...cohorts.map(({ style }) => style)])}${AGREEMENT_KEY}${content}${missingNote(terms)}`;
}

/** Beside the marks: readers don't find them a screen further up. */
const AGREEMENT_KEY = markup`<p class="key"><span>= same direction and significance as among the training patients</span><span>≈ same direction only</span><span>≠ opposite direction</span><span>${UNDEFINED_VALUE} no estimate</span></p>`;

/** Terms by group, the strongest effect among training patients first. */
function termsOf(table: Row<EffectTable>, cohorts: readonly ComparedCohort[], several: ReadonlySet<string>): Term[] {
  const lists = table.each.map((own) => new Map(own?.terms.map((term) => [keyOf(term), term])));
  const all = new Map(table.each.flatMap((own) => own?.terms ?? []).map((term) => [keyOf(term), term]));
  const terms = [...all].map(([key, first]) => ({
    first,
    each: cohorts.map((_, index) => lists[index].get(key)),
    name: nameOf(first, several.has(first.field)),
  }));
  return byGroup(terms, ({ first }) => first.group).flatMap(([, own]) =>
    own.toSorted((a, b) => strength(b) - strength(a)),
  );
}

function keyOf({ field, state }: EffectComparison): string {
  return JSON.stringify([field, state]);
}

function nameOf(term: EffectComparison, isOneOfSeveral: boolean): string {
  if (term.state !== undefined) return stateName(term, term.state, isOneOfSeveral);
  return term.per === undefined ? columnName(term) : `${columnName(term)}, per ${term.per}`;
}

function strength({ first }: Term): number {
  return first.training ? Math.abs(Math.log(first.training.ratio)) : -1;
}

/** How many effects agree, beside what chance and what nothing at all would give. */
function agreementSentence({ each }: Row<EffectTable>, cohorts: readonly ComparedCohort[]): Markup {
  const tables = each.filter((own) => own !== undefined);
  const agreeing = each.flatMap((own, index) => {
    const name = cohorts.length > 1 ? `${cohorts[index].style.label} ` : '';
    return own ? [`${name}${shareOf(own.agreement)}`] : [];
  });
  const overlaps = tables.map(({ agreement }) => formatPercent(agreement.meanOverlap, 0)).join(', ');
  const ceilings = new Set(tables.map(({ ceiling }) => beside(ceiling)));
  const floors = new Set(tables.map(({ floor }) => beside(floor)));
  return markup`<p><strong>${agreeing.join(', ')} markers agree</strong> in direction and significance with the training patients; their intervals overlap by ${overlaps} on average. Two random halves of the training patients, of half as many patients each, so that fewer effects are significant: ${[...ceilings].join(' / ')}; independent columns: ${[...floors].join(' / ')}.</p>`;
}

function shareOf({ agreeing, terms }: Pick<AgreementSummary, 'agreeing' | 'terms'>): string {
  return `${formatCount(agreeing)} of ${formatCount(terms)}`;
}

function beside(summary: MeanAgreement): string {
  const drawn = summary.draws > 1 ? ` (means of ${summary.draws})` : '';
  return `${shareOf(summary)}, ${formatPercent(summary.meanOverlap, 0)}${drawn}`;
}

interface Plot {
  readonly axis: ForestAxis;
  readonly cohorts: readonly ComparedCohort[];
  readonly training: CohortStyle;
}

/** Numbers and plot side by side: one synthetic cohort leaves the room. */
function wholeTable(terms: readonly Term[], kind: EffectTable['kind'], plot: Plot): Markup {
  const numbers: Column[] = [{ heading: 'Rows / events' }, { heading: `${RATIOS[kind]} (95 %)` }, { heading: 'p' }];
  const columns: Column[] = [
    { heading: 'Marker' },
    { heading: stripTicks(forestTicks(plot.axis)), text: true },
    { heading: '' },
    ...numbers,
    ...numbers,
  ];
  const spans: Span[] = [
    { heading: '', columns: 1 },
    { heading: RATIOS[kind], columns: 2 },
    ...[plot.training, ...plot.cohorts.map(({ style }) => style)].map(({ label }) => ({ heading: label, columns: 3 })),
  ];
  const rows = termGroups(terms, (term) => [
    term.name,
    stripOf(term, plot),
    ...term.each.map(agreementMark),
    ...[term.first.training, ...term.each.map((own) => own?.synthetic ?? null)].flatMap(numberCells),
  ]);
  return dataTable('', columns, rows, { spans, className: 'compact forest' });
}

function splitTables(terms: readonly Term[], kind: EffectTable['kind'], plot: Plot): Markup {
  const { cohorts, training, axis } = plot;
  const drawn: Column[] = [
    { heading: 'Marker' },
    { heading: stripTicks(forestTicks(axis)), text: true },
    ...cohorts.map(({ style }) => ({ heading: style.label })),
  ];
  const drawnSpans: Span[] = [
    { heading: '', columns: 1 },
    { heading: RATIOS[kind], columns: 1 },
    { heading: 'Agreement', columns: cohorts.length },
  ];
  const numbers: Column[] = [
    { heading: 'Marker' },
    ...[training, ...cohorts].flatMap((): Column[] => [
      { heading: 'Rows / events' },
      { heading: 'Ratio (95 %)' },
      { heading: 'p' },
    ]),
  ];
  const spans: Span[] = [
    { heading: '', columns: 1 },
    ...[training, ...cohorts.map(({ style }) => style)].map(({ label }) => ({ heading: label, columns: 3 })),
  ];
  const plotted = termGroups(terms, (term) => [term.name, stripOf(term, plot), ...term.each.map(agreementMark)]);
  const numbered = termGroups(terms, (term) => [
    term.name,
    ...[term.first.training, ...term.each.map((own) => own?.synthetic ?? null)].flatMap(numberCells),
  ]);
  return markup`${dataTable('', drawn, plotted, { spans: drawnSpans, className: 'compact forest wide' })}${dataTable(`${RATIOS[kind]}s in numbers`, numbers, numbered, { spans, className: 'compact' })}`;
}

function termGroups(terms: readonly Term[], cellsOf: (term: Term) => Interpolation[]): RowGroup[] {
  return byGroup(terms, ({ first }) => first.group).map(([heading, own]) => ({
    ...(heading !== '' && { heading }),
    rows: own.map((term) => ({ cells: cellsOf(term) })),
  }));
}

function numberCells(effect: Effect | null): Interpolation[] {
  if (!effect) return ['', UNDEFINED_VALUE, ''];
  const rows = [effect.patients, effect.events].map((count) => (count === null ? SUPPRESSED : formatCount(count)));
  return [rows.join(' / '), ratioText(effect), formatP(effect.p)];
}

function ratioText({ ratio, lower, upper }: Effect): Markup {
  return withLimits(formatRatio(ratio), [formatRatio(lower), formatRatio(upper)]);
}

function stripOf({ name, first, each }: Term, { axis, cohorts, training }: Plot): Markup {
  const sides = [
    { style: training, effect: first.training },
    ...cohorts.map(({ style }, index) => ({ style, effect: each[index]?.synthetic ?? null })),
  ];
  return forestStrip(
    name,
    sides.map((side) => ({ ...side, words: effectWords(side.effect) })),
    axis,
  );
}

function effectWords(effect: Effect | null): string {
  if (!effect) return 'no estimate';
  const { ratio, lower, upper } = effect;
  return `${formatRatio(ratio)} (${formatRatio(lower)}–${formatRatio(upper)})`;
}

function agreementMark(term: EffectComparison | undefined): string {
  if (!term?.agreement) return UNDEFINED_VALUE;
  const { sameDirection, sameSignificance } = term.agreement;
  return sameDirection ? (sameSignificance ? '=' : '≈') : '≠';
}

/** Why estimates are missing, each reason with its markers. */
function missingNote(terms: readonly Term[]): Markup {
  const missing = terms.flatMap(({ name, each }) => {
    const reason = each.find((own) => own?.missingReason !== undefined)?.missingReason;
    return reason === undefined ? [] : [{ name, reason }];
  });
  if (missing.length === 0) return NOTHING;
  const reasons = [...Map.groupBy(missing, ({ reason }) => reason)].map(
    ([reason, own]) => `${reason}: ${own.map(({ name }) => name).join(', ')}`,
  );
  return markup`<p class="small">No estimate: ${reasons.join('; ')}.</p>`;
}
