import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatScore } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { calibrationCards } from './calibration-cards.ts';
import type { LearntCohort } from './learnt-cohort.ts';
import { answersTable, rankingTable } from './model-tables.ts';
import { dataTable } from './table.ts';

/** What models predict of real patients that learnt from the synthetic rows, beside models that learnt from real ones. */
export function modelsSection({ utility, survival }: ReportModel, styles: CohortStyles): Markup {
  if (utility.length === 0) return NOTHING;
  const units = new Map(survival.map(({ endpoint, unit }) => [endpoint, unit]));
  const cohorts = utility.map((figures) => ({ style: styleOf(styles, figures.cohort), figures }));
  return markup`<section aria-labelledby="models"><h2 id="models">Models that learn from the rows</h2><p>Each model learns from the rows named and answers for real patients; outcomes are left out of what it predicts from. In brackets 95 % intervals. The ceiling is a model that learnt from real patients; over sites, each site’s own model, asked about the patients that this site holds out.</p>${answersTable(cohorts)}${rankingTable(cohorts)}${calibrationCards(cohorts, units)}${toldApart(cohorts)}</section>`;
}

/** Forests that tell cohorts apart, and clusters of real rows that synthetic ones fall into. */
function toldApart(cohorts: readonly LearntCohort[]): Markup {
  const [{ figures: first }] = cohorts;
  const columns = [
    { heading: 'Score, 1 is best' },
    { heading: 'Floor' },
    ...cohorts.map(({ style }) => ({ heading: style.label })),
    { heading: 'Ceiling' },
  ];
  const coverage = first.clusterCoverage.map(({ against, floor, ceiling }) => ({
    name: `Cluster coverage, against ${against === 'training' ? 'training' : 'held-out'} patients`,
    floor,
    ceiling,
    values: cohorts.map(({ figures }) => figures.clusterCoverage.find((own) => own.against === against)?.value),
  }));
  const discriminator = {
    name: 'A forest cannot tell the rows from training patients',
    floor: first.discriminator.floor,
    ceiling: first.discriminator.ceiling,
    values: cohorts.map(({ figures }) => figures.discriminator.value),
  };
  const rows = [discriminator, ...coverage]
    .filter(({ values }) => values.some((value) => value !== null && value !== undefined))
    .map(({ name, floor, values, ceiling }) => ({ cells: [name, ...[floor, ...values, ceiling].map(formatScore)] }));
  return rows.length === 0 ? NOTHING : dataTable('Rows told apart', columns, [{ rows }]);
}
