/** A hospital: how many patients it has, how they differ, and what it doesn't record. */
export interface Site {
  readonly name: string;
  readonly patients: number;
  /** Years added to every age. */
  readonly ageShift: number;
  /** Factor on the odds of a leukaemia that is not de novo (referral). */
  readonly notDeNovoOdds: number;
  /** Follow-up from the last to the first patient, in months. */
  readonly followUp: readonly [number, number];
  /** Probability that a value is missing. */
  readonly missing: Readonly<Record<'ecog' | 'ldh' | 'blasts' | 'karyotype' | 'extramedullary', number>>;
}

export const SITES: readonly Site[] = [
  {
    name: 'a',
    patients: 620,
    ageShift: -1.5,
    notDeNovoOdds: 1,
    followUp: [36, 144],
    missing: { ecog: 0.08, ldh: 0.03, blasts: 0.04, karyotype: 0.03, extramedullary: 0.05 },
  },
  {
    name: 'b',
    patients: 390,
    ageShift: 3,
    notDeNovoOdds: 1.3,
    followUp: [24, 108],
    missing: { ecog: 0.04, ldh: 0.08, blasts: 0.06, karyotype: 0.05, extramedullary: 0.1 },
  },
  {
    name: 'c',
    patients: 190,
    ageShift: 0.5,
    notDeNovoOdds: 2,
    followUp: [12, 84],
    missing: { ecog: 0.25, ldh: 0.15, blasts: 0.12, karyotype: 0.08, extramedullary: 0.2 },
  },
];
