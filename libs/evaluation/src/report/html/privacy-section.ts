import { markup, NOTHING, type Interpolation, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed, formatPercent, formatScore } from '../number-format.ts';
import { attacksOn, COPIES_ALARM, LEAKAGE_ALARM, MEMBERSHIP_ALARM } from '../privacy-statement.ts';
import type { CohortPrivacy, ReportModel, ReportPrivacy } from '../report-model.ts';
import { attackNote, attackTable } from './attack-table.ts';
import { withLimits } from './interval.ts';
import { dataTable } from './table.ts';

/** Nearness, guessing who was in training, and attacks, each beside independent columns, and what they cannot show. */
export function privacySection({ privacy, cohorts }: ReportModel): Markup {
  if (privacy.length === 0) return NOTHING;
  const label = (id: string): string => cohorts.find((cohort) => cohort.id === id)?.label ?? id;
  const parts = privacy.map((own) => {
    const name = label(own.cohort);
    return markup`${privacy.length > 1 && markup`<h3>${name}</h3>`}${nearnessTable(own, name)}${attackTable(own)}${rowsNote(own)}`;
  });
  return markup`<section aria-labelledby="privacy"><h2 id="privacy">Privacy</h2><p>None of these figures is a guarantee. Averages over nearest records cannot show a few memorised patients, and no test here covers an attacker who knows more about a patient than the columns of this table. Independent columns are the floor: read the difference. In brackets 95 % intervals.</p>${parts}${privacy.some(({ synthetic }) => attacksOn(synthetic).length > 0) && attackNote()}${distanceTable(privacy, label)}<p class="small">Distance: the number of columns in which two rows differ, numeric columns cut at deciles. For each row of the first cohort the nearest row of the second. Independent: a cohort whose columns are independent.</p></section>`;
}

/** A measure of a cohort, and how to read it. */
interface Measure {
  readonly name: string;
  readonly reading: string;
  readonly of: (figures: CohortPrivacy) => Interpolation | undefined;
}

const MEASURES: readonly Measure[] = [
  {
    name: 'Leakage coefficient',
    reading: `alarm above ${LEAKAGE_ALARM.toFixed(2)}`,
    of: ({ leakage }) => leakage && withInterval(leakage.coefficient, leakage, (value) => formatFixed(value, 3)),
  },
  {
    name: 'Rows nearer to training than to as many held-out rows',
    reading: '50 % is chance',
    of: ({ closerToTraining: own }) => own && withInterval(own.share, own, formatPercent),
  },
  {
    name: 'Nearest ÷ second nearest distance, to training rows',
    reading: 'mean; lower than to held-out rows: copies',
    of: ({ distanceRatio: { training } }) => training && formatFixed(training.mean, 3),
  },
  {
    name: 'Nearest ÷ second nearest distance, to held-out rows',
    reading: 'mean',
    of: ({ distanceRatio: { heldOut } }) => heldOut && formatFixed(heldOut.mean, 3),
  },
  {
    name: 'Guessing who was in training, AUC',
    reading: `0.5 is chance, alarm above ${MEMBERSHIP_ALARM.toFixed(2)}`,
    of: ({ membership: { raw } }) => areaOf(raw),
  },
  {
    name: 'the same, calibrated by independent columns',
    reading: `0.5 is chance, alarm above ${MEMBERSHIP_ALARM.toFixed(2)}`,
    of: ({ membership: { calibrated } }) => areaOf(calibrated),
  },
  {
    name: 'the same, among the 5 % most exposed patients',
    reading: '0.5 is chance',
    of: ({ membership: { mostExposed } }) => areaOf(mostExposed),
  },
  {
    name: 'Patients found at 5 % false alarms',
    reading: 'calibrated; 5 % is chance',
    of: ({ membership: { calibrated } }) => calibrated && formatPercent(calibrated.truePositiveRate),
  },
  {
    name: 'Training patients with an exact copy',
    reading: `alarm where the lower limit of their share beyond chance is above ${formatPercent(COPIES_ALARM, 0)}`,
    of: ({ exactMatches }) => exactMatches && suppressible(exactMatches.training),
  },
  {
    name: 'Held-out patients with an exact copy',
    reading: 'chance alone',
    of: ({ exactMatches }) => exactMatches && suppressible(exactMatches.heldOut),
  },
];

function nearnessTable({ synthetic, independent }: ReportPrivacy, label: string): Markup {
  const columns = [
    { heading: 'Measure' },
    { heading: label },
    { heading: 'Independent columns' },
    { heading: 'Reading', text: true },
  ];
  const rows = MEASURES.flatMap(({ name, reading, of }) => {
    const own = of(synthetic);
    return own === null || own === undefined ? [] : [{ cells: [name, own, of(independent) ?? '', reading] }];
  });
  return rows.length === 0 ? NOTHING : dataTable('Nearness to patients', columns, [{ rows }]);
}

function areaOf(figure: CohortPrivacy['membership']['raw']): Markup | null {
  return figure && withInterval(figure.auc, figure, formatScore);
}

interface Limits {
  readonly lower: number | null;
  readonly upper: number | null;
}

function withInterval(value: number, { lower, upper }: Limits, format: (value: number | null) => string): Markup {
  return lower === null || upper === null
    ? markup`${format(value)}`
    : withLimits(format(value), [format(lower), format(upper)]);
}

function suppressible(count: number | null): string {
  return count === null ? 'suppressed' : formatCount(count);
}

function rowsNote({ rows }: ReportPrivacy): Markup {
  if (!rows) return NOTHING;
  const { training, heldOut, attackedTraining, attackedHeldOut, part } = rows;
  return markup`<p class="small">Measured on ${formatCount(training)} training and ${formatCount(heldOut)} held-out patients; nearness and singling out by parts of ${formatCount(part)}; linking and inference on ${formatCount(attackedTraining)} training and ${formatCount(attackedHeldOut)} held-out patients.</p>`;
}

function distanceTable(privacy: readonly ReportPrivacy[], label: (id: string) => string): Markup {
  const distances = privacy.flatMap((own) => own.distances);
  if (distances.length === 0) return NOTHING;
  const probabilities = distances[0].quantiles.map(({ probability }) => probability);
  const columns = [
    { heading: 'From → to' },
    { heading: 'Mean' },
    ...probabilities.map((probability) => ({ heading: quantileName(probability) })),
    { heading: 'At distance 0' },
  ];
  const groups = privacy.map((own) => ({
    ...(privacy.length > 1 && { heading: label(own.cohort) }),
    rows: own.distances.map((distance) => ({ cells: distanceCells(distance) })),
  }));
  return dataTable('Nearest-record Hamming distances, columns', columns, groups);
}

function distanceCells({ from, to, mean, quantiles, zeroShare }: ReportPrivacy['distances'][number]): string[] {
  return [
    `${from} → ${to}`,
    formatFixed(mean, 2),
    ...quantiles.map(({ value }) => formatFixed(value, 0)),
    formatPercent(zeroShare),
  ];
}

function quantileName(probability: number): string {
  return probability === 0.5 ? 'Median' : `${formatFixed(probability * 100, 0)} %`;
}
