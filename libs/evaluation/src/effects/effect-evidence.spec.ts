import { expect, test } from '@jest/globals';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { agreedGrids } from '../summaries/evaluation-grids.ts';
import { sumRowSet } from '../summaries/row-set-sums.ts';
import { effectPlan } from './covariate-layout.ts';
import { evidenceOfRows, evidenceOfSums, type GroupedResponse, type GroupedSurvival } from './effect-evidence.ts';
import { sumEffects } from './effect-sums.ts';
import { termsOf } from './terms.ts';

const table = randomCohort(400, 'rows');
const plan = effectPlan(DICTIONARY, profileOf(DICTIONARY, [table]));
const { bins } = sumRowSet(DICTIONARY, agreedGrids(DICTIONARY), table);
const ofRows = evidenceOfRows(DICTIONARY, table);
const ofSums = evidenceOfSums(plan, sumEffects(DICTIONARY, plan, table), bins);
const terms = termsOf(DICTIONARY, () => 10);

test('one term for two states, one for each of more, one for a number; no outcome', () => {
  const names = terms.map((term) => `${term.field.name}${term.kind === 'state' ? `=${term.state}` : ''}`);
  expect(names).toEqual([
    'sex=1',
    'grade=0',
    'grade=1',
    'grade=2',
    'grade=3',
    'grade=4',
    'marker=1',
    'age',
    'count',
    'level',
  ]);
});

test.each(terms.filter(({ kind }) => kind === 'state'))('sums hold the very patients of a state', (term) => {
  for (const value of [0, 1]) {
    const rows = ofRows.survival('OS', term);
    const sums = ofSums.survival('OS', term);
    expect(patients(sums, value)).toBe(patients(rows, value));
    expect(events(sums, value)).toBe(events(rows, value));
    const labelled = (groups: GroupedResponse) =>
      total(groups.counts, (i) => groups.values[i] === value && groups.labels[i] === 1);
    expect(labelled(ofSums.response('response', term))).toBe(labelled(ofRows.response('response', term)));
  }
});

test.each(terms.filter(({ kind }) => kind === 'numeric'))('sums keep the mean of a number, but for bins', (term) => {
  const mean = ({ values, counts }: GroupedSurvival) => total(counts, () => true, values) / total(counts, () => true);
  const [rows, sums] = [ofRows.survival('OS', term), ofSums.survival('OS', term)];
  expect(total(sums.counts, () => true)).toBe(rows.times.length);
  expect(Math.abs(mean(sums) - mean(rows))).toBeLessThan(0.02 * Math.abs(mean(rows)) + 0.01);
});

test('a cell holds several patients, so that no time singles one out', () => {
  const { counts, times } = ofSums.survival('OS', terms[0]);
  expect(new Set(times).size).toBeLessThanOrEqual(30);
  expect(total(counts, () => true) / new Set(times).size).toBeGreaterThan(9);
});

function patients(groups: GroupedSurvival, value: number): number {
  return total(groups.counts, (i) => groups.values[i] === value);
}

function events(groups: GroupedSurvival, value: number): number {
  return total(groups.counts, (i) => groups.values[i] === value && groups.isEvent[i] === 1);
}

function total(counts: Float64Array, isCounted: (i: number) => boolean, weights?: Float64Array): number {
  return counts.reduce((sum, count, i) => sum + (isCounted(i) ? count * (weights?.[i] ?? 1) : 0), 0);
}
