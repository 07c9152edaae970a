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

/**
 * Tests of the counts in tables 1 and 2 of Eckardt et al. 2024, recomputed with SciPy: original against synthetic cohort,
 * 1,606 patients each; patients of unknown AML status are left out. Each table is [[with, without], [with, without]].
 */
export const GOLDEN_PAPER_TESTS = {
  fisher: {
    'sex, CTAB-GAN+': {
      table: [
        [768, 838],
        [703, 903],
      ],
      pValue: 0.02340347940359834,
    },
    'sex, NFlow': {
      table: [
        [768, 838],
        [781, 825],
      ],
      pValue: 0.6717636941537853,
    },
    'complete remission, CTAB-GAN+': {
      table: [
        [1135, 471],
        [1184, 422],
      ],
      pValue: 0.05867152385481425,
    },
    'complete remission, NFlow': {
      table: [
        [1135, 471],
        [1110, 496],
      ],
      pValue: 0.35592642726482654,
    },
    'de novo, NFlow': {
      table: [
        [1339, 249],
        [1250, 283],
      ],
      pValue: 0.04065860653618552,
    },
    'secondary, CTAB-GAN+': {
      table: [
        [195, 1393],
        [193, 1396],
      ],
      pValue: 0.9138154429876428,
    },
    'therapy-associated, NFlow': {
      table: [
        [54, 1534],
        [83, 1450],
      ],
      pValue: 0.0066304580501772925,
    },
  },
  /** Of complete remission, with 95 % interval. */
  odds: {
    original: {
      counts: [1135, 471],
      odds: 2.4097664543524417,
      lower: 2.1643131841215095,
      upper: 2.683056411209442,
      printed: ['2.41', '2.16', '2.68'],
    },
    'CTAB-GAN+': {
      counts: [1184, 422],
      odds: 2.8056872037914693,
      lower: 2.5106191165847203,
      upper: 3.1354340582842286,
      printed: ['2.81', '2.51', '3.14'],
    },
    NFlow: {
      counts: [1110, 496],
      odds: 2.2379032258064515,
      lower: 2.0131136884676435,
      upper: 2.487793350551954,
      printed: ['2.24', '2.01', '2.49'],
    },
  },
} as const;
