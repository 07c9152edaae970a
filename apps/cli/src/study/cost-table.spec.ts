import { expect, it } from '@jest/globals';
import type { Assessment, AssessmentScore } from '#evaluation/assessment';
import { costTable } from './cost-table.ts';

function assessed(ltc: number, mcc: number | null): Assessment {
  const common = { against: 'training', better: 'higher', floor: null, ceiling: null } as const;
  const scores: AssessmentScore[] = [
    { ...common, name: 'ltc', label: 'Log-transformed correlation', value: ltc },
    { ...common, name: 'prediction', label: 'Prediction (Matthews correlation)', subject: 'Remission', value: mcc },
    { ...common, against: 'held-out', name: 'ltc', label: 'Log-transformed correlation', value: 0.1 },
  ];
  return { scores } as unknown as Assessment;
}

it('sets federated beside pooled, in percent, and as a difference where scores lie about 0', () => {
  expect(costTable(assessed(0.72, -0.01), assessed(0.75, 0.02)).split('\n')).toEqual([
    'Cost of federation                              federated    pooled     change',
    'Log-transformed correlation                         0.720     0.750     −4.0 %',
    'Prediction, MCC (Remission)                        −0.010     0.020     −0.030',
  ]);
});

it('has a dash where a score is not defined', () => {
  expect(costTable(assessed(0.7, null), assessed(0, 0.1))).toMatch(/–\s+0\.100\s+–$/);
});
