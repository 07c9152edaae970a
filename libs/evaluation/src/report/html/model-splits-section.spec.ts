import { expect, test } from '@jest/globals';
import { reportModelSchema, type ReportStudyModel } from '../report-model.ts';
import { simulatedReport } from '../testing/simulated-report.ts';
import { modelSplitsSection } from './model-splits-section.ts';

const leaf = (rows: number, median: number) => ({ rows, median });
const SPLITS: ReportStudyModel['splits'] = [
  {
    column: 'os_months',
    title: 'Overall <survival>',
    given: 40,
    root: {
      rows: 960,
      median: 23.4,
      split: {
        column: 'age',
        title: 'Age',
        unit: 'years',
        upTo: 60,
        missingGoesLeft: false,
        left: leaf(600, 40.2),
        right: {
          rows: 360,
          median: 9.1,
          split: { column: 'sex', states: ['male', 'other'], left: leaf(200, 8), right: { rows: 160, shares: [] } },
        },
      },
    },
  },
];

test('tells each split in words, escaped, and is in the schema', () => {
  const { study, ...rest } = simulatedReport();
  const models = study?.models.map((own) => ({ ...own, splits: SPLITS }));
  const model = reportModelSchema.parse({ ...rest, study: { ...study, models } });
  expect(model.study?.models[0].splits).toEqual(SPLITS);
  const text = modelSplitsSection(model).text.replaceAll(/<[^>]+>/g, '|');
  for (const words of [
    'Overall &lt;survival&gt;',
    'All|, 960 rows: median 23.4',
    'Age ≤ 60 years|, 600 rows: median 40.2',
    'Age &gt; 60 years or missing|, 360 rows',
    'sex: male or other|, 200 rows',
    'sex: other than male or other|, 160 rows: too few of each to be told',
  ]) {
    expect(text).toContain(words);
  }
});

test('says nothing of a model without splits', () => {
  expect(modelSplitsSection(simulatedReport()).text).toBe('');
});
