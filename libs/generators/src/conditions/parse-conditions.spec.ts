import { describe, expect, it } from '@jest/globals';
import type { CohortloomError } from '#errors/cohortloom-error';
import { categorical, dictionaryOf, numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { conditionText } from './given.ts';
import { parseConditions } from './parse-conditions.ts';

const DICTIONARY = {
  ...dictionaryOf([
    categorical('arm', ['Control', 'A=B'], { required: true }),
    categorical('arm=2', ['x']),
    categorical('stage', ['I', 'II', 'missing']),
    categorical(
      'many',
      Array.from({ length: 500 }, (_, i) => `state ${i}`),
    ),
    { ...numeric('age'), minimum: 18, maximum: 100 },
  ]),
  missingValues: ['', 'NA'],
};

const parse = (...texts: string[]) => parseConditions(DICTIONARY, texts);

describe('conditions on the command line', () => {
  it('are states, ranges of numbers, or missing', () => {
    expect(parse()).toEqual({});
    expect(parse('arm=A=B', 'arm=2=x', 'age=60..70')).toEqual({
      arm: 'A=B',
      'arm=2': 'x',
      age: { least: 60, greatest: 70 },
    });
    expect(parse('age=60')).toEqual({ age: { least: 60, greatest: 60 } });
    expect(parse('age=60..')).toEqual({ age: { least: 60, greatest: Infinity } });
    expect(parse('age=..60.5')).toEqual({ age: { least: -Infinity, greatest: 60.5 } });
    expect(parse('age=missing', 'arm=2=NA', 'many=')).toEqual({ age: null, 'arm=2': null, many: null });
    expect(parse('stage=missing')).toEqual({ stage: 'missing' });
  });

  it('are written as they were given', () => {
    for (const text of ['arm=Control', 'age=60..70', 'age=60', 'age=60..', 'age=..60', 'age=missing']) {
      const [[name, value]] = Object.entries(parse(text));
      expect(conditionText(name, value)).toBe(text);
    }
  });

  it.each([
    [['arm'], 'it has no ='],
    [['weight=3'], 'arm, arm=2, stage, many, age'],
    [['arm=Placebo'], 'States of arm are Control, A=B.'],
    [['arm=missing'], 'never missing'],
    [['many=other'], 'and 481 more'],
    [['arm=Control', 'arm=A=B'], 'a condition already'],
    [['age=old'], 'age=18..100'],
    [['age=..'], 'no range'],
    [['age=1..2..3'], 'no range'],
    [['age=70..60'], 'ends before it begins'],
    [['age=101..'], 'outside the bounds'],
  ])('%j are not understood', (texts, words) => {
    try {
      parse(...texts);
      throw new Error('was understood');
    } catch (error) {
      const { code, what, todo } = error as CohortloomError;
      expect(code).toBe('CL-CONF-005');
      expect(`${what} ${todo}`).toContain(words);
    }
  });
});
