/**
 * Genomic subgroups of acute myeloid leukaemia with the frequency of each alteration in them, rounded from the published
 * ones (Papaemmanuil et al., NEJM 2016; Döhner et al., Blood 2022; see README.md). Which marker goes with which, and
 * which exclude each other, follows from the subgroup.
 */
export const SUBGROUPS = ['NPM1', 'spliceosome', 'TP53', 'inv16', 't_8_21', 'CEBPA', 'KMT2A', 'other'] as const;

export type Subgroup = (typeof SUBGROUPS)[number];

export const SUBGROUP_FREQUENCIES: readonly number[] = [0.3, 0.17, 0.11, 0.05, 0.045, 0.045, 0.03, 0.25];

/** Probability of each marker by subgroup, in the order of SUBGROUPS. */
export const MARKERS = {
  NPM1: [1, 0.01, 0.01, 0, 0, 0.02, 0.01, 0.01],
  FLT3_ITD: [0.32, 0.15, 0.05, 0.04, 0.06, 0.12, 0.06, 0.18],
  FLT3_TKD: [0.13, 0.04, 0.02, 0.12, 0.03, 0.04, 0.1, 0.06],
  DNMT3A: [0.5, 0.15, 0.12, 0.01, 0.01, 0.04, 0.05, 0.22],
  IDH1: [0.13, 0.08, 0.03, 0, 0, 0.03, 0, 0.08],
  IDH2: [0.15, 0.14, 0.03, 0, 0.01, 0.02, 0, 0.1],
  TET2: [0.18, 0.2, 0.06, 0.02, 0.02, 0.15, 0.02, 0.1],
  RUNX1: [0.02, 0.38, 0.04, 0.01, 0.02, 0.02, 0.03, 0.1],
  ASXL1: [0.03, 0.33, 0.05, 0.01, 0.08, 0.04, 0.03, 0.06],
  SRSF2: [0.06, 0.38, 0.03, 0, 0, 0.03, 0, 0.04],
  STAG2: [0.03, 0.15, 0.01, 0.01, 0.02, 0.03, 0.01, 0.04],
  TP53: [0.01, 0.02, 0.78, 0, 0, 0.01, 0.01, 0.01],
  NRAS: [0.18, 0.18, 0.06, 0.4, 0.18, 0.1, 0.28, 0.14],
  KRAS: [0.04, 0.06, 0.04, 0.12, 0.05, 0.02, 0.15, 0.04],
  PTPN11: [0.12, 0.06, 0.03, 0.03, 0.02, 0.03, 0.05, 0.05],
  WT1: [0.09, 0.05, 0.01, 0.05, 0.02, 0.18, 0.02, 0.1],
  KIT: [0.01, 0.02, 0.01, 0.35, 0.32, 0.02, 0.01, 0.02],
  CEBPA_bZIP: [0.02, 0.01, 0, 0, 0, 1, 0, 0.01],
  t_8_21: [0, 0, 0, 0, 1, 0, 0, 0],
  inv_16: [0, 0, 0, 1, 0, 0, 0, 0],
  t_9_11: [0, 0, 0, 0, 0, 0, 1, 0],
  complex_karyotype: [0.01, 0.05, 0.8, 0.01, 0.02, 0.01, 0.02, 0.08],
  minus5_del5q: [0.005, 0.03, 0.65, 0.01, 0.01, 0.01, 0.01, 0.04],
  minus7: [0.005, 0.1, 0.42, 0.01, 0.01, 0.02, 0.02, 0.05],
  abn_17p: [0.002, 0.01, 0.5, 0.005, 0.005, 0.005, 0.005, 0.01],
  trisomy_8: [0.04, 0.12, 0.12, 0.1, 0.06, 0.03, 0.15, 0.12],
} as const satisfies Record<string, readonly number[]>;

export type Marker = keyof typeof MARKERS;

/** Alterations of chromosomes: a normal karyotype has none, and a failed analysis leaves all of them unknown. */
export const CYTOGENETIC: readonly Marker[] = [
  't_8_21',
  'inv_16',
  't_9_11',
  'complex_karyotype',
  'minus5_del5q',
  'minus7',
  'abn_17p',
  'trisomy_8',
];
