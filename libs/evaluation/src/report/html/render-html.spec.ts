import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { simulatedEvaluation, simulatedReport } from '../testing/simulated-report.ts';
import { renderHtml } from './render-html.ts';

const SMALL = { markers: 3, rows: { training: 60, heldOut: 20, synthetic: 60 } };
const MODEL = simulatedReport();
const PAGE = renderHtml(MODEL);
const EVALUATION = simulatedEvaluation();
const SIDE_BY_SIDE = renderHtml(EVALUATION);

/** Elements and their attributes' names: what a page is made of, whatever it says. */
function skeleton(page: string): string {
  const body = page.replace(/<style>[^]*<\/style>/, '');
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '')).join('');
}

function headings(page: string): string[] {
  return [...page.matchAll(/<h([1-3])[^>]*>([^<]*)</g)].map(
    ([, level, text]) => `${'#'.repeat(Number(level))} ${text}`,
  );
}

describe('renderHtml', () => {
  it('is made of these parts', () => {
    expect(headings(PAGE)).toMatchInlineSnapshot(`
     [
       "# Acute myeloid leukaemia, three trials",
       "## What the cohort can serve for",
       "## Key scores",
       "## Fidelity",
       "## Baseline characteristics",
       "### Standardised differences",
       "## Column by column",
       "## Distributions",
       "### Numeric columns",
       "### Columns with several states, % of patients",
       "### Columns with two states, % of patients with a known state",
       "## Outcomes",
       "## Survival",
       "### Overall survival",
       "### Event-free survival",
       "## Effects by marker",
       "### complete remission",
       "### OS",
       "### EFS",
       "## Curves by marker",
       "### OS",
       "### EFS",
       "## Models that learn from the rows",
       "### Calibration of the Cox models",
       "## Associations",
       "## Markers that occur together",
       "## Privacy",
       "## Plausibility",
       "## Calibration",
       "## Disclosures",
       "## What this report cannot show",
       "## How the verdicts were reached",
       "## Model card",
       "## Methods and definitions",
     ]
    `);
  });

  it('stands alone: no address, no script, no inline handler or style, nothing to load', () => {
    expect(PAGE).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<script|<link|<img|<iframe|javascript:/i);
    expect(PAGE).not.toMatch(/<[^>]*\s(?:on[a-z]+|style|src)=/i);
    expect([...PAGE.matchAll(/href="([^"]*)"/g)].every(([, address]) => address.startsWith('#'))).toBe(true);
  });

  it('allows its own style by hash and nothing else', () => {
    const style = /<style>([^]*)<\/style>/.exec(PAGE)?.[1] ?? '';
    const hash = createHash('sha256').update(style, 'utf8').digest('base64');
    expect(PAGE).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  it('keeps its elements whatever columns, states, sites and studies are called', () => {
    const plain = skeleton(renderHtml(simulatedReport(SMALL)));
    const sideBySide = skeleton(renderHtml(simulatedEvaluation(SMALL)));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        '</style><style>*{display:none}',
        '</title></svg><svg onload=alert(1)>',
        '&lt;b&gt;&#60;b>',
        ']]><!--',
        'https://example.org/x.png',
        '\u202egnp.exe',
      ),
    );
    fc.assert(
      fc.property(hostile, (prefix) => {
        expect(skeleton(renderHtml(simulatedReport({ ...SMALL, prefix }))) === plain).toBe(true);
      }),
      { numRuns: 25 },
    );
    fc.assert(
      fc.property(hostile, (prefix) => {
        expect(skeleton(renderHtml(simulatedEvaluation({ ...SMALL, prefix }))) === sideBySide).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it.each([
    ['one cohort', PAGE],
    ['three', SIDE_BY_SIDE],
  ])('with %s gives every drawing a title and a description, and every strip in a table its numbers', (_, page) => {
    const strips = [...page.matchAll(/<svg class="strip"[^>]*role="img"><title>([^<]+)</g)];
    expect(strips.every(([, words]) => /\d|–/.test(words))).toBe(true);
    const drawings = [
      ...page.matchAll(
        /<svg[^>]*role="img"[^>]*aria-labelledby="([^"]*)"[^>]*><title id="([^"]*)">([^<]+)<\/title><desc id="([^"]*)">([^<]+)</g,
      ),
    ];
    expect(drawings.length + strips.length).toBe(page.split('role="img"').length - 1);
    expect(strips.length).toBeGreaterThan(40);
    for (const [, labels, title, , description] of drawings) expect(labels).toBe(`${title} ${description}`);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('hides the drawings without a description from screen readers', () => {
    for (const [tag] of PAGE.matchAll(/<svg[^>]*>/g)) expect(tag).toMatch(/role="img"|aria-hidden="true"/);
  });

  it('writes the same bytes for the same model', () => {
    expect(renderHtml(simulatedReport())).toBe(PAGE);
    expect(renderHtml(structuredClone(MODEL))).toBe(PAGE);
  });

  it('never shows a number that is none', () => {
    expect(PAGE + SIDE_BY_SIDE).not.toMatch(/NaN|undefined|Infinity|>null</);
  });

  it('shows the figures that the model has', () => {
    expect(PAGE).toContain('Leakage coefficient 0.011 (alarm above 0.05; −0.010 for independent columns).');
    expect(PAGE).toContain(
      '<strong>north</strong>: 448 patients; 42.2 MB in 33 rounds (1 profile, 30 train, 2 assess)',
    );
    expect(PAGE).toContain('14 cells of this report suppressed');
  });

  it('stays far below 2 MB with 92 columns', () => {
    expect(renderHtml(simulatedReport({ markers: 84 })).length).toBeLessThan(1_000_000);
    expect(renderHtml(simulatedEvaluation({ markers: 84 })).length).toBeLessThan(1_700_000);
  });

  it('says on the first screen of an evaluation of files that nothing left any site, and what each cohort can serve for', () => {
    const first = SIDE_BY_SIDE.slice(0, SIDE_BY_SIDE.indexOf('<main>'));
    expect(first).toContain('Report on 3 synthetic cohorts');
    expect(first).toContain('Nothing left any site: all rows were at hand.');
    expect(first).toContain('NFlow: synthetic-2.csv (778 rows)');
    expect(first.match(/class="level /g)).toHaveLength(15);
    expect(first.match(/<strong>Privacy, /g)).toHaveLength(3);
    expect(SIDE_BY_SIDE).toContain(`<code>${'b2'.repeat(32)}</code>`);
    expect(SIDE_BY_SIDE).toContain('3 (2 different)');
    expect(SIDE_BY_SIDE).toContain('passed over: row_id.');
    expect(SIDE_BY_SIDE).not.toContain('agreed bins');
  });

  it('says with every verdict what it means, and where a use is with care at best', () => {
    const criteria = PAGE.slice(PAGE.indexOf('id="criteria"'), PAGE.indexOf('id="model-card"'));
    for (const { sentence } of MODEL.verdicts) expect(criteria).toContain(`<span class="meaning">${sentence}</span>`);
    expect(criteria.match(/at best with care/g)).toHaveLength(1);
    expect(criteria).toMatch(/As a control arm: [a-z ]+, at best with care</);
    const matrix = SIDE_BY_SIDE.slice(0, SIDE_BY_SIDE.indexOf('<main>'));
    for (const { sentence, reason } of EVALUATION.verdicts) expect(matrix).toContain(`${sentence} ${reason}`.trim());
  });

  it('points from short-sightedness to follow-up where there is one', () => {
    const pointer = '<a href="#outcomes">Outcomes</a>';
    expect(PAGE).toContain(pointer);
    expect(renderHtml({ ...MODEL, inference: [] })).not.toContain(pointer);
  });

  it('shows no share of a two-state column of which a count is suppressed', () => {
    const distributions = MODEL.distributions.map((own) =>
      own.kind === 'categorical' && own.field === 'GENE1'
        ? { ...own, series: own.series.map((series) => ({ ...series, shares: [null, 0.7], missing: null })) }
        : own,
    );
    const page = renderHtml({ ...MODEL, inference: [], distributions });
    expect(page).toContain('<title>GENE1: Training –, Synthetic –</title>');
  });

  it('does without whatever was not assessed', () => {
    const bare = renderHtml({
      ...MODEL,
      verdicts: [],
      privacyStatements: [],
      scores: [],
      inference: [],
      survival: [],
      distributions: [],
      associations: undefined,
      coOccurrence: undefined,
      privacy: [],
      constraints: [],
      study: undefined,
      limits: [],
      sites: [],
    });
    expect(headings(bare)).not.toContain('## Survival');
    expect(bare).toContain('No score was computed.');
  });
});
