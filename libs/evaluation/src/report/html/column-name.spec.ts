import { expect, test } from '@jest/globals';
import { simulatedReport } from '../testing/simulated-report.ts';
import { fieldsOfSeveralStates, stateName } from './column-name.ts';

test.each([
  ['1', false, 'NPM1'],
  ['Mutated', false, 'NPM1'],
  ['male', false, 'NPM1: male'],
  ['1', true, 'NPM1: 1'],
])('state %s, one of several: %s', (state, isOneOfSeveral, name) => {
  expect(stateName({ field: 'NPM1' }, state, isOneOfSeveral)).toBe(name);
});

test('columns of more than two states', () => {
  const model = simulatedReport({ markers: 2, rows: { training: 100, heldOut: 20, synthetic: 100 } });
  const several = fieldsOfSeveralStates(model);
  for (const own of model.distributions)
    expect(several.has(own.field)).toBe(own.kind === 'categorical' && own.states.length > 2);
  expect(several.size).toBeGreaterThan(0);
});
