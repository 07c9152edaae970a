import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { categorical, dictionaryOf } from '../../../tabular/testing/trial-dictionary.ts';
import type { CodedRecords } from '../coded-records.ts';
import { chanceOfLink, countLinks, splitColumns } from './linkability.ts';

const HALVES = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
] as const;

describe('columns', () => {
  const split = (groups: readonly (string | undefined)[], seed = 'seed') =>
    splitColumns(
      dictionaryOf(groups.map((group, i) => categorical(`c${i}`, ['0', '1'], group ? { group } : {}))),
      new RandomStream(seed),
    );

  test('whole groups are kept together where that makes two halves', () => {
    const [a, b] = split(['lab', 'gene', 'lab', 'gene', 'outcome', 'gene', 'outcome']);
    expect([
      [1, 3, 5],
      [0, 2, 4, 6],
    ]).toContainEqual(a.toSorted());
    expect([...a, ...b].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('groups are cut where one would outweigh the others', () => {
    const [a, b] = split(['gene', 'gene', 'gene', 'gene', 'gene', 'gene', 'gene', 'lab']);
    expect([a.length, b.length]).toEqual([4, 4]);
    expect(split(['gene', 'gene', 'gene', 'gene'], 'other')).not.toEqual(split(['gene', 'gene', 'gene', 'gene']));
  });

  test('each is in one half, and the halves are of similar size', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', undefined), { minLength: 1, maxLength: 12 }), (groups) => {
        const [a, b] = split(groups);
        expect([...a, ...b].toSorted((x, y) => x - y)).toEqual([...groups.keys()]);
        expect(Math.min(a.length, b.length)).toBeGreaterThanOrEqual(Math.floor(groups.length / 3));
      }),
    );
  });
});

describe('links', () => {
  test('each copied patient is linked by its own copy', () => {
    const column = { codeCount: 30, codes: Uint16Array.from({ length: 30 }, (_, row) => row) };
    const real = { rowCount: 30, columnCount: 8, columns: Array.from({ length: 8 }, () => column) };
    expect([...countLinks(real, real, HALVES, [1, 5], new RandomStream('order'))]).toEqual([30, 30]);
  });

  test('halves that come from different patients link nobody who is far from both', () => {
    const linked = countLinks(randomRecords(1, 'x', 2), halvesApart(), HALVES, [1, 2], new RandomStream('order'));
    expect([...linked]).toEqual([0, 1]);
  });

  test('patients without likeness are linked about as often as random rows are', () => {
    const linked = countLinks(
      randomRecords(2000, 'real'),
      randomRecords(40, 'synthetic'),
      HALVES,
      [1, 5],
      new RandomStream('order'),
    );
    expect(linked[0] / 2000).toBeCloseTo(chanceOfLink(1, 40), 1);
    expect(linked[1] / 2000).toBeCloseTo(chanceOfLink(5, 40), 1);
  });

  test('ties everywhere link no more than chance', () => {
    const constant = constantRecords(60);
    let linked = 0;
    for (let run = 0; run < 400; run++) {
      linked += countLinks(constantRecords(1), constant, HALVES, [5], new RandomStream(`${run}`))[0];
    }
    expect(linked / 400).toBeCloseTo(chanceOfLink(5, 60), 1);
  });

  test('nobody is linked by an empty cohort', () => {
    expect([...countLinks(randomRecords(3, 'r'), randomRecords(0, 's'), HALVES, [1], new RandomStream('o'))]).toEqual([
      0,
    ]);
  });
});

test('the chance of a link is that of two random sets with a row in common', () => {
  expect(chanceOfLink(1, 50)).toBeCloseTo(1 / 50, 14);
  // 1 − C(8, 2) / C(10, 2)
  expect(chanceOfLink(2, 10)).toBeCloseTo(1 - 28 / 45, 14);
  expect(chanceOfLink(3, 5)).toBe(1);
  expect(chanceOfLink(3, 2)).toBe(1);
  expect(chanceOfLink(1, 0)).toBeNaN();
});

function randomRecords(rowCount: number, seed: string, codes = 5): CodedRecords {
  const stream = new RandomStream(seed);
  return recordsOf(rowCount, () => stream.int(codes));
}

function constantRecords(rowCount: number): CodedRecords {
  return recordsOf(rowCount, () => 0);
}

/** Row 0 has codes 0 and 1 in the first half and 4 in the second, row 1 the other way round. */
function halvesApart(): CodedRecords {
  const first = randomRecords(1, 'x', 2);
  const columns = first.columns.map(({ codes }, column) => ({
    codeCount: 5,
    codes: column < 4 ? Uint16Array.of(codes[0], 4) : Uint16Array.of(4, codes[0]),
  }));
  return { rowCount: 2, columnCount: 8, columns };
}

function recordsOf(rowCount: number, draw: () => number): CodedRecords {
  const columns = Array.from({ length: 8 }, () => ({
    codeCount: 5,
    codes: Uint16Array.from({ length: rowCount }, draw),
  }));
  return { rowCount, columnCount: columns.length, columns };
}
