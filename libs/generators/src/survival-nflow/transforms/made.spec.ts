import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { sliceAxis } from '#compute/ops/slice';
import { largestDeviation } from '#compute/testing/closeness';
import { type ConnectionMask, hiddenDegrees, hiddenMask, outputMask } from './degrees.ts';
import { made } from './made.ts';
import { drawParameters, evaluate, normals } from './testing/evaluate.ts';
import { jacobianAt } from './testing/jacobian.ts';

/** Groups of one to three inputs and of one to four outputs, the outputs in an arbitrary order. */
const networks = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
    outputs: fc.integer({ min: 1, max: 4 }),
    hidden: fc.integer({ min: 1, max: 20 }),
    blocks: fc.integer({ min: 0, max: 2 }),
    context: fc.integer({ min: 0, max: 2 }),
    activation: fc.constantFrom('relu' as const, 'silu' as const),
    seed: fc.nat(),
  })
  .map(({ widths, outputs, ...rest }) => ({
    ...rest,
    name: 'net',
    inputGroups: widths.flatMap((width, group) => Array.from({ length: width }, () => group)),
    outputGroups: Array.from({ length: outputs }, () => widths.map((_, group) => group)).flat(),
  }));

describe('a masked network', () => {
  it('gives each group outputs that depend on earlier groups alone, whatever its weights are', () => {
    fc.assert(
      fc.property(networks, ({ seed, ...settings }) => {
        const network = made(settings);
        const { inputGroups, outputGroups, context } = settings;
        const rows = 2 * inputGroups.length;
        const feeds = drawParameters(network.specs, `net ${seed}`, 0.5);
        const repeated = { shape: [rows, context], data: Array<number>(rows * context).fill(0.7) };
        const others = context > 0 ? { ...feeds, context: repeated } : feeds;
        const point = Array.from(normals([inputGroups.length], `point ${seed}`).data);
        const jacobian = jacobianAt(point, others, (x, inputs) =>
          network.forward(inputs, x, { context: inputs.context }),
        );
        jacobian.forEach((slopes, output) =>
          slopes.forEach((slope, input) => {
            if (inputGroups[input] >= outputGroups[output]) expect(slope).toBe(0);
          }),
        );
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('computes one group as it computes all', () => {
    fc.assert(
      fc.property(networks, fc.nat(), ({ seed, ...settings }, chosen) => {
        const network = made(settings);
        const { inputGroups, outputGroups, context } = settings;
        const group = chosen % (inputGroups.at(-1)! + 1);
        const before = inputGroups.filter((own) => own < group).length;
        const feeds = {
          ...drawParameters(network.specs, `net ${seed}`, 0.5),
          x: normals([3, inputGroups.length], 'x'),
        };
        const others = context > 0 ? { ...feeds, context: normals([3, context], 'context') } : feeds;
        const { all, one } = evaluate(others, (inputs) => {
          const earlier = before === 0 ? undefined : sliceAxis(inputs.x, 1, 0, before);
          return {
            all: network.forward(inputs, inputs.x, { context: inputs.context }),
            one: network.group(inputs, group, 3, earlier, inputs.context),
          };
        });
        const expected = all.filter((_, i) => outputGroups[i % outputGroups.length] === group);
        expect(largestDeviation(one, expected)).toBeLessThan(1e-12);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('drops what its masks drop', () => {
    const settings = { name: 'net', inputGroups: [0, 1], outputGroups: [0, 1], hidden: 4, blocks: 1 };
    const network = made(settings);
    const mask = (value: number) => ({ shape: [3, 4], data: Array<number>(12).fill(value) });
    const feeds = {
      ...drawParameters(network.specs, 'net', 1),
      x: normals([3, 2], 'x'),
      kept: mask(1),
      dropped: mask(0),
    };
    const results = evaluate(feeds, (inputs) => ({
      plain: network.forward(inputs, inputs.x),
      kept: network.forward(inputs, inputs.x, { dropout: [inputs.kept] }),
      dropped: network.forward(inputs, inputs.x, { dropout: [inputs.dropped] }),
    }));
    expect(results.kept).toEqual(results.plain);
    expect(largestDeviation(results.dropped, results.plain)).toBeGreaterThan(1e-3);
  });

  it.each([[[1, 0]], [[0, -1]], [[0, 0.5]]])('refuses groups of inputs like %j', (inputGroups) => {
    expect(() => made({ name: 'net', inputGroups, outputGroups: [0], hidden: 4, blocks: 1 })).toThrow(
      'made: the groups of inputs must ascend from 0',
    );
  });
});

describe('degrees of hidden units', () => {
  const sizes = { groups: fc.integer({ min: 2, max: 16 }), hidden: fc.integer({ min: 1, max: 24 }), blocks: fc.nat(2) };

  it('let every group but the last condition the last, however few units there are', () => {
    fc.assert(
      fc.property(sizes.groups, sizes.hidden, sizes.blocks, (groups, hidden, blocks) => {
        const reached = paths(groups, hidden, blocks);
        for (let from = 0; from < groups - 1; from++) expect(reached(from, groups - 1)).toBeGreaterThan(0);
      }),
      { seed: 1 },
    );
  });

  it('let every group condition every later one when there is a unit for each', () => {
    fc.assert(
      fc.property(sizes.groups, sizes.blocks, (groups, blocks) => {
        const reached = paths(groups, groups - 1, blocks);
        for (let from = 0; from < groups; from++)
          for (let to = 0; to < groups; to++) expect(reached(from, to) > 0).toBe(from < to);
      }),
      { seed: 2 },
    );
  });

  test('are those of the paper for single columns', () => {
    expect(Array.from(hiddenDegrees(4, 7, false))).toEqual([0, 0, 0, 1, 1, 2, 2]);
    expect(Array.from(hiddenDegrees(4, 4, true))).toEqual([-1, 0, 1, 2]);
    expect(Array.from(hiddenDegrees(1, 3, false))).toEqual([0, 0, 0]);
    expect(Array.from(hiddenDegrees(1, 2, true))).toEqual([-1, -1]);
    expect(Array.from(hiddenDegrees(9, 3, false))).toEqual([0, 4, 7]);
  });
});

/** The number of ways from a group's input to a group's output. */
function paths(groups: number, hidden: number, blocks: number): (from: number, to: number) => number {
  const columns = Array.from({ length: groups }, (_, group) => group);
  const degrees = hiddenDegrees(groups, hidden, false);
  const layers = [
    hiddenMask(columns, degrees),
    ...Array.from({ length: 2 * blocks }, () => hiddenMask(degrees, degrees)),
    outputMask(degrees, columns),
  ];
  const product = layers.map(rowsOf).reduce(multiply);
  return (from, to) => product[from][to];
}

function rowsOf({ data, shape: [rows, columns] }: ConnectionMask): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
}

function multiply(a: number[][], b: number[][]): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
}
