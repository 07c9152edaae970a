/** The report as one self-contained HTML page: opens offline, needs no script, requests nothing. */
import { createHash } from 'node:crypto';
import { type CohortStyles, cohortStyles } from '../../figures/cohort-style.ts';
import { Markup, markup } from '../../figures/markup.ts';
import type { ReportModel } from '../report-model.ts';
import { associationsSection } from './associations-section.ts';
import { baselineSection } from './baseline-section.ts';
import { coOccurrenceSection } from './co-occurrence-section.ts';
import { columnsSection } from './columns-section.ts';
import { disclosuresSection } from './disclosures-section.ts';
import { distributionsSection } from './distributions-section.ts';
import { effectsSection } from './effects-section.ts';
import { fidelitySection } from './fidelity-section.ts';
import { firstScreen } from './first-screen.ts';
import { markerCurvesSection } from './marker-curves-section.ts';
import { modelsComparedSection } from './models-compared-section.ts';
import { modelsSection } from './models-section.ts';
import { modelSplitsSection } from './model-splits-section.ts';
import { methodsSections } from './methods-section.ts';
import { outcomesSection } from './outcomes-section.ts';
import { plausibilitySection } from './plausibility-section.ts';
import { privacySection } from './privacy-section.ts';
import { STYLESHEET } from './stylesheet.ts';
import { survivalSection } from './survival-section.ts';

/** The same model gives the same bytes. Everything from the model is escaped; the style alone is allowed, by its hash. */
export function renderHtml(model: ReportModel): string {
  const styles = cohortStyles(model.cohorts);
  const body = markup`${comparison(model, styles)}${privacySection(model)}${plausibilitySection(model)}${disclosuresSection(model)}${methodsSections(model)}`;
  const { title, softwareVersion } = model.about;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Cohortloom ${softwareVersion}">
<title>${title}: report on a synthetic cohort</title>
<style>${new Markup(STYLESHEET)}</style>
</head>
<body>
${firstScreen(model)}
<main>${contents(body)}${body}</main>
<footer><p class="small">Written by Cohortloom ${softwareVersion}. The same content as data: report.json.</p></footer>
</body>
</html>
`.text;
}

/** Everything that sets synthetic rows beside real ones, from single columns to pairs. */
function comparison(model: ReportModel, styles: CohortStyles): Markup[] {
  return [
    modelsComparedSection(model),
    fidelitySection(model),
    baselineSection(model, styles),
    columnsSection(model, styles),
    distributionsSection(model, styles),
    outcomesSection(model, styles),
    survivalSection(model, styles),
    effectsSection(model, styles),
    markerCurvesSection(model, styles),
    modelsSection(model, styles),
    modelSplitsSection(model),
    associationsSection(model, styles),
    coOccurrenceSection(model, styles),
  ];
}

function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(STYLESHEET, 'utf8').digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

/** Links to the sections that this report has. */
function contents(body: Markup): Markup {
  const headings = [...body.text.matchAll(/<h2 id="([a-z-]+)">([^<]*)<\/h2>/g)];
  return markup`<nav aria-label="Contents">${headings.map(([, id, heading]) => markup`<a href="#${id}">${new Markup(heading)}</a>`)}</nav>`;
}
