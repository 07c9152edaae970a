import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { keyScoresOf, comparedWith } from '../key-scores.ts';
import { formatFixed, formatPercent, formatSigned, UNDEFINED_VALUE } from '../number-format.ts';
import { LEAKAGE_ALARM, MEMBERSHIP_ALARM } from '../privacy-statement.ts';
import type { Cohort, CohortPrivacy, ReportModel, ReportRelease, Score, ScoreId } from '../report-model.ts';
import { scoreCells, valuesOf } from './score-cells.ts';
import { dataTable, type RowGroup, type TableRow } from './table.ts';

/**
 * Scores that tell one model from another: a cohort of independent columns does not reach them (the forest it does where
 * rows were calibrated, as its floor shows).
 */
const TELLING: readonly ScoreId[] = ['ltc', 'association-retention', 'effect-agreement', 'prediction'];

const OUTCOMES: Readonly<Record<ReportRelease['models'][number]['outcome'], string>> = {
  released: 'Released',
  kept: 'Not released, kept beside',
  'not-released': 'Not released',
  'no-cohort': 'No cohort',
};

/** Which of a study's models was released and why, and the scores that tell models apart. */
export function modelsComparedSection(model: ReportModel): Markup {
  const { release } = model;
  if (release === undefined) return NOTHING;
  const shown = [
    ...keyScoresOf(model.scores).filter(({ id }) => TELLING.includes(id)),
    ...model.scores.filter(({ id }) => id === 'discriminator'),
  ];
  return markup`<section aria-labelledby="models-compared"><h2 id="models-compared">Models compared</h2><p>${release.sentence}</p>${outcomeTable(release)}${scoreTable(model, shown)}<p class="small">${shown.length > 0 && comparedWith(shown)} Of single columns and whole curves (BSM, RSC, Kaplan–Meier) a cohort of independent columns reaches as much: they tell no model from another. One training run each, with one seed: differences of a few hundredths are noise.</p></section>`;
}

function outcomeTable({ models, scale }: ReportRelease): Markup {
  const columns = [
    { heading: 'Model' },
    ...(scale === null ? [] : [{ heading: 'Compared by' }]),
    { heading: 'Privacy alarm', text: true },
    { heading: 'Outcome', text: true },
    { heading: 'Why', text: true },
  ];
  const rows = models.map(({ model, figure, alarm, cohort, outcome, reason }) => ({
    cells: [
      model,
      ...(scale === null ? [] : [scale === 'rescaled' ? formatPercent(figure, 0) : formatSigned(figure, 3)]),
      cohort === null ? UNDEFINED_VALUE : alarmWords(alarm),
      markup`<strong>${OUTCOMES[outcome]}</strong>`,
      reason,
    ],
  }));
  return dataTable('', columns, [{ rows }]);
}

function alarmWords(alarm: boolean | null): string {
  if (alarm === null) return 'not assessed';
  return alarm ? 'yes' : 'no';
}

function scoreTable(model: ReportModel, shown: readonly Score[]): Markup {
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  const perCohort = synthetic.map(({ label }) => ({ heading: label }));
  const columns = [{ heading: 'Score' }, { heading: 'Floor' }, ...perCohort, { heading: 'Ceiling' }, ...perCohort];
  const spans = [
    { heading: '', columns: 2 },
    { heading: 'Score', columns: synthetic.length },
    { heading: '', columns: 1 },
    { heading: 'Rescaled', columns: synthetic.length },
  ];
  const groups: RowGroup[] = [
    { rows: shown.map((score) => scoreRow(score, synthetic)) },
    { heading: 'Privacy', rows: privacyRows(model, synthetic) },
  ];
  return dataTable('', columns, groups, { spans });
}

function scoreRow(score: Score, synthetic: readonly Cohort[]): TableRow {
  return { cells: scoreCells(score, valuesOf(score, synthetic)) };
}

/** What most often raises the alarm; the section on privacy has the rest. */
function privacyRows({ privacy }: ReportModel, synthetic: readonly Cohort[]): TableRow[] {
  const own = synthetic.map(({ id }) => privacy.find(({ cohort }) => cohort === id));
  const row = (name: string, figure: (of: CohortPrivacy) => string): TableRow => ({
    cells: [
      name,
      own[0] ? figure(own[0].independent) : '',
      ...own.map((of) => (of ? figure(of.synthetic) : UNDEFINED_VALUE)),
      ...Array.from({ length: synthetic.length + 1 }, () => ''),
    ],
  });
  return [
    row(`Leakage coefficient (alarm above ${LEAKAGE_ALARM})`, ({ leakage }) =>
      formatFixed(leakage?.coefficient ?? null, 3),
    ),
    row(`Guessing who was in training, AUC (alarm above ${MEMBERSHIP_ALARM})`, ({ membership: { raw, calibrated } }) =>
      formatFixed(greatest([raw?.auc, calibrated?.auc]), 2),
    ),
  ];
}

function greatest(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
