import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fedAdam } from './fed-adam.ts';
import { fedAvgM } from './fed-avg-m.ts';
import { fedAvg } from './fed-avg.ts';
import { fedProx } from './fed-prox.ts';
import { fedSgd } from './fed-sgd.ts';
import { strategyByName } from './strategy-by-name.ts';
import type { AggregationStrategy, NamedParameters, StrategyName } from './strategy.ts';

interface Reference<Options> {
  readonly options: Options;
  /** Parameters after each step. */
  readonly path: readonly (readonly number[])[];
}

interface Fixture {
  readonly start: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly fedAvgM: Reference<Parameters<typeof fedAvgM>[0]>;
  readonly fedAdam: Reference<Parameters<typeof fedAdam>[0]>;
  readonly fedSgd: Reference<Parameters<typeof fedSgd>[0]>;
}

const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/server-optimizers.json', import.meta.url), 'utf8'),
) as Fixture;

const NAMES: readonly StrategyName[] = ['fed-avg', 'fed-avg-m', 'fed-adam', 'fed-prox', 'fed-sgd'];

function named(values: readonly number[]): NamedParameters {
  return new Map([['w', Float32Array.from(values)]]);
}

/** Parameters after each of the fixture's means. */
function follow(strategy: AggregationStrategy): number[][] {
  let parameters = named(fixture.start);
  let state = strategy.init(parameters);
  return fixture.means.map((mean) => {
    ({ state, parameters } = strategy.apply(state, parameters, named(mean)));
    return [...(parameters.get('w') ?? [])];
  });
}

function expectPath(strategy: AggregationStrategy, path: readonly (readonly number[])[]): void {
  follow(strategy).forEach((values, step) => {
    values.forEach((value, i) => expect(value).toBeCloseTo(path[step][i], 5));
  });
}

describe('a server optimizer', () => {
  it('fed-avg-m is SGD with momentum on w − mean', () => {
    expectPath(fedAvgM(fixture.fedAvgM.options), fixture.fedAvgM.path);
  });

  it('fed-adam is algorithm 2 of Reddi et al.', () => {
    expectPath(fedAdam(fixture.fedAdam.options), fixture.fedAdam.path);
  });

  it('fed-sgd is Adam with L2 decay on the mean gradient', () => {
    expectPath(fedSgd(fixture.fedSgd.options), fixture.fedSgd.path);
  });

  it('fed-avg-m without momentum at rate 1 is fed-avg', () => {
    const plain = follow(fedAvgM({ momentum: 0, learningRate: 1 }));
    follow(fedAvg()).forEach((values, step) => {
      values.forEach((value, i) => expect(plain[step][i]).toBeCloseTo(value, 5));
    });
  });

  it('fed-prox averages, and tells sites its coefficient', () => {
    expect(follow(fedProx(0.3))).toEqual(follow(fedAvg()));
    expect(fedProx(0.3).localProximalCoefficient).toBe(0.3);
    expect(fedAvg().localProximalCoefficient).toBe(0);
  });
});

describe.each(NAMES)('%s', (name) => {
  const strategy = strategyByName(name);

  it('has its name', () => {
    expect(strategy.name).toBe(name);
    expect(strategy.contributes).toBe(name === 'fed-sgd' ? 'gradients' : 'parameters');
  });

  it('changes nothing that was passed in, and only what the mean holds', () => {
    const parameters = new Map([
      ['w', Float32Array.of(1, 2)],
      ['other', Float32Array.of(3)],
    ]);
    const state = strategy.init(parameters);
    const before = structuredClone({ parameters, state });
    const next = strategy.apply(state, parameters, named([4, 5]));
    expect({ parameters, state }).toEqual(before);
    expect(next.parameters.get('other')).toEqual(Float32Array.of(3));
    expect(next.parameters.get('w')).not.toEqual(Float32Array.of(1, 2));
    expect(next.state.steps.get('other') ?? 0).toBe(0);
  });

  it('refuses a mean of another length or name', () => {
    const parameters = named([1, 2]);
    const state = strategy.init(parameters);
    expect(() => strategy.apply(state, parameters, named([1]))).toThrow(/CL-ROUND-002/);
    expect(() => strategy.apply(state, parameters, new Map([['x', Float32Array.of(1)]]))).toThrow(/CL-ROUND-002/);
  });
});
