import { isSmallCount } from '#privacy/small-cells';
import { fisherExactTest } from '#statistics/fisher-exact';
import { benjaminiHochberg, holm } from '#statistics/multiplicity';
import type { SampleMoments } from '#statistics/sample-moments';
import { shapiroWilkTest } from '#statistics/shapiro-wilk';
import { categoricalDifference, numericDifference } from '#statistics/standardised-mean-difference';
import { tTest } from '#statistics/t-test';
import { wilcoxonTest } from '#statistics/wilcoxon';
import type { DataDictionary } from '#tabular/dictionary';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { type DescribedSet, numericHistogram, stateCounts } from '../scoring/described-set.ts';
import { hiddenSpan, releasedStatistics } from '../scoring/released-statistics.ts';
import { ROUNDED_P_DIGITS, toDigits } from '../scoring/rounding.ts';
import { noSuppression, orNull, Suppression } from '../scoring/suppression.ts';
import { countsOfTwo } from '../scoring/two-sets.ts';
import type { CategoricalGramField, GramField, NumericGramField } from '../summaries/gram-layout.ts';
import type { BaselineRow, CategoricalBaseline, NumericBaseline, TestResult } from './inference-figures.ts';

/** Of the test of normality. */
const NORMAL_FROM = 0.05;

/**
 * Baseline characteristics of training and synthetic patients: median and quartiles, or numbers of patients, with a test
 * each. Numbers: t where both cohorts look normal (Shapiro–Wilk, α = 0.05), else Wilcoxon–Mann–Whitney; each state
 * against the rest: Fisher's exact test, missing excluded. Adjusted over all tests of the table. Eckardt et al. 2024,
 * Table 1. Outcomes have tables of their own.
 */
export function baselineTable(dictionary: DataDictionary, sets: AssessedSets): BaselineRow[] {
  const rows = sets.training.layout.fields
    .filter(({ field }) => !field.outcome)
    .map((entry) =>
      entry.kind === 'numeric'
        ? numericRow(entry, sets, dictionary.minimumCellSize)
        : categoricalRow(entry, sets, dictionary.minimumCellSize),
    );
  return adjusted(rows);
}

function numericRow(entry: NumericGramField, sets: AssessedSets, minimum: number): NumericBaseline {
  const { training, synthetic } = sets;
  const { unit } = entry.field;
  const first = numericCell(entry, training, new Suppression(minimum));
  const second = numericCell(entry, synthetic, noSuppression());
  const moments = [momentsOf(entry, synthetic), momentsOf(entry, training)] as const;
  const told = { ...moments[1], mean: first.mean ?? Number.NaN, sd: first.standardDeviation ?? Number.NaN };
  const isTold = moments[1].count >= minimum;
  const isRounded = hiddenSpan(entry, training, minimum) !== undefined;
  return {
    ...described(entry),
    kind: 'numeric',
    ...(unit !== undefined && { unit }),
    training: first,
    synthetic: second,
    difference: isTold ? differenceOf(entry, sets, moments, isRounded) : null,
    standardisedDifference: isTold ? orNull(numericDifference(moments[0], told)) : null,
  };
}

function differenceOf(
  entry: NumericGramField,
  { training, synthetic }: AssessedSets,
  moments: readonly [SampleMoments, SampleMoments],
  isRounded: boolean,
): TestResult | null {
  const isNormal = [training, synthetic].every((set) => normalityOf(set, entry.field.name) >= NORMAL_FROM);
  const { pValue } = isNormal
    ? tTest(...moments, 'pooled')
    : wilcoxonTest(countsOfTwo(synthetic, training, entry.field.name));
  return testResult(isNormal ? 't' : 'wilcoxon', isRounded ? toDigits(pValue, ROUNDED_P_DIGITS) : pValue);
}

function numericCell(
  entry: NumericGramField,
  set: DescribedSet,
  suppression: Suppression,
): NumericBaseline['training'] {
  const { count: known } = momentsOf(entry, set);
  const [released, missing] = suppression.releaseAll([known, set.sums.gram.rowCount - known]);
  const { quartiles, ...statistics } = releasedStatistics(entry, set, suppression);
  const normality = normalityOf(set, entry.field.name);
  const isRounded = hiddenSpan(entry, set, suppression.minimumCellSize) !== undefined;
  return {
    known: released,
    missing,
    ...statistics,
    quartiles: [...quartiles],
    shapiroWilk: suppression.releaseStatistic(isRounded ? toDigits(normality, ROUNDED_P_DIGITS) : normality, known),
  };
}

/** p of Shapiro and Wilk's test; NaN where it isn't defined. */
function normalityOf(set: DescribedSet, field: string): number {
  const { values, first: counts } = countsOfTwo(set, set, field);
  return shapiroWilkTest({ values, counts }).pValue;
}

function momentsOf({ index, field }: NumericGramField, set: DescribedSet): SampleMoments {
  const { counts } = numericHistogram(set, field.name);
  const { mean, standardDeviation } = set.statistics[index];
  return { count: Array.from(counts).reduce((sum, rows) => sum + rows, 0), mean, sd: standardDeviation };
}

function categoricalRow(entry: CategoricalGramField, sets: AssessedSets, minimum: number): CategoricalBaseline {
  const { states } = entry.field;
  const [training, synthetic] = [sets.training, sets.synthetic].map((set) => Array.from(stateCounts(set, entry)));
  const cells = categoricalCell(training, new Suppression(minimum));
  const isWhole = cells.counts.every((count) => count !== null);
  return {
    ...described(entry),
    kind: 'categorical',
    states: [...states],
    training: cells,
    synthetic: categoricalCell(synthetic, noSuppression()),
    levels: states.map((_, state) =>
      isTested(cells.counts[state], cells.known, minimum)
        ? testResult('fisher', fisherExactTest([againstRest(synthetic, state), againstRest(training, state)]).pValue)
        : null,
    ),
    standardisedDifference: isWhole ? orNull(signedDifference(synthetic.slice(0, -1), training.slice(0, -1))) : null,
  };
}

/** Of two states with a sign: above 0 where the second is more frequent among synthetic rows. Of more, its size. */
function signedDifference(synthetic: readonly number[], training: readonly number[]): number {
  const size = categoricalDifference(synthetic, training);
  if (synthetic.length !== 2) return size;
  const isLess = synthetic[1] * training[0] < training[1] * synthetic[0];
  return isLess ? -size : size;
}

/** @param counts per state, then missing */
function categoricalCell(counts: readonly number[], suppression: Suppression): CategoricalBaseline['training'] {
  const released = suppression.releaseAll(counts);
  const missing = released[counts.length - 1];
  const known = counts.slice(0, -1).reduce((sum, count) => sum + count, 0);
  return {
    known: missing === null ? null : known,
    missing,
    counts: released.slice(0, -1),
  };
}

/** With the synthetic counts beside it, a p value would tell a count of training patients that is suppressed. */
function isTested(count: number | null, known: number | null, minimum: number): boolean {
  return count !== null && known !== null && !isSmallCount(known - count, minimum);
}

function againstRest(counts: readonly number[], state: number): [number, number] {
  const known = counts.slice(0, -1).reduce((sum, count) => sum + count, 0);
  return [counts[state], known - counts[state]];
}

function testResult(test: TestResult['test'], p: number): TestResult {
  return { test, p: orNull(p), holm: null, benjaminiHochberg: null };
}

/** A field of two states has one test, said twice. */
function adjusted(rows: readonly BaselineRow[]): BaselineRow[] {
  const tests = rows.map(testsOf);
  const all = tests.flat().map((result) => result.p ?? Number.NaN);
  const [holmAdjusted, falseDiscovery] = [holm(all), benjaminiHochberg(all)];
  let next = 0;
  return rows.map((row, i) => {
    const results = tests[i].map((result) => {
      const place = next++;
      return { ...result, holm: orNull(holmAdjusted[place]), benjaminiHochberg: orNull(falseDiscovery[place]) };
    });
    return withTests(row, results);
  });
}

function testsOf(row: BaselineRow): TestResult[] {
  if (row.kind === 'numeric') return row.difference ? [row.difference] : [];
  const levels = row.states.length === 2 ? row.levels.slice(1) : row.levels;
  return levels.filter((level) => level !== null);
}

function withTests(row: BaselineRow, results: TestResult[]): BaselineRow {
  if (row.kind === 'numeric') return { ...row, difference: results[0] ?? null };
  if (row.states.length === 2) return { ...row, levels: row.levels.map((level) => level && (results[0] ?? null)) };
  const left = [...results];
  return { ...row, levels: row.levels.map((level) => level && (left.shift() ?? null)) };
}

function described({ field: { name, title, group } }: GramField) {
  return { field: name, ...(title !== undefined && { title }), ...(group !== undefined && { group }) };
}
