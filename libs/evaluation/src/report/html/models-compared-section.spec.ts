import { describe, expect, it } from '@jest/globals';
import { reportModelSchema } from '../report-model.ts';
import { terminalSummary } from '../terminal-summary.ts';
import { simulatedComparison, simulatedEvaluation, simulatedReport } from '../testing/simulated-report.ts';
import { modelsComparedSection } from './models-compared-section.ts';
import { renderHtml } from './render-html.ts';

const SMALL = { markers: 3, rows: { training: 300, heldOut: 75, synthetic: 300 } };
const MODEL = simulatedComparison(SMALL);
const PAGE = renderHtml(MODEL);

/** Texts of the cells of each row. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, '')),
  );
}

function skeleton(page: string): string {
  const body = page.replace(/<style>[^]*<\/style>/, '');
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '')).join('');
}

describe('the report of a study of several models', () => {
  it('follows its schema', () => {
    expect(reportModelSchema.parse(JSON.parse(JSON.stringify(MODEL)))).toEqual(MODEL);
  });

  it('says on its first screen which one was released, and where it is compared', () => {
    const first = PAGE.slice(0, PAGE.indexOf('<main>'));
    expect(first).toContain('Released: sequential-trees (97 %)');
    expect(first).toContain('href="#models-compared"');
    expect(first).toContain('ctabgan-plus / sequential-trees / survival-nflow');
    expect(terminalSummary(MODEL).replaceAll('\n', ' ')).toContain(MODEL.release?.sentence);
  });

  it('has what became of each model, and the scores that tell them apart between floor and ceiling', () => {
    const html = modelsComparedSection(MODEL).text;
    const rows = rowsOf(html);
    expect(rows).toContainEqual(['ctabgan-plus', '81 %', 'no', 'Not released', 'reason']);
    expect(rows).toContainEqual(['sequential-trees', '97 %', 'no', 'Released', 'reason']);
    expect(rows).toContainEqual(['survival-nflow', '–', '–', 'No cohort', 'CL-MODEL-001 Training diverged.']);
    expect(rows).toContainEqual([
      'Score',
      'Floor',
      'ctabgan-plus',
      'sequential-trees',
      'Ceiling',
      'ctabgan-plus',
      'sequential-trees',
    ]);
    const ltc = MODEL.scores.find(({ id, against }) => id === 'ltc' && against === 'held-out');
    const [, floor, network] = rows.find(([name]) => name.includes('(LTC)')) ?? [];
    expect(Number(floor)).toBeCloseTo(ltc?.values[0].floor ?? 0, 3);
    expect(Number(network)).toBeCloseTo(ltc?.values[0].value ?? 0, 3);
    expect(rows.map(([name]) => name).join()).not.toMatch(/BSM|RSC|KM/);
    expect(html).not.toMatch(/NaN|undefined|Infinity|>null</);
  });

  it('tells rounds, settings and calibration of each model apart', () => {
    expect(PAGE).toContain('30 train of ctabgan-plus, 12 train of sequential-trees');
    expect(PAGE).toContain('<dt>sequential-trees: batchSize</dt>');
    expect(PAGE).toContain('<strong>sequential-trees.</strong> The rows were drawn from a pool');
    const [site] = MODEL.sites;
    expect(site.disclosures.map(({ kind, model, what }) => [kind, model, what])).toEqual([
      ['profile', undefined, expect.any(String)],
      ['train', 'ctabgan-plus', 'parameters of the generator'],
      ['train', 'sequential-trees', 'counts by node'],
      ['assess', undefined, expect.any(String)],
    ]);
    expect(site.disclosures.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(site.bytes);
    expect(rowsOf(PAGE).map(([name]) => name)).toContain('train, sequential-trees');
  });

  it('says that the choice makes its scores look better, where there was one', () => {
    const warned = (model: typeof MODEL) => model.limits.filter((limit) => limit.includes('chosen as the best of'));
    expect(warned(MODEL)).toHaveLength(1);
    expect(warned(simulatedReport(SMALL))).toHaveLength(0);
    expect(warned(simulatedEvaluation(SMALL))).toHaveLength(0);
  });

  it('says which rows were calibrated to two-way tables, and what that does to scores and to the choice', () => {
    expect(PAGE.match(/weighted to 1,128 two-way tables as well/g)).toHaveLength(1);
    const warned = ({ limits }: typeof MODEL) => limits.filter((limit) => limit.includes('two-way tables'));
    expect(warned(MODEL)).toHaveLength(1);
    expect(warned(MODEL)[0]).toMatch(/^The rows of sequential-trees were calibrated .* read the held-out ones\.$/);
    expect(warned(simulatedReport(SMALL))).toHaveLength(0);
    const [unheld] = warned(simulatedComparison({ ...SMALL, rows: { ...SMALL.rows, heldOut: 0 } }));
    expect(unheld).toContain('which favours a model with such rows');
  });

  it('keeps its elements whatever models are called', () => {
    const prefix = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)>';
    expect(skeleton(renderHtml(simulatedComparison({ ...SMALL, prefix })))).toBe(skeleton(PAGE));
  });

  it('has no such part where there was nothing to choose from', () => {
    for (const model of [simulatedReport(SMALL), simulatedEvaluation(SMALL)]) {
      expect(modelsComparedSection(model).text).toBe('');
      expect(renderHtml(model)).not.toContain('models-compared');
    }
  });
});
