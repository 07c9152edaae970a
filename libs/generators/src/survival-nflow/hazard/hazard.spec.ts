import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { gradients } from '#compute/graph/gradients';
import { reduceSum } from '#compute/ops/sum';
import { largestDeviation } from '#compute/testing/closeness';
import { RandomStream } from '#random/random-stream';
import { drawParameters, evaluate, evaluateSingle, normals, type Values } from '../transforms/testing/evaluate.ts';
import { hazardHead } from './hazard-head.ts';
import { sampleEventTimes } from './sample-event-times.ts';
import { encodeOutcomes } from './time-bins.ts';

const EDGES = [0, 1, 2.5, 6];

describe('outcomes', () => {
  test.each([
    ['an event within a bin', 1.7, true, '1 0 0', '0 1 0'],
    ['an event on an edge, which ends its bin', 1, true, '0 0 0', '1 0 0'],
    ['an event at 0', 0, true, '0 0 0', '1 0 0'],
    ['an event on the last edge', 6, true, '1 1 0', '0 0 1'],
    ['an event after the last edge', 6.1, true, '1 1 1', '0 0 0'],
    ['censoring within a bin', 1.7, false, '1 0 0', '0 0 0'],
    ['censoring on an edge', 2.5, false, '1 1 0', '0 0 0'],
    ['censoring at 0', 0, false, '0 0 0', '0 0 0'],
    ['censoring on the last edge', 6, false, '1 1 1', '0 0 0'],
    ['censoring after the last edge', 99, false, '1 1 1', '0 0 0'],
  ])('%s', (_, time, isEvent, survived, event) => {
    const encoded = encodeOutcomes([time], [isEvent], EDGES);
    expect([encoded.survived.join(' '), encoded.event.join(' ')]).toEqual([survived, event]);
  });

  test('of nobody are empty', () => {
    expect(encodeOutcomes([], [], EDGES)).toEqual({ survived: new Float32Array(0), event: new Float32Array(0) });
  });

  test.each([[[]], [[0]], [[1, 2]], [[0, 2, 2]], [[0, Infinity]], [[0, NaN]]])('cannot be cut at %j', (edges) => {
    expect(() => encodeOutcomes([1], [true], edges)).toThrow('time edges must ascend from 0');
    expect(() => sampleEventTimes([0.5], edges, new RandomStream('a'))).toThrow(RangeError);
  });
});

describe('the hazard head', () => {
  const head = hazardHead({ name: 'head', inputs: 2, bins: 3, hidden: 5, blocks: 1 });
  const hazards = [0.2, 0.5, 0.9];

  /** A head that gives everyone the same logits. */
  function constantHead(logits: readonly number[]): Record<string, Values> {
    const parameters = drawParameters(head.specs, 'head', 0);
    return {
      ...parameters,
      'head.output.weight': { shape: [5, 3], data: new Float32Array(15) },
      'head.output.bias': { shape: [3], data: logits },
    };
  }

  function lossesFor(parameters: Record<string, Values>, times: readonly number[], events: readonly boolean[]) {
    const { survived, event } = encodeOutcomes(times, events, EDGES);
    const shape = [times.length, 3];
    const feeds = {
      ...parameters,
      x: normals([times.length, 2], 'covariates'),
      survived: { shape, data: survived },
      event: { shape, data: event },
    };
    return evaluate(feeds, (inputs) => {
      const losses = head.losses(inputs, inputs.x, { survived: inputs.survived, event: inputs.event });
      const [slope] = gradients(reduceSum(losses), [inputs['head.output.bias']]);
      return { losses, slope, hazards: head.hazards(inputs, inputs.x) };
    });
  }

  it('has the loss that is worked out by hand', () => {
    const logits = hazards.map((h) => Math.log(h / (1 - h)));
    const times = [0.5, 2, 4, 0.5, 2.5, 6, 7, 7];
    const events = [true, true, true, false, false, false, false, true];
    const result = lossesFor(constantHead(logits), times, events);
    const probabilities = [
      0.2,
      0.8 * 0.5,
      0.8 * 0.5 * 0.9,
      1,
      0.8 * 0.5,
      0.8 * 0.5 * 0.1,
      0.8 * 0.5 * 0.1,
      0.8 * 0.5 * 0.1,
    ];
    expect(
      largestDeviation(
        result.losses,
        probabilities.map((p) => -Math.log(p)),
      ),
    ).toBeLessThan(1e-12);
    expect(largestDeviation(result.hazards.slice(0, 3), hazards)).toBeLessThan(1e-12);
  });

  it('is at rest at the hazards of the life table', () => {
    const times = [0.3, 0.9, 1.2, 1.4, 2, 2.2, 3, 4, 4.5, 6, 6];
    const events = [true, false, true, true, false, true, true, true, false, false, true];
    // Deaths among those who end the bin with or without one; bin 3: three events, one lived through.
    const table = [1 / 10, 3 / 8, 3 / 4];
    const { slope } = lossesFor(constantHead(table.map((h) => Math.log(h / (1 - h)))), times, events);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-12);
  });

  it('adds up over sites', () => {
    const parameters = drawParameters(head.specs, 'head', 0.5);
    const times = [0.5, 2, 4, 0.5];
    const events = [true, false, true, false];
    const { survived, event } = encodeOutcomes(times, events, EDGES);
    const x = normals([4, 2], 'covariates');
    const gradientOf = (from: number, to: number) => {
      const part = (values: ArrayLike<number>, width: number): Values => ({
        shape: [to - from, width],
        data: Array.from(values).slice(from * width, to * width),
      });
      const feeds = { ...parameters, x: part(x.data, 2), survived: part(survived, 3), event: part(event, 3) };
      return evaluate(feeds, (inputs) => {
        const losses = head.losses(inputs, inputs.x, { survived: inputs.survived, event: inputs.event });
        return { slope: gradients(reduceSum(losses), [inputs['head.input.weight']])[0] };
      }).slope;
    };
    const [first, second, pooled] = [gradientOf(0, 1), gradientOf(1, 4), gradientOf(0, 4)];
    expect(
      largestDeviation(
        first.map((value, i) => value + second[i]),
        pooled,
      ),
    ).toBeLessThan(1e-12);
  });

  it('stays finite under huge logits', async () => {
    const parameters = constantHead([1e4, -1e4, 0]);
    const feeds = {
      ...parameters,
      x: normals([2, 2], 'covariates'),
      survived: { shape: [2, 3], data: [1, 0, 0, 0, 0, 0] },
      event: { shape: [2, 3], data: [0, 1, 0, 1, 0, 0] },
    };
    const { losses, slope } = await evaluateSingle(feeds, (inputs) => {
      const result = head.losses(inputs, inputs.x, { survived: inputs.survived, event: inputs.event });
      return { losses: result, slope: gradients(reduceSum(result), [inputs['head.output.bias']])[0] };
    });
    expect(Array.from(losses)).toEqual([2e4, 0]);
    expect(slope.every(Number.isFinite)).toBe(true);
  });
});

describe('sampled times', () => {
  const hazards = [0.2, 0.5, 0.9];
  const rows = 40_000;
  const repeated = Float32Array.from({ length: 3 * rows }, (_, i) => hazards[i % 3]);
  const { times, events } = sampleEventTimes(repeated, EDGES, new RandomStream('times'));

  it('fall into bins as often as the hazards say', () => {
    const expected = [0.2, 0.8 * 0.5, 0.4 * 0.9, 0.4 * 0.1];
    const counts = [0, 0, 0, 0];
    times.forEach((time, i) => counts[events[i] === 0 ? 3 : EDGES.findIndex((edge) => time <= edge) - 1]++);
    const chiSquared = expected.reduce((sum, p, bin) => sum + (counts[bin] - rows * p) ** 2 / (rows * p), 0);
    // 99.9th percentile at three degrees of freedom.
    expect(chiSquared).toBeLessThan(16.27);
    expect(times.every((time, i) => events[i] === 1 || time === 6)).toBe(true);
  });

  it('are uniform within a bin', () => {
    const shares = Array.from(times)
      .filter((time) => time > 1 && time <= 2.5)
      .map((time) => (time - 1) / 1.5)
      .toSorted((a, b) => a - b);
    const distance = Math.max(...shares.map((share, i) => Math.abs(share - (i + 0.5) / shares.length)));
    // Kolmogorov–Smirnov at 0.1 %.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(shares.length));
  });

  it('are sure where hazards are', () => {
    const draw = (certain: readonly number[]) => sampleEventTimes(certain, EDGES, new RandomStream('a'));
    expect(draw([0, 0, 0])).toEqual({ times: Float64Array.of(6), events: Uint8Array.of(0) });
    const { times: sure, events: happened } = draw([0, 1, 0.5]);
    expect(happened[0]).toBe(1);
    expect(sure[0]).toBeGreaterThan(1);
    expect(sure[0]).toBeLessThanOrEqual(2.5);
    expect(draw([])).toEqual({ times: new Float64Array(0), events: new Uint8Array(0) });
  });

  it('are the same for the same seed and within their bins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.nat(),
        (row, seed) => {
          const draw = () => sampleEventTimes(row, EDGES, new RandomStream(`${seed}`));
          expect(draw()).toEqual(draw());
          expect(draw().times[0]).toBeGreaterThanOrEqual(0);
          expect(draw().times[0]).toBeLessThanOrEqual(6);
        },
      ),
      { seed: 8 },
    );
  });
});
