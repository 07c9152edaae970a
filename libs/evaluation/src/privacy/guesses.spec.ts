import { describe, expect, it } from '@jest/globals';
import { countMatches } from '#privacy/attacks/predicate';
import { comparableCells } from '#privacy/comparable-cells';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { type GuessPlan, guessesFrom, guessPlan } from './guesses.ts';
import { ATTRIBUTES, GUESSES_PER_NUMBER } from './privacy-layout.ts';

const tables = { synthetic: randomCohort(60, 'synthetic'), independent: randomCohort(60, 'independent') };
const plan = guessPlan(DICTIONARY, tables, 'seed');
const guess = (rows: GuessPlan['synthetic']) =>
  guessesFrom(DICTIONARY, 'synthetic', tables.synthetic, rows, 'seed').multivariate;

describe('guesses from the rows of a plan', () => {
  it('single out one row of their cohort each, by as many columns as agreed', () => {
    const cells = comparableCells(DICTIONARY, tables.synthetic);
    const guesses = guess(plan.synthetic);
    expect(guesses.map(({ length }) => length)).toEqual(ATTRIBUTES.map(() => GUESSES_PER_NUMBER));
    guesses.forEach((predicates, i) => {
      expect(new Set(predicates.map((predicate) => predicate.length))).toEqual(new Set([ATTRIBUTES[i]]));
      expect(predicates.every((predicate) => countMatches(predicate, cells, 2) === 1)).toBe(true);
      expect(new Set(predicates.map((predicate) => JSON.stringify(predicate))).size).toBe(GUESSES_PER_NUMBER);
    });
  });

  it('are decided by cohort and seed', () => {
    expect(guessPlan(DICTIONARY, tables, 'seed')).toEqual(plan);
    expect(guessPlan(DICTIONARY, tables, 'other')).not.toEqual(plan);
    expect(plan.independent).not.toEqual(plan.synthetic);
  });

  it.each([
    ['a row that there is not', [60, 0, 1, 2]],
    ['a column that there is not', [0, 3, 4, 10]],
    ['a column twice', [0, 3, 4, 4]],
    ['fewer columns', plan.synthetic[0][0].slice(0, 3)],
    ['more columns', plan.synthetic[1][0]],
    ['nothing', []],
  ])('are refused with %s', (_, row) => {
    expect(() => guess([[row]])).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });

  it('are refused of a row that is like others', () => {
    const twice = { rowCount: 60, columns: new Map(tables.synthetic.columns) };
    twice.columns.set('sex', { kind: 'categorical', codes: new Int32Array(60) });
    const guesses = () => guessesFrom(DICTIONARY, 'synthetic', twice, [[[0, 0, 1, 2]]], 'seed');
    expect(guesses).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });

  it('are none where the plan has none', () => {
    expect(guess([])).toEqual(ATTRIBUTES.map(() => []));
  });
});
