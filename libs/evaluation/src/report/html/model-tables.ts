import { intervalStrip, type IntervalAxis } from '../../figures/interval-strip.ts';
import { markup, NOTHING, type Interpolation, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatCount, formatFixed, formatScore, formatSigned, UNDEFINED_VALUE } from '../number-format.ts';
import type { Utility } from '../report-model.ts';
import { withLimits } from './interval.ts';
import type { LearntCohort } from './learnt-cohort.ts';
import { dataTable, type RowGroup } from './table.ts';

type Prediction = Utility['predictions'][number];
type Answers = NonNullable<Prediction['value']>;
type SurvivalModel = Utility['survivalModels'][number];
type Ranking = NonNullable<SurvivalModel['value']>;
type Estimate = Answers['auroc'];

/** What a model learnt from, and how it did. */
interface Line<F> {
  readonly name: string;
  /** Of the mark. */
  readonly className: string;
  readonly figures: F | null;
}

const INDEPENDENT = { name: 'independent columns', className: 'held-out' };
const REAL = { name: 'real training patients', className: 'training' };
const ALONE = { name: 'each site’s own patients', className: 'training' };
const CHANCE = 0.5;

/** Forests that answer the targets, for training and held-out patients. */
export function answersTable(cohorts: readonly LearntCohort[]): Markup {
  const [{ figures: first }] = cohorts;
  const groups = first.predictions.map((own): Group<Answers> => {
    const ofCohort = ({ style, figures }: LearntCohort): Line<Answers> => ({
      name: style.label,
      className: style.className,
      figures: figures.predictions.find((other) => isSame(own, other, 'target'))?.value ?? null,
    });
    return {
      heading: `${own.target}, ${patientsOf(own.against)}`,
      lines: [
        ...cohorts.map(ofCohort),
        { ...INDEPENDENT, figures: own.floor },
        { ...REAL, figures: own.ceiling },
        { ...ALONE, figures: own.alone },
      ],
    };
  });
  const axis = axisOf(groups.flatMap(({ lines }) => lines.map(({ figures }) => figures?.auroc ?? null)));
  const columns = [
    { heading: 'Learnt from' },
    { heading: 'AUROC' },
    { heading: ticksOf(axis), text: true },
    { heading: 'MCC' },
    { heading: 'Scaled Brier' },
    { heading: 'Observed − predicted' },
    { heading: 'Patients' },
    { heading: 'Positive' },
  ];
  return tableOf('Predictions by random forests', columns, groups, (name, className, answers) => [
    estimateText(answers.auroc),
    estimateStrip(`${name}: AUROC`, className, answers.auroc, axis),
    formatScore(answers.correlation),
    formatScore(answers.scaledBrier),
    formatSigned(answers.observedLessPredicted, 3),
    formatCount(answers.patients),
    formatCount(answers.positives),
  ]);
}

/** Cox models that rank patients by risk. */
export function rankingTable(cohorts: readonly LearntCohort[]): Markup {
  const [{ figures: first }] = cohorts;
  const groups = first.survivalModels.map((own): Group<Partial<Ranking>> => {
    const ofCohort = ({ style, figures }: LearntCohort): Line<Partial<Ranking>> => ({
      name: style.label,
      className: style.className,
      figures: figures.survivalModels.find((other) => isSame(own, other, 'endpoint'))?.value ?? null,
    });
    return {
      heading: `${own.endpoint}, ${patientsOf(own.against)}`,
      lines: [...cohorts.map(ofCohort), { ...REAL, figures: own.ceiling }, { ...ALONE, figures: own.alone }],
    };
  });
  const axis = axisOf(groups.flatMap(({ lines }) => lines.map(({ figures }) => concordanceOf(figures))));
  const columns = [
    { heading: 'Learnt from' },
    { heading: 'Concordance' },
    { heading: ticksOf(axis), text: true },
    { heading: 'within sites' },
    { heading: 'Calibration slope' },
    { heading: 'Patients' },
    { heading: 'Events' },
  ];
  return tableOf('Cox models', columns, groups, (name, className, ranking) => [
    estimateText(ranking.concordance ?? null),
    estimateStrip(`${name}: concordance`, className, concordanceOf(ranking), axis),
    estimateText(ranking.concordanceWithinSites ?? null),
    estimateText(ranking.calibrationSlope ?? null, 2),
    formatCount(ranking.patients),
    formatCount(ranking.events),
  ]);
}

/** Of all pairs, or of those within sites where the others can't be known. */
function concordanceOf(ranking: Partial<Ranking> | null): Estimate {
  return ranking?.concordance ?? ranking?.concordanceWithinSites ?? null;
}

function isSame<K extends string>(a: Keyed<K>, b: Keyed<K>, key: K): boolean {
  return a[key] === b[key] && a.against === b.against;
}

type Keyed<K extends string> = Readonly<Record<K, string>> & { readonly against: string };

function patientsOf(against: Prediction['against']): string {
  return against === 'training' ? 'training patients' : 'held-out patients';
}

interface Group<F> {
  readonly heading: string;
  readonly lines: readonly Line<F>[];
}

function tableOf<F>(
  caption: string,
  columns: Parameters<typeof dataTable>[1],
  groups: readonly Group<F>[],
  cellsOf: (name: string, className: string, figures: F) => Interpolation[],
): Markup {
  const body = groups.flatMap(({ heading, lines }): RowGroup[] => {
    const rows = lines.flatMap(({ name, className, figures }) =>
      figures ? [{ cells: [name, ...cellsOf(`${heading}, learnt from ${name}`, className, figures)] }] : [],
    );
    return rows.length === 0 ? [] : [{ heading, rows }];
  });
  return body.length === 0 ? NOTHING : dataTable(caption, columns, body, { className: 'compact models' });
}

function estimateText(estimate: Estimate, decimals = 3): Markup {
  if (!estimate) return markup`${UNDEFINED_VALUE}`;
  const format = (value: number): string => formatFixed(value, decimals);
  const { value, interval } = estimate;
  return interval ? withLimits(format(value), interval.map(format)) : markup`${format(value)}`;
}

function estimateStrip(name: string, className: string, estimate: Estimate, axis: IntervalAxis): Markup {
  if (!estimate) return NOTHING;
  return intervalStrip(`${name} ${formatScore(estimate.value)}`, { className, ...estimate }, axis);
}

/** From below the least estimate, and below chance, to 1. */
function axisOf(estimates: readonly Estimate[]): IntervalAxis {
  const least = Math.min(CHANCE, ...estimates.flatMap((own) => (own ? [own.value] : [])));
  return { low: Math.max(0, Math.floor(10 * least - 1) / 10), high: 1, line: CHANCE };
}

function ticksOf({ low, high }: IntervalAxis): Markup {
  return stripTicks([low, (low + high) / 2, high].map((value) => formatFixed(value, 2)));
}
