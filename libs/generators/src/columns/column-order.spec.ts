import { describe, expect, it } from '@jest/globals';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { columnOrder, leadingPredictors } from './column-order.ts';

function named(dictionary = TRIAL, wanted: readonly string[] = []): string[] {
  return Array.from(columnOrder(dictionary, wanted), (index) => dictionary.fields[index].name);
}

describe('the order of columns', () => {
  it("follows a patient's course; a time comes after the one that bounds it", () => {
    expect(named().slice(-4)).toEqual(['efs_event', 'os_event', 'os', 'efs']);
  });

  it('is baseline, laboratory, markers, response, other outcomes', () => {
    const dictionary = dictionaryOf([
      numeric('toxicity', { outcome: true }),
      categorical('response', ['no', 'yes'], { outcome: true }),
      categorical('NPM1', ['0', '1'], { group: 'molecular' }),
      numeric('wbc', { group: 'Laboratory' }),
      numeric('age', { group: 'clinical' }),
      categorical('sex', ['f', 'm']),
    ]);
    expect(named(dictionary)).toEqual(['age', 'sex', 'wbc', 'NPM1', 'response', 'toxicity']);
  });

  it('begins with the columns that are wanted first', () => {
    expect(named(TRIAL, ['wbc', 'os_event']).slice(0, 3)).toEqual(['wbc', 'os_event', 'age']);
    expect(named(TRIAL, ['wbc'])).toHaveLength(TRIAL.fields.length);
  });

  it.each([
    ['a name that is no column', ['weight'], 'weight is no column'],
    ['a name twice', ['age', 'age'], 'age is named twice'],
    ['a time before the one that bounds it', ['efs'], 'efs must come after os'],
  ])('is refused with %s', (_, wanted, problem) => {
    expect(() => columnOrder(TRIAL, wanted)).toThrow(problem);
  });
});

it('splits times by their events first', () => {
  expect(leadingPredictors(TRIAL, 'os')).toEqual(['os_event']);
  expect(leadingPredictors(TRIAL, 'efs')).toEqual(['efs_event', 'os_event']);
  expect(leadingPredictors(TRIAL, 'age')).toEqual([]);
});
