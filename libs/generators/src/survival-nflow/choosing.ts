/** Which parameters a study keeps: those under which rows that nobody trained on are likeliest. */
import type { SurvivalNflowState } from './state.ts';
import { FLOW } from './training/training-step.ts';

/** The parameters that are told to be good or not in the coming exchange. */
export function candidate({ average, parameters }: SurvivalNflowState): Float32Array {
  return average.length > 0 ? average : parameters.get(FLOW)!;
}

/** Whether training goes on: not after the last exchange, nor long after the best. */
export function isTrained({ bestRound, round, settings }: SurvivalNflowState): boolean {
  if (round >= settings.rounds) return true;
  return bestRound >= 0 && round - 1 - bestRound >= settings.patience;
}

/**
 * The parameters that are released. While each exchange was better than those before, the last, of which nobody has told yet,
 * is taken to be better as well.
 */
export function chosen(state: SurvivalNflowState): Float32Array {
  return keptRound(state) === state.round ? candidate(state) : state.best;
}

/** Exchanges after which the released parameters were made. */
export function keptRound({ bestRound, round }: SurvivalNflowState): number {
  const isRising = bestRound < 0 || bestRound === round - 1;
  return isRising ? round : bestRound;
}

/** The best parameters once held-out rows have told of the candidate. */
export function withJudgement(state: SurvivalNflowState, heldOutLoss: number) {
  const { best, bestRound, history, round } = state;
  if (Number.isNaN(heldOutLoss)) return { best, bestRound };
  const isBetter = bestRound < 0 || heldOutLoss < history[bestRound].heldOutLoss;
  return isBetter ? { best: candidate(state), bestRound: round } : { best, bestRound };
}
