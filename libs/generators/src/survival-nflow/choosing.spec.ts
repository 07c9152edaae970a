import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chosen, isJudged, isTrained, keptRound, withJudgement } from './choosing.ts';
import { parseFlowSettings } from './hyperparameters.ts';
import type { SurvivalNflowState } from './state.ts';

const NONE = new Float32Array(0);

/** A study whose candidate in exchange r is the vector [r], told held-out losses one after the other until it is done. */
function afterLosses(losses: readonly number[], patience: number): SurvivalNflowState {
  let state: SurvivalNflowState = {
    round: 0,
    seed: 'study',
    settings: parseFlowSettings({ rounds: losses.length, patience }),
    counts: [],
    outcomes: [],
    roundness: [],
    parameters: new Map([['flow', Float32Array.of(0)]]),
    average: NONE,
    best: NONE,
    bestRound: -1,
    server: { steps: new Map(), slots: new Map() },
    history: [],
  };
  for (const heldOutLoss of losses) {
    if (isTrained(state)) break;
    const summary = { trainingLoss: 0, heldOutLoss, heldOutRows: 1, skippedSteps: 0 };
    const parameters = new Map([['flow', Float32Array.of(state.round + 1)]]);
    const judged = withJudgement(state, heldOutLoss);
    state = { ...state, ...judged, parameters, round: state.round + 1, history: [...state.history, summary] };
  }
  return state;
}

it('keeps the best of all that were told of, or the last where none was as good as it', () => {
  expect([...chosen(afterLosses([5, 3, 4, 4, 4], 10))]).toEqual([1]);
  expect([...chosen(afterLosses([5, 4, 3], 10))]).toEqual([3]);
  expect([...chosen(afterLosses([Number.NaN, Number.NaN], 1))]).toEqual([2]);
  expect([...chosen(afterLosses([3, 4, 5, 2, 6, 6], 3))]).toEqual([3]);
});

it('stops after as many exchanges without a better one as it has patience', () => {
  expect(afterLosses([5, 3, 4, 4, 4, 4, 4], 2).round).toBe(4);
  expect(afterLosses([5, 4, 3, 2, 1], 1).round).toBe(5);
});

it('is told of a candidate of federated SGD now and then, and counts these tellings', () => {
  const settings = parseFlowSettings({ strategy: 'fed-sgd', localSteps: 5, rounds: 100, patience: 2 });
  const at = (round: number, bestRound: number) => ({ ...afterLosses([1], 1), settings, round, bestRound });
  expect([0, 1, 4, 5, 10].map((round) => isJudged(at(round, 0)))).toEqual([true, false, false, true, true]);
  expect([10, 11].map((round) => isTrained(at(round, 0)))).toEqual([false, true]);
  expect(keptRound(at(9, 5))).toBe(9);
  expect(keptRound(at(12, 5))).toBe(5);
});

it('never keeps what was told to be worse than another that was told of', () => {
  const losses = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(losses, fc.integer({ min: 1, max: 5 }), (all, patience) => {
      const state = afterLosses(all, patience);
      const told = all.slice(0, state.round);
      const kept = keptRound(state);
      expect([...chosen(state)]).toEqual([kept]);
      expect(kept === state.round ? told.at(-1) : told[kept]).toBe(Math.min(...told));
    }),
  );
});
