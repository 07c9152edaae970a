import { cohortStyles } from '../../figures/cohort-style.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { scoreScaleFigure } from '../../figures/score-scale-figure.ts';
import { formatBytes, formatCount, formatInstant } from '../number-format.ts';
import type { ReportModel, ReportSite, Verdict } from '../report-model.ts';
import { keyScoresOf, LEVEL_NAMES } from '../key-scores.ts';
import { cohortKey } from './cohort-key.ts';

/** Sites listed one by one on the first screen; the table further down has them all. */
const LISTED_SITES = 8;

/** Title, verdicts, key scores, privacy and disclosures: what a reader needs before anything else. */
export function firstScreen(model: ReportModel): Markup {
  return markup`<header><p class="kicker">Report on a synthetic cohort</p><h1>${model.study.title ?? model.study.name}</h1>${facts(model)}<div class="first"><section aria-labelledby="uses"><h2 id="uses">What the cohort can serve for</h2>${verdictLists(model)}</section><section aria-labelledby="key-scores"><h2 id="key-scores">Key scores</h2>${keyScores(model)}</section></div>${model.privacyStatements.map(
    ({ alarm, sentence }) => markup`<p class="notice${alarm && ' alarm'}"><strong>Privacy.</strong> ${sentence}</p>`,
  )}${disclosedInShort(model)}</header>`;
}

function facts(model: ReportModel): Markup {
  const { study, cohorts, sites } = model;
  const rows = (role: string): string =>
    cohorts
      .filter((cohort) => cohort.role === role)
      .map((cohort) => formatCount(cohort.rows))
      .join(' / ');
  const entries: readonly (readonly [string, string])[] = [
    ['Generator', study.model],
    ['Sites', formatCount(sites.length)],
    ['Columns', formatCount(study.columns)],
    ['Patients in training', rows('training')],
    ['held out', rows('held-out')],
    ['Synthetic rows', rows('synthetic')],
    ['Finished', formatInstant(study.finishedAt)],
    ['Seed', study.seed],
    ['Cohortloom', study.softwareVersion],
  ];
  return markup`<dl class="facts">${entries.map(
    ([term, value]) => value !== '' && markup`<div><dt>${term}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function verdictLists(model: ReportModel): Markup[] {
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  return synthetic.map(({ id, label }) => {
    const own = model.verdicts.filter(({ cohort }) => cohort === id);
    return markup`${synthetic.length > 1 && markup`<h3>${label}</h3>`}<dl class="verdicts">${own.map(verdictEntry)}</dl>`;
  });
}

function verdictEntry({ title, level, sentence }: Verdict): Markup {
  return markup`<div><dt>${title}<span class="level ${level}">${LEVEL_NAMES[level]}</span></dt><dd>${sentence}</dd></div>`;
}

function keyScores(model: ReportModel): Markup {
  const shown = keyScoresOf(model.scores);
  if (shown.length === 0) return markup`<p>No score was computed.</p>`;
  const styles = cohortStyles(model.cohorts);
  const against = shown[0].against === 'held-out' ? 'patients held out of training' : 'the training patients';
  return markup`${cohortKey(syntheticIds(model), 'dot', styles)}${scoreScaleFigure(shown, 'scale', styles)}<p class="small">Against ${against}. Dashed mark: floor, a cohort whose columns are independent. Solid mark: ceiling, another real cohort. Where the floor reaches the ceiling, the score tells of single columns only.</p>`;
}

function syntheticIds({ cohorts }: ReportModel): string[] {
  return cohorts.filter(({ role }) => role === 'synthetic').map(({ id }) => id);
}

function disclosedInShort({ sites }: ReportModel): Markup {
  const listed = sites.length <= LISTED_SITES ? sites : [];
  const total = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  return markup`<section aria-labelledby="disclosed"><p class="notice" id="disclosed"><strong>What the sites disclosed.</strong> Sums over patients and model parameters: ${formatBytes(total)} in all from ${formatCount(sites.length)} ${sites.length === 1 ? 'site' : 'sites'}. <a href="#disclosures">By site and round</a></p>${listed.length > 0 && markup`<ul class="sites">${listed.map(siteLine)}</ul>`}</section>`;
}

function siteLine({ name, rows, roundsJoined, bytes, disclosures }: ReportSite): Markup {
  const patients = rows === null ? 'patients not disclosed' : `${formatCount(rows)} patients`;
  const kinds = disclosures.map(({ kind, rounds }) => `${formatCount(rounds)} ${kind}`).join(', ');
  return markup`<li><strong>${name}</strong>: ${patients}; ${formatBytes(bytes)} in ${formatCount(roundsJoined)} rounds${kinds && ` (${kinds})`}</li>`;
}
