import type {
  BaselineRow,
  CategoricalBaseline,
  NumericBaseline,
  TestResult,
} from '../../inference/inference-figures.ts';
import type { CohortStyles } from '../../figures/cohort-style.ts';
import { markup, NOTHING, type Interpolation, type Markup } from '../../figures/markup.ts';
import { formatCount, formatMeasure, formatP, formatPercentNumber, UNDEFINED_VALUE } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { columnName, measuredName, stateName } from './column-name.ts';
import { byGroup, comparedCohorts, matched, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { isSigned, standardisedDifference, standardisedDifferences } from './standardised-differences.ts';
import { dataTable, type Column, type RowGroup, type Span, type TableRow } from './table.ts';

export const SUPPRESSED = 'supp.';

const TESTS: Readonly<Record<TestResult['test'], string>> = {
  t: 't',
  wilcoxon: 'Wilcoxon',
  fisher: 'Fisher',
};

/** One line of the table: a number, a column of two states, the head of one with more, or one of its states. */
interface Line {
  readonly name: string;
  readonly part: boolean;
  /** Whether differences have a direction. */
  readonly signed: boolean;
  readonly training: string;
  readonly each: readonly CohortLine[];
  /** Missing among training patients, then in each cohort. */
  readonly missing: string;
}

interface CohortLine {
  readonly text: string;
  /** undefined: stands on another line of the column. */
  readonly difference?: number | null;
  readonly test: TestResult | null;
}

/** Baseline characteristics of the training patients beside each synthetic cohort, with tests and sizes of differences. */
export function baselineSection(model: ReportModel, styles: CohortStyles): Markup {
  const cohorts = comparedCohorts(model, styles);
  const rows = matched(
    cohorts,
    ({ baseline }) => baseline,
    ({ field }) => field,
  );
  if (rows.length === 0) return NOTHING;
  const training = model.cohorts.find(({ role }) => role === 'training')?.rows;
  const tables = cohorts.length === 1 ? wholeTable(rows, cohorts, training) : splitTables(rows, cohorts, training);
  return markup`<section aria-labelledby="baseline"><h2 id="baseline">Baseline characteristics</h2><p>Numbers: median (first to third quartile). States: rows, in brackets % of rows with a known state. Standardised differences beyond ±0.1 are marked ▲; those of columns with several states have no sign.</p>${tables}${notes(model)}<h3>Standardised differences</h3>${standardisedDifferences(rows, cohorts)}</section>`;
}

function notes({ suppression }: ReportModel): Markup {
  return markup`<p class="small">p: two-sided test of the synthetic cohort against the training patients; numbers by t-test where both are normal by Shapiro and Wilk, else by Wilcoxon’s rank sum; states by Fisher’s exact test of the state against all other known ones. Holm and B–H (Benjamini and Hochberg) adjust for all tests of the table. ${suppression.minimumCellSize > 1 && `${SUPPRESSED}: suppressed, as this count of patients, or another that would tell it, is below ${formatCount(suppression.minimumCellSize)}.`}</p>`;
}

type BaselineRows = readonly Row<BaselineRow>[];

function wholeTable(
  rows: BaselineRows,
  [{ style, rows: count }]: readonly ComparedCohort[],
  training?: number,
): Markup {
  const columns: Column[] = [
    { heading: 'Characteristic' },
    { heading: markup`Training<br>n = ${formatCount(training)}` },
    { heading: markup`${style.label}<br>n = ${formatCount(count)}` },
    { heading: 'Missing' },
    { heading: markup`Standardised<br>difference` },
    { heading: 'Test', text: true },
    { heading: 'p' },
    { heading: 'Holm' },
    { heading: 'B–H' },
  ];
  const cells = ({ name, signed, training: own, each: [synthetic], missing }: Line): Interpolation[] => [
    name,
    own,
    synthetic.text,
    missing,
    differenceCell(synthetic, signed),
    testName(synthetic.test),
    ...pCells(synthetic.test),
  ];
  return dataTable('', columns, linesByGroup(rows, cells), { className: 'compact' });
}

function splitTables(rows: BaselineRows, cohorts: readonly ComparedCohort[], training?: number): Markup {
  const values: Column[] = [
    { heading: 'Characteristic' },
    { heading: markup`Training<br>n = ${formatCount(training)}` },
    ...cohorts.flatMap(({ rows: count }): Column[] => [
      { heading: `n = ${formatCount(count)}` },
      { heading: 'Std. diff.' },
    ]),
    { heading: 'Missing' },
  ];
  const tests: Column[] = [
    { heading: 'Characteristic' },
    { heading: 'Test', text: true },
    ...cohorts.flatMap((): Column[] => [{ heading: 'p' }, { heading: 'Holm' }, { heading: 'B–H' }]),
  ];
  const valueCells = ({ name, signed, training: own, each, missing }: Line): Interpolation[] => [
    name,
    own,
    ...each.flatMap((synthetic) => [synthetic.text, differenceCell(synthetic, signed)]),
    missing,
  ];
  const testCells = ({ name, each }: Line): Interpolation[] => [
    name,
    testName(each.find(({ test }) => test !== null)?.test ?? null),
    ...each.flatMap(({ test }) => pCells(test)),
  ];
  const options = (perCohort: number, after: number) => ({
    className: 'compact',
    spans: spans(cohorts, perCohort, after),
  });
  return markup`${dataTable('Values and sizes of differences', values, linesByGroup(rows, valueCells), options(2, 1))}${dataTable('Tests', tests, linesByGroup(rows, testCells), options(3, 0))}`;
}

function spans(cohorts: readonly ComparedCohort[], perCohort: number, after: number): Span[] {
  const own = cohorts.map(({ style }) => ({ heading: style.label, columns: perCohort }));
  return [{ heading: '', columns: 2 }, ...own, ...(after > 0 ? [{ heading: '', columns: after }] : [])];
}

function linesByGroup(rows: BaselineRows, cellsOf: (line: Line) => Interpolation[]): RowGroup[] {
  return byGroup(rows, ({ first }) => first.group).map(([heading, own]) => ({
    ...(heading !== '' && { heading }),
    rows: own.flatMap(linesOf).map((line): TableRow => ({ cells: cellsOf(line), part: line.part })),
  }));
}

function linesOf({ first, each }: Row<BaselineRow>): Line[] {
  if (first.kind === 'numeric')
    return [
      numericLine(
        first,
        each.map((own) => (own?.kind === 'numeric' ? own : undefined)),
      ),
    ];
  return categoricalLines(
    first,
    each.map((own) => (own?.kind === 'categorical' ? own : undefined)),
  );
}

function numericLine(first: NumericBaseline, each: readonly (NumericBaseline | undefined)[]): Line {
  return {
    name: measuredName(first),
    part: false,
    signed: true,
    training: medianText(first.training),
    each: each.map((own) => ({
      text: own ? medianText(own.synthetic) : UNDEFINED_VALUE,
      difference: own?.standardisedDifference ?? null,
      test: own?.difference ?? null,
    })),
    missing: missingText(first, each),
  };
}

function medianText({ median, quartiles: [lower, upper] }: NumericBaseline['training']): string {
  return `${formatMeasure(median)} (${formatMeasure(lower)}–${formatMeasure(upper)})`;
}

/** One line where there are two states, the second one's; else a head and a line for each state. */
function categoricalLines(first: CategoricalBaseline, each: readonly (CategoricalBaseline | undefined)[]): Line[] {
  const missing = missingText(first, each);
  const differences = each.map((own) => own?.standardisedDifference ?? null);
  if (first.states.length === 2) {
    const line = stateLine(first, each, 1);
    const withDifference = line.each.map((own, index) => ({ ...own, difference: differences[index] }));
    return [{ ...line, name: stateName(first, first.states[1]), part: false, each: withDifference, missing }];
  }
  const head = differences.map((difference) => ({ text: '', difference, test: null }));
  return [
    { name: columnName(first), part: false, signed: isSigned(first), training: '', each: head, missing },
    ...first.states.map((_, state) => stateLine(first, each, state)),
  ];
}

function stateLine(
  first: CategoricalBaseline,
  each: readonly (CategoricalBaseline | undefined)[],
  state: number,
): Line {
  return {
    name: first.states[state],
    part: true,
    signed: isSigned(first),
    training: countText(first.training, state),
    each: each.map((own) => ({
      text: own ? countText(own.synthetic, state) : UNDEFINED_VALUE,
      test: own?.levels[state] ?? null,
    })),
    missing: '',
  };
}

function countText({ known, counts }: CategoricalBaseline['training'], state: number): string {
  const count = counts[state] ?? null;
  if (count === null) return SUPPRESSED;
  return known === null || known === 0
    ? formatCount(count)
    : `${formatCount(count)} (${formatPercentNumber(count / known)})`;
}

function missingText(first: BaselineRow, each: readonly (BaselineRow | undefined)[]): string {
  const counts = [first.training.missing, ...each.map((own) => own?.synthetic.missing ?? null)];
  if (counts.every((count) => count === 0)) return '';
  return counts.map((count) => (count === null ? SUPPRESSED : formatCount(count))).join(' / ');
}

function differenceCell({ difference }: CohortLine, signed: boolean): Interpolation {
  return difference === undefined ? '' : standardisedDifference(difference, signed);
}

function testName(test: TestResult | null): string {
  return test ? TESTS[test.test] : '';
}

function pCells(test: TestResult | null): string[] {
  return test ? [test.p, test.holm, test.benjaminiHochberg].map(formatP) : ['', '', ''];
}
