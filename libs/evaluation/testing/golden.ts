/**
 * Numbers of an independent oracle, copied from the metrics' golden file: Kaplan–Meier distances by NumPy, associations
 * by dython 0.5.1, scores by hand from the published definitions.
 */
export const GOLDEN_SURVIVAL = {
  realTimes: [1, 2, 2, 4, 6, 8, 10],
  realEvents: [1, 1, 0, 1, 0, 1, 0],
  syntheticTimes: [1.5, 2, 3, 5, 5, 7],
  syntheticEvents: [1, 0, 1, 1, 0, 1],
  reference: { optimism: -0.1165178571428572, kmDivergence: 0.20044642857142855, shortSightedness: 0.3 },
  exact: { optimism: -0.11309523809523817, kmDivergence: 0.16904761904761906 },
};

export const GOLDEN_CORRELATION_SCORE = {
  real: [
    [1.0, 0.5, 0.0],
    [0.5, 1.0, -0.2],
    [0.0, -0.2, 1.0],
  ],
  synthetic: [
    [1.0, 0.4, 0.1],
    [0.4, 1.0, 0.2],
    [0.1, 0.2, 1.0],
  ],
  score: 0.22602396837087924,
};

export const GOLDEN_STATISTICS = {
  real: { u: [1, 2, 3, 4, 10.0], v: [100, 110, 120, 130, 90.0] },
  synthetic: { u: [2, 2, 3, 5, 6.0], v: [105, 100, 125, 128, 99.0] },
  reference: 0.8992854095721382,
  correct: 0.8736237669399692,
};

export const GOLDEN_COVERAGE = {
  real: { c: ['A', 'A', 'A', 'A', 'B', 'B', 'B', 'C', 'C', 'D'], n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10.0] },
  synthetic: { c: ['A', 'A', 'B', 'B', 'B', 'B', 'B', 'B', 'C', 'C'], n: [0, 2, 2, 3, 5, 5, 6, 7, 9, 20.0] },
  bins: 5,
  score: 0.6625,
  categories: 0.625,
  numbers: 0.7,
};
