import { describe, expect, it } from '@jest/globals';
import { cohortStyles } from '../../figures/cohort-style.ts';
import type { CohortInference, ReportModel } from '../report-model.ts';
import { simulatedEvaluation, simulatedReport } from '../testing/simulated-report.ts';
import { baselineSection } from './baseline-section.ts';
import { coOccurrenceSection } from './co-occurrence-section.ts';
import { columnsSection } from './columns-section.ts';
import { effectsSection } from './effects-section.ts';
import { markerCurvesSection } from './marker-curves-section.ts';
import { outcomesSection } from './outcomes-section.ts';

const SMALL = { markers: 4, rows: { training: 400, heldOut: 100, synthetic: 400 } };
const ONE = simulatedReport(SMALL);
const THREE = simulatedEvaluation(SMALL);
const NONE: ReportModel = { ...ONE, inference: [], coOccurrence: undefined };

type Section = typeof baselineSection;

function render(section: Section, model: ReportModel): string {
  return section(model, cohortStyles(model.cohorts)).text;
}

/** Cells of the table rows whose first cell reads so. */
function rowsOf(html: string, name: string): string[][] {
  return [...html.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)]
    .map(([, row]) =>
      [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) =>
        cell
          .replace(/<svg[^]*?<\/svg>/g, 'drawing')
          .replace(/<[^>]*>/g, '')
          .replace('&lt;', '<'),
      ),
    )
    .filter(([first]) => first === name);
}

function withInference(change: (figures: CohortInference) => Partial<CohortInference>): ReportModel {
  return { ...ONE, inference: ONE.inference.map((own) => ({ ...own, ...change(own) })) };
}

describe.each([
  ['baseline', baselineSection],
  ['columns', columnsSection],
  ['outcomes', outcomesSection],
  ['effects', effectsSection],
  ['marker curves', markerCurvesSection],
  ['co-occurrence', coOccurrenceSection],
] as [string, Section][])('the section on %s', (_, section) => {
  it('is not there without figures, and shows no number that is none with them', () => {
    expect(render(section, NONE)).toBe('');
    for (const model of [ONE, THREE]) {
      const html = render(section, model);
      expect(html.length).toBeGreaterThan(500);
      expect(html).not.toMatch(/NaN|undefined|Infinity|>null</);
    }
  });

  it('names every synthetic cohort where there are several', () => {
    const html = render(section, THREE);
    for (const { label, role } of THREE.cohorts) if (role === 'synthetic') expect(html).toContain(label);
  });
});

describe('baseline characteristics', () => {
  const test = { test: 'fisher', p: 0.0004, holm: 0.02, benjaminiHochberg: 0.011 } as const;
  const cell = (counts: (number | null)[]) => ({ known: 100, missing: 4, counts });
  const marker = {
    kind: 'categorical',
    field: 'tp53',
    title: 'TP53',
    group: 'molecular',
    states: ['0', '1'],
    training: cell([92, 8]),
    synthetic: cell([80, 20]),
    levels: [test, test],
    standardisedDifference: 0.352,
  } as const;
  const baseline = (own: object): string =>
    render(
      baselineSection,
      withInference(() => ({
        baseline: [{ ...structuredClone(marker), ...own } as unknown as CohortInference['baseline'][number]],
      })),
    );

  it('gives a marker one line: counts, shares, missing, size of the difference, test', () => {
    const [line] = rowsOf(baseline({}), 'TP53');
    expect(line).toEqual(['TP53', '8 (8.0)', '20 (20.0)', '4 / 4', '+0.35', 'Fisher', '<0.001', '0.020', '0.011']);
  });

  it('gives a column of several states a head and a line for each state', () => {
    const html = baseline({ states: ['a', 'b', 'c'], training: cell([1, 2, 97]), levels: [test, null, test] });
    expect(rowsOf(html, 'TP53')[0].slice(1, 6)).toEqual(['', '', '4 / 4', '0.35', '']);
    expect(rowsOf(html, 'b')[0]).toEqual(['b', '2 (2.0)', '20 (20.0)', '', '', '', '', '', '']);
    expect(rowsOf(html, 'c')[0].slice(5)).toEqual(['Fisher', '<0.001', '0.020', '0.011']);
  });

  it('marks notable differences by a sign, not by colour alone', () => {
    expect(baseline({ standardisedDifference: -0.101 })).toContain('<strong class="notable">−0.10</strong>');
    expect(baseline({ standardisedDifference: 0.1 })).not.toContain('notable');
  });

  it('plots sizes without direction apart, from 0, whatever the sign that they come with', () => {
    const own = { states: ['a', 'b', 'c'], training: cell([1, 2, 97]), levels: [test, null, test] };
    const plotOf = (html: string): string => html.slice(html.indexOf('Standardised differences</h3>'));
    const sizes = plotOf(baseline({ ...own, standardisedDifference: -0.352 }));
    expect(rowsOf(sizes, 'TP53')).toEqual([['TP53', '0.35', 'drawing']]);
    expect(rowsOf(sizes, 'Several states: size')).toEqual([['Several states: size', 'Synthetic', '0.00.4']]);
    expect(sizes).toContain('<title>TP53: Synthetic 0.352</title>');
    expect(sizes).toContain('their axis begins at 0');
    expect(rowsOf(plotOf(baseline({})), 'molecular')).toEqual([['molecular', 'Synthetic', '−0.40.0+0.4']]);
    expect(plotOf(baseline({}))).not.toContain('begins at 0');
  });

  it('says where counts are suppressed', () => {
    const html = baseline({ training: { known: null, missing: null, counts: [null, null] } });
    expect(rowsOf(html, 'TP53')[0].slice(1, 4)).toEqual(['supp.', '20 (20.0)', 'supp. / 4']);
    expect(html).toContain('supp.: suppressed');
  });

  it('orders the plot of differences by size within groups', () => {
    const rows = ([0.01, -0.4, 0.2] as const).map((standardisedDifference, index) => ({
      ...structuredClone(marker),
      title: `marker ${index}`,
      field: `marker ${index}`,
      standardisedDifference,
    }));
    const html = render(
      baselineSection,
      withInference(() => ({ baseline: rows as unknown as CohortInference['baseline'] })),
    );
    const plot = html.slice(html.indexOf('Standardised differences</h3>'));
    expect([...plot.matchAll(/scope="row">(marker \d)/g)].map(([, name]) => name)).toEqual([
      'marker 1',
      'marker 2',
      'marker 0',
    ]);
  });
});

describe('outcomes', () => {
  it('prints odds as odds of one cohort, and the odds ratio against training as such', () => {
    const [odds] = rowsOf(render(outcomesSection, ONE), 'Odds within the cohort');
    const [ratio] = rowsOf(render(outcomesSection, ONE), 'Odds ratio');
    expect(odds).toHaveLength(4);
    expect(odds[1]).toMatch(/^2\.\d\d \(/);
    expect(ratio).toEqual(['Odds ratio', '1 (reference)', '', '1.16 (1.00–1.36)']);
  });

  it('writes what is not reached, and keeps signed limits readable', () => {
    const open = { value: 41.5, lower: 30, upper: null };
    const never = { value: null, lower: null, upper: null };
    const html = render(
      outcomesSection,
      withInference(({ endpoints }) => ({
        endpoints: endpoints.slice(0, 1).map((own) => ({
          ...own,
          training: { ...own.training, median: open },
          synthetic: { ...own.synthetic, median: never },
        })),
      })),
    );
    expect(rowsOf(html, 'Median, months')[0].filter((_, index) => index !== 2)).toEqual([
      'Median, months',
      '41.5 (30.0–NR)',
      'NR',
    ]);
    expect(rowsOf(html, 'Difference of restricted means')[0][3]).toBe('−1.3 (−2.8 to 0.2)');
  });
});

describe('effects by marker', () => {
  const effect = (ratio: number) => ({ ratio, lower: ratio / 2, upper: ratio * 2, p: 0.2, patients: 30, events: null });
  const agreement = { sameDirection: true, sameSignificance: false, overlap: 0.5, trainingInside: true };
  const term = (field: string, group: string, ratio: number | null, own: object = {}) => ({
    field,
    group,
    state: '1',
    training: ratio === null ? null : effect(ratio),
    synthetic: effect(1.2),
    agreement: ratio === null ? null : agreement,
    ...own,
  });
  const summary = (agreeing: number) => ({ terms: 40, agreeing, sameDirection: 38, meanOverlap: 0.8 });
  const html = render(
    effectsSection,
    withInference(() => ({
      effects: [
        {
          outcome: 'OS',
          kind: 'hazard-ratio',
          terms: [
            term('weak', 'molecular', 1.1),
            term('absent', 'molecular', null, { missingReason: 'too few events' }),
            term('strong', 'molecular', 0.2, { agreement: { ...agreement, sameDirection: false } }),
            term('other', 'clinical', 3, { agreement: { ...agreement, sameSignificance: true } }),
          ],
          agreement: summary(31),
          ceiling: { ...summary(33), draws: 4 },
          floor: { ...summary(18), draws: 1 },
        },
      ],
    })),
  );

  it('orders terms by group, then strength, those without an estimate last', () => {
    expect([...html.matchAll(/scope="row">(\w+)</g)].map(([, name]) => name)).toEqual([
      'strong',
      'weak',
      'absent',
      'other',
    ]);
  });

  it('marks how each agrees, with the numbers beside the plot', () => {
    expect(rowsOf(html, 'weak')[0]).toEqual([
      'weak',
      'drawing',
      '≈',
      '30 / supp.',
      '1.10 (0.55–2.20)',
      '0.200',
      '30 / supp.',
      '1.20 (0.60–2.40)',
      '0.200',
    ]);
    expect(['strong', 'other', 'absent'].map((name) => rowsOf(html, name)[0][2])).toEqual(['≠', '=', '–']);
    expect(html).toContain('No estimate: too few events: absent.');
  });

  it('says how many agree beside halves of the training patients and independent columns', () => {
    expect(html.replace(/<[^>]*>/g, '')).toContain(
      '31 of 40 markers agree in direction and significance with the training patients; their intervals overlap by 80 % on average. Two random halves of the training patients, of half as many patients each, so that fewer effects are significant: 33 of 40, 80 % (means of 4); independent columns: 18 of 40, 80 %.',
    );
    expect(html.lastIndexOf('≈ same direction only')).toBeGreaterThan(html.indexOf('<h3>OS</h3>'));
  });
});

describe('the sentence on effects', () => {
  it('tells the overlap of every cohort, of halves and of independent columns', () => {
    const summary = (agreeing: number, meanOverlap: number | null) => ({
      terms: 9,
      agreeing,
      sameDirection: 9,
      meanOverlap,
    });
    const sentenceOf = (own: number | null): string => {
      const model = withInference(({ effects }) => ({
        effects: effects.slice(0, 1).map((table) => ({
          ...table,
          agreement: summary(6, own),
          ceiling: { ...summary(7, 0.68), draws: 1 },
          floor: { ...summary(3, 0.4), draws: 1 },
        })),
      }));
      return render(effectsSection, model).replace(/<[^>]*>/g, '');
    };
    expect(sentenceOf(0.714)).toMatch(/overlap by 71 % on average.*7 of 9, 68 %; independent columns: 3 of 9, 40 %\./);
    expect(sentenceOf(null)).toContain('overlap by – on average');
  });
});

describe('markers that occur together', () => {
  const counts = (...own: (number | null)[][]) => own;
  const model: ReportModel = {
    ...ONE,
    cohorts: [
      { id: 'training', label: 'Training', role: 'training', rows: 100 },
      { id: 'synthetic', label: 'Synthetic', role: 'synthetic', rows: 200 },
    ],
    coOccurrence: {
      fields: ['a', 'b', 'c'],
      states: ['1', '1', '1'],
      matrices: [
        { cohort: 'training', counts: counts([40, 10, 0], [10, 30, null], [0, null, 20]) },
        { cohort: 'synthetic', counts: counts([80, 5, 6], [5, 60, 3], [6, 3, 0]) },
      ],
    },
  };

  it('compares shares, so that cohorts of unequal size are comparable; suppressed pairs have a colour of their own', () => {
    const html = render(coOccurrenceSection, model);
    // 5 of 200 against 10 of 100: −75 %. 6 of 200 against none. 0 of 200 against 20 of 100: −100 %.
    const cells = (className: string) =>
      new RegExp(`class="${className}" d="([^"]*)"`).exec(html)?.[1].match(/M/g)?.length ?? 0;
    expect(cells('cold4')).toBe(2);
    expect(cells('unheard')).toBe(2);
    expect(cells('warm5')).toBe(0);
    expect(cells('cold5')).toBe(1);
    expect(cells('suppressed')).toBe(2);
    expect(html).toContain('−100 %</text>');
    expect(html).toContain('>suppressed</text>');
  });
});
