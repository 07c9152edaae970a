/**
 * The effects that the simulation plants, each adjusted for the others, rounded from published ones (README.md). Names are
 * those of `riskFactors`.
 */
export interface Effect {
  /** Hazard ratio for death. */
  readonly hazardRatio: number;
  /** Odds ratio for complete remission. */
  readonly oddsRatio: number;
}

export const PLANTED_EFFECTS = {
  age_per_10_years: { hazardRatio: 1.35, oddsRatio: 0.78 },
  ecog_2_or_more: { hazardRatio: 1.4, oddsRatio: 0.65 },
  not_de_novo: { hazardRatio: 1.35, oddsRatio: 0.6 },
  wbc_per_doubling: { hazardRatio: 1.08, oddsRatio: 0.95 },
  NPM1: { hazardRatio: 0.65, oddsRatio: 2.2 },
  FLT3_ITD: { hazardRatio: 1.55, oddsRatio: 0.85 },
  DNMT3A: { hazardRatio: 1.15, oddsRatio: 1 },
  CEBPA_bZIP: { hazardRatio: 0.5, oddsRatio: 2.8 },
  RUNX1: { hazardRatio: 1.3, oddsRatio: 0.6 },
  ASXL1: { hazardRatio: 1.35, oddsRatio: 0.65 },
  TP53: { hazardRatio: 1.8, oddsRatio: 0.45 },
  t_8_21: { hazardRatio: 0.5, oddsRatio: 3.5 },
  inv_16: { hazardRatio: 0.4, oddsRatio: 3.5 },
  complex_karyotype: { hazardRatio: 1.35, oddsRatio: 0.5 },
  minus5_del5q: { hazardRatio: 1.25, oddsRatio: 0.8 },
  minus7: { hazardRatio: 1.4, oddsRatio: 0.6 },
} as const satisfies Record<string, Effect>;

export type RiskFactor = keyof typeof PLANTED_EFFECTS;
