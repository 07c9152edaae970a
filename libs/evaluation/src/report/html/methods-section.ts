import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import {
  formatCount,
  formatDuration,
  formatFixed,
  formatInstant,
  formatPercent,
  formatScore,
  formatSigned,
} from '../number-format.ts';
import type { Criterion, ReportModel, ReportStudy, ReportStudyModel, Verdict } from '../report-model.ts';
import { definitionsOf } from '../definitions.ts';
import { LEVEL_NAMES } from '../key-scores.ts';
import { USES } from '../verdict-rules.ts';
import { dataTable } from './table.ts';

/** How the verdicts were reached, what can't be shown, the model card, and the definitions of all scores. */
export function methodsSections(model: ReportModel): Markup {
  return markup`${limitsPart(model)}${criteriaPart(model)}${modelCardPart(model)}<section aria-labelledby="methods"><h2 id="methods">Methods and definitions</h2>${definitionList(definitionsOf(model))}</section>`;
}

function limitsPart({ limits }: ReportModel): Markup {
  if (limits.length === 0) return NOTHING;
  return markup`<section aria-labelledby="limits"><h2 id="limits">What this report cannot show</h2><ul class="limits">${limits.map((limit) => markup`<li>${limit}</li>`)}</ul></section>`;
}

function criteriaPart({ verdicts, cohorts }: ReportModel): Markup {
  if (verdicts.length === 0) return NOTHING;
  const synthetic = cohorts.filter(({ role }) => role === 'synthetic');
  const tables = synthetic.map(({ id, label }) =>
    criteriaTable(
      synthetic.length > 1 ? label : '',
      verdicts.filter(({ cohort }) => cohort === id),
    ),
  );
  return markup`<section aria-labelledby="criteria"><h2 id="criteria">How the verdicts were reached</h2><p>The weakest score of a use decides, whatever the level of the others; a score that was not assessed supports nothing, and no score lifts a use above its best level. A privacy alarm overrules all of them. Percentages are rescaled scores, (score − floor) ∕ (ceiling − floor); signed numbers are differences from the ceiling. The thresholds are conventions of this software, not of a regulator.</p>${tables}</section>`;
}

function criteriaTable(caption: string, verdicts: ReportModel['verdicts']): Markup {
  const columns = [
    { heading: 'Use and score' },
    { heading: 'Against', text: true },
    { heading: 'Score' },
    { heading: 'Measured' },
    { heading: 'Supported from' },
    { heading: 'With care from' },
    { heading: 'Level', text: true },
  ];
  const groups = verdicts.map((verdict) => ({
    heading: verdictHeading(verdict),
    rows: verdict.criteria.map((criterion) => ({ cells: criterionCells(criterion) })),
  }));
  return dataTable(caption, columns, groups, { className: 'compact' });
}

/** The verdict over its criteria, and why it can be worse than all of them. */
function verdictHeading({ use, title, level, sentence }: Verdict): Markup {
  const best = USES.find((own) => own.use === use)?.best ?? 'supported';
  const atBest = best !== 'supported' && `, at best ${LEVEL_NAMES[best].toLowerCase()}`;
  return markup`${title}: ${LEVEL_NAMES[level].toLowerCase()}${atBest}<span class="meaning">${sentence}</span>`;
}

function criterionCells(criterion: Criterion): readonly (string | Markup)[] {
  const { score, against, value, measured, supported, withCare, level } = criterion;
  return [
    score,
    against,
    formatScore(value),
    onScale(criterion, measured),
    onScale(criterion, supported),
    onScale(criterion, withCare),
    markup`<span class="level ${level}">${LEVEL_NAMES[level]}</span>`,
  ];
}

function onScale({ scale }: Criterion, value: number | null): string {
  if (scale === 'rescaled') return formatPercent(value, 0);
  return scale === 'value' ? formatFixed(value, 3) : formatSigned(value, 3);
}

function modelCardPart({ about, study, modelCard }: ReportModel): Markup {
  const seconds = (Date.parse(about.finishedAt) - Date.parse(about.startedAt)) / 1000;
  const entries = [
    ...(study ? trainingEntries(study) : []),
    { term: 'Seed', text: about.seed },
    { term: 'Run', text: `${formatInstant(about.startedAt)}, ${formatDuration(seconds)}` },
    ...(about.mode === 'reference'
      ? [{ term: 'Scores', text: 'as in the published tables (BSM and Kaplan–Meier scores differ from the default)' }]
      : []),
    { term: 'Software', text: `Cohortloom ${about.softwareVersion}` },
    ...(study?.models.flatMap((own) => settingEntries(own, study.models.length > 1)) ?? []),
    ...modelCard,
  ];
  const heading = study ? 'Model card' : 'About this evaluation';
  return markup`<section aria-labelledby="model-card"><h2 id="model-card">${heading}</h2>${definitionList(entries)}</section>`;
}

function trainingEntries({ name, engine, rounds, models }: ReportStudy): ReportModel['modelCard'] {
  const exchanged = rounds.map(({ kind, model, rounds: count, exchanges }) => {
    const detail = exchanges !== undefined && exchanges !== count ? ` of ${formatCount(exchanges)} exchanges` : '';
    return `${formatCount(count)} ${kind}${model === undefined ? '' : ` of ${model}`}${detail}`;
  });
  const of = (model: string) => (models.length > 1 ? ` of ${model}` : '');
  return [
    { term: 'Study', text: name },
    { term: models.length > 1 ? 'Generators' : 'Generator', text: models.map((own) => own.name).join(', ') },
    ...models.map((own) => ({ term: `Training${of(own.name)} across sites`, text: own.strategy })),
    { term: 'Rounds', text: exchanged.join(', ') },
    ...(engine === undefined ? [] : [{ term: 'Compute engine', text: engine }]),
  ];
}

function settingEntries({ name, hyperparameters }: ReportStudyModel, named: boolean): ReportModel['modelCard'] {
  return Object.entries(hyperparameters).map(([term, value]) => ({
    term: named ? `${name}: ${term}` : term,
    text: String(value),
  }));
}

function definitionList(entries: readonly { readonly term: string; readonly text: string }[]): Markup {
  return markup`<dl class="definitions">${entries.map(({ term, text }) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}
