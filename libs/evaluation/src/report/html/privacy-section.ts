import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed, formatPercent, formatScore } from '../number-format.ts';
import type { PrivacyAssessment, ReportModel } from '../report-model.ts';
import { LEAKAGE_ALARM, MEMBERSHIP_ALARM } from '../privacy-statement.ts';
import { dataTable } from './table.ts';

/** Leakage coefficient and membership guessing beside their floors, nearest-record distances, and what they cannot show. */
export function privacySection({ privacy, cohorts }: ReportModel): Markup {
  if (privacy.length === 0) return NOTHING;
  const label = (id: string): string => cohorts.find((cohort) => cohort.id === id)?.label ?? id;
  return markup`<section aria-labelledby="privacy"><h2 id="privacy">Privacy</h2><p>None of these figures is a guarantee. Averages over nearest records cannot show a few memorised patients, and no test here covers an attacker who knows more about a patient than the columns of this table.</p>${privacy.map((own) => attackTable(own, label(own.cohort)))}${distanceTable(privacy, label)}<p class="small">Distance: the number of columns in which two rows differ, numeric columns cut at deciles. For each row of the first cohort the nearest row of the second. Independent: the floor, a cohort whose columns are independent.</p></section>`;
}

function attackTable(privacy: PrivacyAssessment, label: string): Markup {
  const { leakageCoefficient, leakageFloor, membershipAuc, membershipFloor, exactMatches } = privacy;
  const columns = [
    { heading: 'Measure' },
    { heading: label },
    { heading: 'Independent columns' },
    { heading: 'Reading', text: true },
  ];
  const rows = [
    [
      'Leakage coefficient',
      formatFixed(leakageCoefficient, 4),
      formatFixed(leakageFloor, 4),
      `alarm above ${LEAKAGE_ALARM.toFixed(2)}`,
    ],
    [
      'Guessing who was in training (AUC)',
      formatScore(membershipAuc),
      formatScore(membershipFloor),
      `0.5 is chance, alarm above ${MEMBERSHIP_ALARM.toFixed(2)}`,
    ],
    ['Training patients with an exact copy', suppressible(exactMatches.training), '', 'copies by chance are possible'],
    ['Held-out patients with an exact copy', suppressible(exactMatches.heldOut), '', 'chance alone'],
  ];
  return dataTable('Attacks', columns, [{ rows: rows.map((cells) => ({ cells })) }]);
}

function suppressible(count: number | null): string {
  return count === null ? 'suppressed' : formatCount(count);
}

function distanceTable(privacy: readonly PrivacyAssessment[], label: (id: string) => string): Markup {
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

function distanceCells({ from, to, mean, quantiles, zeroShare }: PrivacyAssessment['distances'][number]): string[] {
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
