import type { SurvivalCurve } from '#statistics/kaplan-meier';
import { integrateDifference, type StepFunction, trapezoidDifference } from '#statistics/step-function';
import type { MetricMode } from './metric-mode.ts';

/**
 * Distances between two Kaplan–Meier curves over [0, T], T the longest time in either cohort, events or not. Each
 * score is 1 − |its signed value|. Norcliffe et al., SurvivalGAN, AISTATS 2023.
 */
export interface SurvivalScores {
  /** 1 − ∫ |S_S − S_R| / T. */
  readonly kmDivergence: number;
  readonly optimism: number;
  readonly shortSightedness: number;
  readonly signed: {
    readonly kmDivergence: number;
    /** ∫ (S_S − S_R) / T: above 0, synthetic patients live longer. */
    readonly optimism: number;
    /** (longest real − longest synthetic time) / T: above 0, synthetic patients are followed shorter. */
    readonly shortSightedness: number;
  };
}

/**
 * `correct`: exact integral over the steps. `reference`: trapezoid rule on n = number of real patients equally spaced
 * times from the shortest time in either cohort. All NaN when either cohort is empty or every time is 0.
 */
export function survivalScores(
  real: SurvivalCurve,
  synthetic: SurvivalCurve,
  mode: MetricMode = 'correct',
): SurvivalScores {
  const longestReal = real.times.at(-1) ?? Number.NaN;
  const longestSynthetic = synthetic.times.at(-1) ?? Number.NaN;
  const longest = Math.max(longestReal, longestSynthetic);
  const { signed, absolute } =
    mode === 'correct'
      ? integrateDifference(toSteps(synthetic), toSteps(real), 0, longest)
      : trapezoidDifference(
          toSteps(synthetic),
          toSteps(real),
          Math.max(0, Math.min(real.times[0], synthetic.times[0])),
          longest,
          real.atRisk[0],
        );
  return scoresOf(absolute / longest, signed / longest, (longestReal - longestSynthetic) / longest);
}

function scoresOf(kmDivergence: number, optimism: number, shortSightedness: number): SurvivalScores {
  return {
    kmDivergence: 1 - kmDivergence,
    optimism: 1 - Math.abs(optimism),
    shortSightedness: 1 - Math.abs(shortSightedness),
    signed: { kmDivergence, optimism, shortSightedness },
  };
}

function toSteps(curve: SurvivalCurve): StepFunction {
  return { start: 1, times: curve.times, values: curve.survival };
}
