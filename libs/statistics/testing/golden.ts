/** Numbers of an independent oracle, copied from the metrics' golden file: dython 0.5.1 and NumPy. */
export const GOLDEN_ASSOCIATIONS = {
  x: ['a', 'a', 'b', 'b', 'b', 'c'],
  y: [0, 0, 0, 1, 1, 1],
  uncertaintyOfXGivenY: 0.370662957923173,
  uncertaintyOfYGivenX: 0.5408520829727552,
  measure: [1, 2, 4, 3, 5, 9],
  correlationRatio: 0.9682458365518543,
  other: [2, 1, 5, 3, 8, 7],
  pearson: 0.8067511745433771,
};
