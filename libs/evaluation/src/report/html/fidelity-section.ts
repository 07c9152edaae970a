import { markup, type Markup } from '../../figures/markup.ts';
import { formatSigned, UNDEFINED_VALUE } from '../number-format.ts';
import type { Cohort, ReportModel, Score, ScoreValue } from '../report-model.ts';
import { LEAST_SPAN } from '../verdicts.ts';
import { scoreCells, valuesOf } from './score-cells.ts';
import { dataTable, type Column, type RowGroup, type Span } from './table.ts';

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
  return markup`<section aria-labelledby="fidelity"><h2 id="fidelity">Fidelity</h2><p>Each score is 1 at best. It is readable only beside two references computed in the same way: the <em>floor</em>, a cohort whose columns are drawn independently of each other, and the <em>ceiling</em>, another cohort of real patients. Rescaled is (score − floor) ∕ (ceiling − floor).</p>${dataTable(
    '',
    columns(synthetic),
    groups,
    {
      spans: spans(synthetic),
      ...(synthetic.length > 1 && { className: 'compact' }),
    },
  )}<p class="small">${UNDEFINED_VALUE}: not assessed, no reference, or floor and ceiling nearer than ${LEAST_SPAN} (or the floor above the ceiling), which leaves no way between them. Signed: above 0, synthetic patients live longer (optimism), or their longest time is shorter (short-sightedness).${followUpNote(model)}</p></section>`;
}

function followUpNote({ inference }: ReportModel): Markup | false {
  const hasFollowUp = inference.some(({ endpoints }) => endpoints.length > 0);
  return (
    hasFollowUp &&
    markup` Short-sightedness compares the longest times only: how long patients were followed is told by the median follow-up in <a href="#outcomes">Outcomes</a>.`
  );
}

function columns(synthetic: readonly Cohort[]): Column[] {
  const perCohort = (heading: string): Column[] =>
    synthetic.map(({ label }) => ({ heading: synthetic.length > 1 ? label : heading }));
  return [
    { heading: 'Score' },
    { heading: 'Floor' },
    ...perCohort('Synthetic'),
    { heading: 'Ceiling' },
    ...perCohort('Rescaled'),
    ...perCohort('Signed'),
  ];
}

/** What the columns of several cohorts show. */
function spans({ length }: readonly Cohort[]): Span[] {
  if (length < 2) return [];
  return [
    { heading: '', columns: 2 },
    { heading: 'Score', columns: length },
    { heading: '', columns: 1 },
    { heading: 'Rescaled', columns: length },
    { heading: 'Signed', columns: length },
  ];
}

function scoreRow(score: Score, synthetic: readonly Cohort[]) {
  const values = valuesOf(score, synthetic);
  return { cells: [...scoreCells(score, values), ...values.map((entry) => signedOf(score, entry))] };
}

/** The direction of a survival score, which 1 − |·| hides. */
function signedOf({ id }: Score, entry: ScoreValue | undefined): string {
  return entry?.signed === undefined || id === 'km-divergence' ? '' : formatSigned(entry.signed, 3);
}
