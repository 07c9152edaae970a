import { describe, expect, it } from '@jest/globals';
import { cohortStyles } from '../../figures/cohort-style.ts';
import type { ReportModel } from '../report-model.ts';
import { simulatedEvaluation, simulatedReport } from '../testing/simulated-report.ts';
import { modelsSection } from './models-section.ts';
import { privacySection } from './privacy-section.ts';

const SMALL = { markers: 2, rows: { training: 200, heldOut: 50, synthetic: 200 } };
const STUDY = simulatedReport(SMALL);
const FILES = simulatedEvaluation(SMALL);

function models(model: ReportModel): string {
  return modelsSection(model, cohortStyles(model.cohorts)).text;
}

/** The first cells of the rows under a heading. */
function linesUnder(html: string, heading: string): string[] {
  const body = html.split('<tbody>').find((part) => part.includes(`>${heading}</th>`)) ?? '';
  return [...body.matchAll(/scope="row">([^<]*)</g)].map(([, name]) => name);
}

describe('models that learn from the rows', () => {
  it('stand beside independent columns and what sites reach alone, in a study', () => {
    const lines = linesUnder(models(STUDY), 'complete remission, held-out patients');
    expect(lines).toEqual(['Synthetic', 'independent columns', 'each site’s own patients']);
    expect(linesUnder(models(STUDY), 'OS, training patients')).toEqual(['Synthetic']);
  });

  it('stand beside a model that learnt from all real rows, where these were at hand', () => {
    const cohorts = ['CTAB-GAN+', 'NFlow', 'Independent columns'];
    const lines = linesUnder(models(FILES), 'complete remission, held-out patients');
    expect(lines).toEqual([...cohorts, 'independent columns', 'real training patients']);
    expect(linesUnder(models(FILES), 'EFS, held-out patients')).toEqual([...cohorts, 'real training patients']);
  });

  it('draw calibration of held-out patients, without the suppressed fifth', () => {
    const html = models(STUDY);
    expect(html).toContain('OS at 24 months, held-out patients');
    const [figure] = html.slice(html.indexOf('id="calibration-0-t"')).split('</svg>');
    expect(figure.match(/class="mark syn1"/g)).toHaveLength(4);
  });

  it('are not there where none was assessed', () => {
    expect(models({ ...STUDY, utility: [] })).toBe('');
  });
});

describe('privacy', () => {
  it('sets every figure beside independent columns, with its interval', () => {
    const html = privacySection(STUDY)
      .text.replaceAll(/<[^>]*>/g, '|')
      .replaceAll(/\|+/g, '|');
    expect(html).toContain('|Leakage coefficient|0.011 |(0.003–0.019)|−0.010 |(−0.018 to −0.002)|alarm above 0.05|');
    expect(html).toMatch(/\|Linking, 1 nearest\|\d+\.\d %\|/);
    expect(html).toContain('too weak to tell');
    expect(html).not.toContain('most exposed');
  });

  it('names the alarm at an attack as a whole, never at the single columns listed below it', () => {
    const [own] = STUDY.privacy;
    const [column] = own.synthetic.inference.columns;
    const high = { ...column, risk: 0.5, lower: 0.4, upper: 0.6, isTooWeak: false };
    const readings = (overall: typeof high | null) => {
      const inference = { overall, columns: [{ ...high }] };
      const html = privacySection({ ...STUDY, privacy: [{ ...own, synthetic: { ...own.synthetic, inference } }] }).text;
      const row = (name: string) => html.split('scope="row">').find((part) => part.startsWith(`${name}<`)) ?? '';
      return ['Inferring a column, mean', `inferring ${column.field}`].map((name) => row(name).includes('>alarm<'));
    };
    expect(readings(high)).toEqual([true, false]);
    expect(readings({ ...high, lower: 0.1 })).toEqual([false, false]);
    expect(readings(null)).toEqual([false, false]);
  });

  it('shows what an assessment without attacks has', () => {
    const [own] = STUDY.privacy;
    const nothing = {
      singlingOut: { univariate: null, multivariate: null, byAttributes: [] },
      linkability: [],
      inference: { overall: null, columns: [] },
    };
    const bare = { ...own, rows: undefined, synthetic: { ...own.synthetic, ...nothing } };
    const html = privacySection({ ...STUDY, privacy: [bare] }).text;
    expect(html).not.toMatch(/Attacks|Risk|undefined|NaN/);
    expect(html).toContain('Leakage coefficient');
  });
});
