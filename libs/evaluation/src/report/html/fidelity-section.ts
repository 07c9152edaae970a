import { markup, type Markup } from '../../figures/markup.ts';
import { formatPercent, formatScore, formatSigned, UNDEFINED_VALUE } from '../number-format.ts';
import type { Cohort, ReportModel, Score } from '../report-model.ts';
import { scoreName } from '../score-names.ts';
import { rescaled } from '../verdicts.ts';
import { dataTable, type Column, type RowGroup } from './table.ts';

const AGAINST: readonly (readonly [Score['against'], string])[] = [
  ['training', 'Against the training patients'],
  ['held-out', 'Against patients held out of training'],
];

/** Every score beside its floor and ceiling, against training rows and held-out rows. */
export function fidelitySection(model: ReportModel): Markup {
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  const groups = AGAINST.flatMap(([against, heading]): RowGroup[] => {
    const rows = model.scores.filter((score) => score.against === against).map((score) => scoreRow(score, synthetic));
    return rows.length === 0 ? [] : [{ heading, rows }];
  });
  return markup`<section aria-labelledby="fidelity"><h2 id="fidelity">Fidelity</h2><p>Each score is 1 at best. It is readable only beside two references computed in the same way: the <em>floor</em>, a cohort whose columns are drawn independently of each other, and the <em>ceiling</em>, another cohort of real patients. Rescaled is (score − floor) ∕ (ceiling − floor).</p>${dataTable('', columns(synthetic), groups)}<p class="small">${UNDEFINED_VALUE}: not assessed, or no way to go because the floor reaches the ceiling. Signed: above 0, synthetic patients live longer (optimism) or are followed for a shorter time (short-sightedness).</p></section>`;
}

function columns(synthetic: readonly Cohort[]): Column[] {
  const perCohort = (heading: string): Column[] =>
    synthetic.map(({ label }) => ({ heading: synthetic.length > 1 ? `${heading}, ${label}` : heading }));
  return [
    { heading: 'Score' },
    { heading: 'Floor' },
    ...perCohort('Synthetic'),
    { heading: 'Ceiling' },
    ...perCohort('Rescaled'),
    ...perCohort('Signed'),
  ];
}

/** The direction of a survival score, which 1 − |·| hides. */
function signedOf(score: Score, cohort: string): string {
  const signed = score.values.find((value) => value.cohort === cohort)?.signed;
  return signed === undefined || score.id === 'km-divergence' ? '' : formatSigned(signed, 3);
}

function scoreRow(score: Score, synthetic: readonly Cohort[]) {
  const values = synthetic.map(({ id }) => score.values.find(({ cohort }) => cohort === id)?.value ?? null);
  return {
    cells: [
      scoreName(score),
      formatScore(score.floor),
      ...values.map((value) => markup`<strong>${formatScore(value)}</strong>`),
      formatScore(score.ceiling),
      ...values.map((value) => formatPercent(rescaled(score, value), 0)),
      ...synthetic.map(({ id }) => signedOf(score, id)),
    ],
  };
}
