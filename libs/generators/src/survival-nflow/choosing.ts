/** Which parameters a study keeps: those under which rows that nobody trained on are likeliest. */
import type { FlowSettings } from './hyperparameters.ts';
import type { SurvivalNflowState } from './state.ts';
import { FLOW } from './training/training-step.ts';

/** The parameters that are told to be good or not in the coming exchange. */
export function candidate({ average, parameters }: SurvivalNflowState): Float32Array {
  return average.length > 0 ? average : parameters.get(FLOW)!;
}

/** Whether sites tell of the candidate in the coming exchange. One of federated SGD is a single step: they do so now and then. */
export function isJudged({ round, settings }: SurvivalNflowState): boolean {
  return round % judgingInterval(settings) === 0;
}

/** Whether training is over: after the last exchange, or long after the best. */
export function isTrained({ bestRound, round, settings }: SurvivalNflowState): boolean {
  if (round >= settings.rounds) return true;
  return bestRound >= 0 && round - 1 - bestRound >= settings.patience * judgingInterval(settings);
}

/**
 * The parameters that are released. While each exchange was better than those before, the last, of which nobody has told yet,
 * is taken to be better as well.
 */
export function chosen(state: SurvivalNflowState): Float32Array {
  return keptRound(state) === state.round ? candidate(state) : state.best;
}

/** Exchanges after which the released parameters were made. */
export function keptRound({ bestRound, round, settings }: SurvivalNflowState): number {
  const interval = judgingInterval(settings);
  const lastJudged = Math.floor((round - 1) / interval) * interval;
  return bestRound < 0 || bestRound === lastJudged ? round : bestRound;
}

/** The best parameters once held-out rows have told of the candidate. */
export function withJudgement(state: SurvivalNflowState, heldOutLoss: number) {
  const { best, bestRound, history, round } = state;
  if (Number.isNaN(heldOutLoss)) return { best, bestRound };
  const isBetter = bestRound < 0 || heldOutLoss < history[bestRound].heldOutLoss;
  return isBetter ? { best: candidate(state), bestRound: round } : { best, bestRound };
}

function judgingInterval({ localSteps, strategy }: FlowSettings): number {
  return strategy === 'fed-sgd' ? localSteps : 1;
}
