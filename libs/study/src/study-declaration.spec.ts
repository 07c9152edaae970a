import { describe, expect, it } from '@jest/globals';
import { checkStudyDeclaration } from './study-declaration.ts';

const TWO = [{ name: 'ctabgan-plus', hyperparameters: { rounds: 3 } }, { name: 'sequential-trees' }];

function declared(more: Record<string, unknown>) {
  return checkStudyDeclaration({ sites: ['a', 'b'], ...more });
}

function refusal(more: Record<string, unknown>): string {
  try {
    declared(more);
  } catch (error) {
    const { code, what } = error as { code: string; what: string };
    expect(code).toBe('CL-CONF-001');
    return what;
  }
  throw new Error('the declaration was taken');
}

describe('the models of a study', () => {
  it('are a list, however they were declared', () => {
    const trees = { name: 'sequential-trees', hyperparameters: { minimumLeafSize: 20 } };
    expect(declared({}).models).toEqual([{ name: 'ctabgan-plus', hyperparameters: {} }]);
    expect(declared({ model: trees }).models).toEqual([trees]);
    expect(declared({ models: [trees] }).models).toEqual([trees]);
    expect(declared({ models: TWO }).models).toEqual([TWO[0], { name: 'sequential-trees', hyperparameters: {} }]);
    expect(declared({ model: trees })).not.toHaveProperty('model');
  });

  it.each([
    ['both', { model: {}, models: TWO }, /model or models, not both/],
    ['none', { models: [] }, /models/],
    ['one twice', { models: [TWO[0], TWO[1], TWO[0]] }, /ctabgan-plus is named twice/],
    ['more than three', { models: [...TWO, ...TWO] }, /three/],
    ['one unknown', { models: [{ name: 'trees' }] }, /models\.0\.name/],
    ['one without a name', { models: [{}] }, /models\.0\.name/],
    ['a setting that the second has not', { models: [TWO[1], { ...TWO[0], hyperparameters: { bins: 3 } }] }, /bins/],
  ])('are refused as %s', (_, more, words) => {
    expect(refusal(more)).toMatch(words);
  });
});

describe('the rule of release', () => {
  it('is to take the best by associations, and to keep that alone', () => {
    expect(declared({ models: TWO }).release).toEqual({ rule: 'best', by: 'associations', keep: 'released' });
    expect(declared({ models: TWO, release: { by: 'ltc', keep: 'all' } }).release).toEqual({
      rule: 'best',
      by: 'ltc',
      keep: 'all',
    });
  });

  it('may name a model', () => {
    const { release } = declared({ models: TWO, release: { model: 'sequential-trees' } });
    expect(release).toEqual({ rule: 'named', model: 'sequential-trees', keep: 'released' });
  });

  it.each([
    [
      'a model that the study does not have',
      { model: 'trees' },
      /release\.model: trees is not.*ctabgan-plus, sequential-trees/,
    ],
    ['a model and a score', { model: 'sequential-trees', by: 'ltc' }, /release: a model or a rule, not both/],
    ['a score that says nothing alone', { by: 'bsm' }, /release\.by.*associations.*independent columns/],
    ['another rule', { rule: 'worst' }, /release\.rule/],
    ['a setting that there is not', { keeps: 'all' }, /keeps/],
  ])('is refused with %s', (_, release, words) => {
    expect(refusal({ models: TWO, release })).toMatch(words);
  });
});
