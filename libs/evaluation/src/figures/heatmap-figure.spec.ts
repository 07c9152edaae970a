import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heatmapFigure } from './heatmap-figure.ts';

const matrices = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.array(fc.array(fc.option(fc.double({ min: -1, max: 1, noNaN: true })), { minLength: size, maxLength: size }), {
    minLength: size,
    maxLength: size,
  }),
);

function draw(values: readonly (readonly (number | null)[])[]): string {
  const fields = values.map((_, index) => `field ${index}`);
  return heatmapFigure({ id: 'h', title: 'Heatmap', quantity: 'association', fields, values, limit: 1 }).text;
}

/** Cells covered by the merged runs of one colour class. */
function cellsOf(svg: string, className: string): number {
  const path = new RegExp(`<path class="${className}" d="([^"]*)"`).exec(svg)?.[1] ?? '';
  return [...path.matchAll(/h([\d.]+)v([\d.]+)/g)].reduce(
    (sum, [, width, height]) => sum + Number(width) / Number(height),
    0,
  );
}

describe('heatmapFigure', () => {
  it('covers, run by run, as many cells as have the colour, without the diagonal', () => {
    fc.assert(
      fc.property(matrices, (values) => {
        const svg = draw(values);
        const darkest = values.flatMap((row, r) =>
          row.filter((value, c) => r !== c && value !== null && value >= 0.9),
        ).length;
        expect(cellsOf(svg, 'warm5')).toBeCloseTo(darkest, 6);
      }),
    );
  });

  it('names the largest entry off the diagonal for those who cannot see it', () => {
    const svg = draw([
      [1, 0.2],
      [-0.7, 1],
    ]);
    expect(svg).toContain(
      '<desc id="h-d">Matrix of 2 by 2 columns, association. Largest: field 1 with field 0, −0.70.</desc>',
    );
  });

  it('marks suppressed cells and no others', () => {
    const values = [
      [0, null, 0.5],
      [null, 0, 0.1],
      [0.5, 0.1, 0],
    ];
    const fields = ['a', 'b', 'c'];
    const has = (row: number, column: number): boolean => values[row][column] === null;
    const marked = [{ className: 'suppressed', label: 'suppressed', has }] as const;
    const svg = heatmapFigure({ id: 'h', title: 'x', quantity: 'x', fields, values, limit: 1, marked }).text;
    expect(cellsOf(svg, 'suppressed')).toBeCloseTo(2, 6);
    expect(draw(values)).not.toContain('suppressed');
  });

  it('stays light with 92 columns of noise', () => {
    const values = Array.from({ length: 92 }, (_, r) => Array.from({ length: 92 }, (_, c) => Math.sin(r * 13 + c * 7)));
    expect(draw(values).length).toBeLessThan(250_000);
  });
});
