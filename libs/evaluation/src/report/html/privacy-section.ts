import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed } from '../number-format.ts';
import type { PrivacyAssessment, ReportModel } from '../report-model.ts';
import { LEAKAGE_ALARM } from '../verdicts.ts';
import { dataTable } from './table.ts';

/** Leakage coefficient beside its floor, nearest-record distances, and what they cannot show. */
export function privacySection({ privacy, cohorts }: ReportModel): Markup {
  if (privacy.length === 0) return NOTHING;
  const label = (id: string): string => cohorts.find((cohort) => cohort.id === id)?.label ?? id;
  return markup`<section aria-labelledby="privacy"><h2 id="privacy">Privacy</h2><p>None of these figures is a guarantee. Averages of nearest-record distances cannot show a few memorised patients, and no test here covers an attacker who knows more about a patient than the columns of this table.</p>${dataTable(
    'Leakage',
    [
      { heading: 'Cohort' },
      { heading: 'Leakage coefficient' },
      { heading: 'Independent columns' },
      { heading: 'Alarm above' },
      { heading: 'Exact copies of training rows' },
    ],
    [
      {
        rows: privacy.map((own) => ({
          cells: [
            label(own.cohort),
            formatFixed(own.leakageCoefficient, 4),
            formatFixed(own.leakageFloor, 4),
            LEAKAGE_ALARM.toFixed(2),
            formatCount(own.exactMatches),
          ],
        })),
      },
    ],
  )}${distanceTable(privacy)}<p class="small">Distance: number of columns in which two rows differ, numeric columns cut at deciles. For each row of the first cohort the nearest row of the second.</p></section>`;
}

function distanceTable(privacy: readonly PrivacyAssessment[]): Markup {
  const probabilities = privacy.find(({ distances }) => distances.length > 0)?.distances[0].quantiles ?? [];
  if (probabilities.length === 0 && privacy.every(({ distances }) => distances.length === 0)) return NOTHING;
  return dataTable(
    'Nearest-record Hamming distances, columns',
    [
      { heading: 'From → to' },
      { heading: 'Mean' },
      ...probabilities.map(({ probability }) => ({ heading: quantileName(probability) })),
    ],
    [
      {
        rows: privacy
          .flatMap(({ distances }) => distances)
          .map(({ from, to, mean, quantiles }) => ({
            cells: [`${from} → ${to}`, formatFixed(mean, 2), ...quantiles.map(({ value }) => formatFixed(value, 0))],
          })),
      },
    ],
  );
}

function quantileName(probability: number): string {
  return probability === 0.5 ? 'Median' : `${formatFixed(probability * 100, 0)} %`;
}
