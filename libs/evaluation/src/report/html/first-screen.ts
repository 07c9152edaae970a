import { cohortStyles } from '../../figures/cohort-style.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { scoreScaleFigure } from '../../figures/score-scale-figure.ts';
import { comparedWith, keyScoresOf, LEVEL_NAMES } from '../key-scores.ts';
import { withoutSubject } from '../privacy-heading.ts';
import { formatBytes, formatCount, formatInstant } from '../number-format.ts';
import type { Cohort, ReportModel, ReportRelease, ReportSite, Verdict } from '../report-model.ts';
import { cohortKey } from './cohort-key.ts';
import { dataTable } from './table.ts';

/** Sites listed one by one on the first screen; the table further down has them all. */
const LISTED_SITES = 8;

/** Title, verdicts, key scores, privacy and disclosures: what a reader needs before anything else. */
export function firstScreen(model: ReportModel): Markup {
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  const several = synthetic.length > 1;
  const kicker = several
    ? `Report on ${formatCount(synthetic.length)} synthetic cohorts`
    : 'Report on a synthetic cohort';
  const uses = several ? 'What the cohorts can serve for' : 'What the cohort can serve for';
  return markup`<header><p class="kicker">${kicker}</p><h1>${model.about.title}</h1>${facts(model, synthetic)}${model.release && releaseNotice(model.release)}<div class="first"><section aria-labelledby="uses"><h2 id="uses">${uses}</h2>${several ? verdictMatrix(model, synthetic) : verdictList(model)}</section><section aria-labelledby="key-scores"><h2 id="key-scores">Key scores</h2>${keyScores(model, synthetic)}</section></div>${privacyNotices(model, synthetic)}${model.sites.length > 0 ? disclosedInShort(model) : nothingDisclosed(model)}</header>`;
}

function releaseNotice({ sentence }: ReportRelease): Markup {
  return markup`<p class="notice">${sentence} <a href="#models-compared">Models compared</a></p>`;
}

function facts({ about, study, cohorts, sites }: ReportModel, synthetic: readonly Cohort[]): Markup {
  const rows = (role: Cohort['role']): string =>
    cohorts
      .filter((cohort) => cohort.role === role)
      .map((cohort) => formatCount(cohort.rows))
      .join(' / ');
  const entries: readonly (readonly [string, string])[] = [
    [
      study && study.models.length > 1 ? 'Generators' : 'Generator',
      study?.models.map(({ name }) => name).join(' / ') ?? '',
    ],
    ['Sites', sites.length === 0 ? '' : formatCount(sites.length)],
    ['Columns', formatCount(about.columns)],
    ['Patients in training', rows('training')],
    ['held out', rows('held-out')],
    [
      synthetic.length > 1 ? `Rows of ${synthetic.map(({ label }) => label).join(' / ')}` : 'Synthetic rows',
      rows('synthetic'),
    ],
    ['Finished', formatInstant(about.finishedAt)],
    ['Seed', about.seed],
    ['Cohortloom', about.softwareVersion],
  ];
  return markup`<dl class="facts">${entries.map(
    ([term, value]) => value !== '' && markup`<div><dt>${term}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function verdictList({ verdicts }: ReportModel): Markup {
  return markup`<dl class="verdicts">${verdicts.map(
    ({ title, level, sentence, reason }) =>
      markup`<div><dt>${title}${levelName(level)}</dt><dd>${sentence}${reason && ` ${reason}`}</dd></div>`,
  )}</dl>`;
}

/** A row for each use, a column for each cohort: the level and the figure it hangs on. */
function verdictMatrix({ verdicts }: ReportModel, synthetic: readonly Cohort[]): Markup {
  const columns = [{ heading: '' }, ...synthetic.map(({ label }) => ({ heading: label, text: true }))];
  const uses = Map.groupBy(verdicts, ({ use }) => use);
  const rows = [...uses.values()].map((own) => ({
    cells: [
      own[0].title,
      ...synthetic.map(({ id, label }) =>
        matrixCell(
          label,
          own.find(({ cohort }) => cohort === id),
        ),
      ),
    ],
  }));
  return dataTable('', columns, [{ rows }], { className: 'matrix' });
}

/** On a narrow page cells stand one under the other, each with the cohort's name. */
function matrixCell(label: string, verdict: Verdict | undefined): Markup {
  return markup`<strong class="of">${label}</strong>${verdict && levelName(verdict.level)} ${verdict && [verdict.sentence, verdict.reason].filter(Boolean).join(' ')}`;
}

function levelName(level: Verdict['level']): Markup {
  return markup`<span class="level ${level}">${LEVEL_NAMES[level]}</span>`;
}

function keyScores(model: ReportModel, synthetic: readonly Cohort[]): Markup {
  const shown = keyScoresOf(model.scores);
  if (shown.length === 0) return markup`<p>No score was computed.</p>`;
  const styles = cohortStyles(model.cohorts);
  const ids = synthetic.map(({ id }) => id);
  return markup`${cohortKey(ids, 'dot', styles)}${scoreScaleFigure(shown, 'scale', styles)}<p class="small">${comparedWith(shown)} Dashed mark: floor, a cohort whose columns are independent. Solid mark: ceiling, another real cohort. Where the floor reaches the ceiling, the score tells of single columns only.</p>`;
}

function privacyNotices({ privacyStatements }: ReportModel, synthetic: readonly Cohort[]): Markup[] {
  return privacyStatements.map(({ cohort, alarm, sentence }) => {
    const label = synthetic.length > 1 ? `, ${synthetic.find(({ id }) => id === cohort)?.label ?? cohort}` : '';
    return markup`<p class="notice${alarm && ' alarm'}"><strong>Privacy${label}.</strong> ${withoutSubject(sentence)}</p>`;
  });
}

function disclosedInShort({ sites }: ReportModel): Markup {
  const listed = sites.length <= LISTED_SITES ? sites : [];
  const total = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  return markup`<section aria-labelledby="disclosed"><p class="notice" id="disclosed"><strong>What the sites disclosed.</strong> Sums over patients and model parameters: ${formatBytes(total)} in all from ${formatCount(sites.length)} ${sites.length === 1 ? 'site' : 'sites'}. <a href="#disclosures">By site and round</a></p>${listed.length > 0 && markup`<ul class="sites">${listed.map(siteLine)}</ul>`}</section>`;
}

function siteLine({ name, rows, roundsJoined, bytes, disclosures }: ReportSite): Markup {
  const patients = rows === null ? 'patients not disclosed' : `${formatCount(rows)} patients`;
  const kinds = disclosures
    .map(({ kind, model, rounds }) => `${formatCount(rounds)} ${kind}${model === undefined ? '' : ` of ${model}`}`)
    .join(', ');
  return markup`<li><strong>${name}</strong>: ${patients}; ${formatBytes(bytes)} in ${formatCount(roundsJoined)} rounds${kinds && ` (${kinds})`}</li>`;
}

function nothingDisclosed({ inputs }: ReportModel): Markup {
  const files = inputs.map(({ label, file, rows }) => `${label}: ${file} (${formatCount(rows)} rows)`).join('; ');
  return markup`<p class="notice" id="disclosed"><strong>What was disclosed.</strong> Nothing left any site: all rows were at hand. <a href="#disclosures">Files</a>${files && `, ${files}`}.</p>`;
}
