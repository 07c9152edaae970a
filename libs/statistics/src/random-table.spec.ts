import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { chiSquaredTest } from './chi-squared.ts';
import { logFactorials } from './distributions/log-factorials.ts';
import { logProbability } from './half-tables.ts';
import { drawTable } from './random-table.ts';

test('drawn tables have the margins asked for', () => {
  const total = fc.nat(12);
  fc.assert(
    fc.property(fc.array(fc.tuple(total, total, total), { minLength: 2, maxLength: 4 }), fc.string(), (table, seed) => {
      const rows = table.map((row) => row[0] + row[1] + row[2]);
      const columns = [0, 1, 2].map((column) => table.reduce((sum, row) => sum + row[column], 0));
      const cells = new Int32Array(rows.length * 3);
      const sum = rows.reduce((all, count) => all + count, 0);
      drawTable({ rows, columns, logFactorials: logFactorials(sum) }, new RandomStream(seed), cells);
      expect(Math.min(...cells)).toBeGreaterThanOrEqual(0);
      rows.forEach((row, i) => expect(cells[3 * i] + cells[3 * i + 1] + cells[3 * i + 2]).toBe(row));
      columns.forEach((column, j) => expect(rows.reduce((all, _, i) => all + cells[3 * i + j], 0)).toBe(column));
    }),
  );
});

test('each table comes as often as its probability says', () => {
  const margins = { rows: [4, 5], columns: [2, 3, 4], logFactorials: logFactorials(9) };
  const random = new RandomStream('tables');
  const seen = new Map<string, number>();
  const cells = new Int32Array(6);
  const draws = 20_000;
  for (let draw = 0; draw < draws; draw++) {
    drawTable(margins, random, cells);
    const key = cells.join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const expected = [...seen.keys()].map((key) => Math.exp(logProbability(margins, key.split(',').map(Number))) * draws);
  // All twelve tables were seen: their probabilities sum to 1.
  expect(expected.reduce((sum, count) => sum + count, 0)).toBeCloseTo(draws, 6);
  expect(chiSquaredTest([[...seen.values()], expected]).pValue).toBeGreaterThan(1e-3);
});
