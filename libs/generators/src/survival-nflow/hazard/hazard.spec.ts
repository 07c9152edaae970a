import { describe, expect, it } from '@jest/globals';
import { gradients } from '#compute/graph/gradients';
import { reduceSum } from '#compute/ops/sum';
import { largestDeviation } from '#compute/testing/closeness';
import { drawParameters, evaluate, evaluateSingle, normals, type Values } from '../transforms/testing/evaluate.ts';
import { hazardHead } from './hazard-head.ts';

/** Bins that a patient has lived through, and whether the event was in the next. */
type Outcome = readonly [lived: number, died: boolean];

function outcomesOf(patients: readonly Outcome[]): { survived: number[]; event: number[] } {
  const bins = [0, 1, 2];
  return {
    survived: patients.flatMap(([lived]) => bins.map((bin) => Number(bin < lived))),
    event: patients.flatMap(([lived, died]) => bins.map((bin) => Number(died && bin === lived))),
  };
}

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

  function lossesFor(parameters: Record<string, Values>, patients: readonly Outcome[]) {
    const { survived, event } = outcomesOf(patients);
    const shape = [patients.length, 3];
    const feeds = {
      ...parameters,
      x: normals([patients.length, 2], 'covariates'),
      survived: { shape, data: survived },
      event: { shape, data: event },
    };
    return evaluate(feeds, (inputs) => {
      const losses = head.losses(inputs, inputs.x, { survived: inputs.survived, event: inputs.event });
      const [slope] = gradients(reduceSum(losses), [inputs['head.output.bias']]);
      return { losses, slope };
    });
  }

  it('has the loss that is worked out by hand', () => {
    const logits = hazards.map((h) => Math.log(h / (1 - h)));
    const result = lossesFor(constantHead(logits), [
      [0, true],
      [1, true],
      [2, true],
      [0, false],
      [2, false],
      [3, false],
    ]);
    const probabilities = [0.2, 0.8 * 0.5, 0.8 * 0.5 * 0.9, 1, 0.8 * 0.5, 0.8 * 0.5 * 0.1];
    expect(
      largestDeviation(
        result.losses,
        probabilities.map((p) => -Math.log(p)),
      ),
    ).toBeLessThan(1e-12);
  });

  it('is at rest at the hazards of the life table', () => {
    const lived = [0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 2];
    const died = [true, false, true, true, false, true, true, true, false, false, true];
    const patients = lived.map((bins, i): Outcome => [bins, died[i]]);
    // Deaths among those who end the bin with or without one; bin 3: three events, one lived through.
    const table = [1 / 10, 3 / 8, 3 / 4];
    const { slope } = lossesFor(constantHead(table.map((h) => Math.log(h / (1 - h)))), patients);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-12);
  });

  it('adds up over sites', () => {
    const parameters = drawParameters(head.specs, 'head', 0.5);
    const { survived, event } = outcomesOf([
      [0, true],
      [1, false],
      [2, true],
      [0, false],
    ]);
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
