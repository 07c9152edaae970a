import type { RandomStream } from '#random/random-stream';
import { bernoulli, clip, logistic, round, scaleOdds } from './chance.ts';
import { simulateOutcome } from './simulate-outcome.ts';
import type { Site } from './sites.ts';
import { CYTOGENETIC, type Marker, MARKERS, type Subgroup, SUBGROUP_FREQUENCIES, SUBGROUPS } from './subgroups.ts';

/** A cell as it is written; null is missing. */
export type Cell = string | number | null;
export type Patient = Readonly<Record<string, Cell>>;
export type Markers = Readonly<Record<Marker, boolean>>;

/** What the outcome depends on. */
export interface Baseline {
  readonly age: number;
  readonly ecog: number;
  readonly deNovo: boolean;
  readonly wbc: number;
  readonly markers: Markers;
}

/** Means by subgroup, in the order of SUBGROUPS. */
const AGE = [55, 62, 60, 45, 46, 47, 48, 53];
const FEMALE = [0.57, 0.38, 0.47, 0.47, 0.46, 0.5, 0.5, 0.47];
const LOG_WBC = [3.25, 2.3, 2.0, 3.5, 2.4, 2.9, 3.0, 2.55];
const LOG_PLATELETS = [4.0, 3.9, 3.75, 3.7, 3.5, 3.75, 3.9, 3.95];
const SECONDARY = [0.05, 0.24, 0.2, 0.02, 0.02, 0.04, 0.04, 0.12];
const THERAPY_RELATED = [0.02, 0.03, 0.08, 0.04, 0.04, 0.01, 0.1, 0.03];
const LOGIT_BLASTS = [0.95, 0.25, 0.2, 0.6, 0.5, 0.7, 1.1, 0.6];
const EXTRAMEDULLARY = [0.16, 0.08, 0.06, 0.26, 0.14, 0.1, 0.3, 0.12];

/** One simulated patient of a site: a row by column name. */
export function simulatePatient(site: Site, stream: RandomStream): Patient {
  const group = stream.categorical(SUBGROUP_FREQUENCIES);
  const markers = simulateMarkers(SUBGROUPS[group], group, stream);
  const age = simulateAge(AGE[group] + site.ageShift, stream);
  const status = simulateStatus(group, site, stream);
  const ecog = simulateEcog(age, stream);
  const logWbc = LOG_WBC[group] + (markers.FLT3_ITD ? 0.5 : 0) + (markers.NRAS ? 0.15 : 0) + 1.15 * stream.normal();
  const wbc = round(clip(Math.exp(logWbc), 0.3, 450), 1);
  const blasts = simulateBlasts(group, logWbc, stream);
  const baseline: Baseline = { age, ecog, deNovo: status === 'de_novo', wbc, markers };
  return withMissing(
    {
      age,
      sex: bernoulli(FEMALE[group], stream) ? 'female' : 'male',
      aml_status: status,
      ecog: String(ecog),
      extramedullary: flag(bernoulli(EXTRAMEDULLARY[group], stream)),
      wbc,
      hb: round(clip(9.4 - 0.3 * (logWbc < 1 ? 1 : 0) + 1.7 * stream.normal(), 3.5, 17), 1),
      plt: Math.round(clip(Math.exp(LOG_PLATELETS[group] + 0.9 * stream.normal()), 3, 1100)),
      ldh: Math.round(clip(Math.exp(6.05 + 0.3 * (logWbc - 3) + 0.45 * stream.normal()), 90, 7500)),
      ...blasts,
      normal_karyotype: flag(!CYTOGENETIC.some((marker) => markers[marker]) && bernoulli(0.85, stream)),
      ...Object.fromEntries(Object.entries(markers).map(([marker, present]) => [marker, flag(present)])),
      ...simulateOutcome(baseline, site.followUp, stream),
    },
    site,
    stream,
  );
}

function simulateMarkers(subgroup: Subgroup, group: number, stream: RandomStream): Markers {
  const markers = Object.fromEntries(
    Object.entries(MARKERS).map(([marker, byGroup]) => [marker, bernoulli(byGroup[group], stream)]),
  ) as Record<Marker, boolean>;
  // NPM1, DNMT3A and FLT3-ITD occur together more often than pairs of them explain.
  if (subgroup === 'NPM1' && markers.DNMT3A && bernoulli(0.3, stream)) markers.FLT3_ITD = true;
  // Mutations of IDH1, IDH2 and TET2 disturb the same pathway and hardly ever meet.
  if (markers.IDH1) markers.IDH2 = false;
  if ((markers.IDH1 || markers.IDH2) && bernoulli(0.85, stream)) markers.TET2 = false;
  return markers;
}

function simulateAge(mean: number, stream: RandomStream): number {
  for (;;) {
    const age = Math.round(mean + 12.5 * stream.normal());
    if (age >= 18 && age <= 86) return age;
  }
}

function simulateStatus(group: number, site: Site, stream: RandomStream): string {
  const secondary = scaleOdds(SECONDARY[group], site.notDeNovoOdds);
  const therapyRelated = scaleOdds(THERAPY_RELATED[group], site.notDeNovoOdds);
  const states = ['secondary', 'therapy_related', 'de_novo'];
  return states[stream.categorical([secondary, therapyRelated, 1 - secondary - therapyRelated])];
}

function simulateEcog(age: number, stream: RandomStream): number {
  const latent = stream.normal() + 0.02 * (age - 55);
  return [-0.5, 0.9, 1.75, 2.5].filter((cut) => latent > cut).length;
}

/** Blasts in marrow and blood, in per cent. Every eighth patient or so has none in the blood. */
function simulateBlasts(group: number, logWbc: number, stream: RandomStream): { bm_blasts: number; pb_blasts: number } {
  const marrow = Math.round(
    clip(100 * logistic(LOGIT_BLASTS[group] + 0.15 * (logWbc - 2.8) + 0.9 * stream.normal()), 10, 98),
  );
  if (bernoulli(logistic(-1.7 - 0.5 * (logWbc - 2.5)), stream)) return { bm_blasts: marrow, pb_blasts: 0 };
  const share = logistic(-0.2 + 0.5 * (logWbc - 2.8) + stream.normal());
  return { bm_blasts: marrow, pb_blasts: Math.max(1, Math.round(marrow * share)) };
}

/** The patient as the site knows it. A failed chromosome analysis leaves the whole karyotype unknown. */
function withMissing(patient: Patient, site: Site, stream: RandomStream): Patient {
  const { missing } = site;
  const lost = [
    ...(bernoulli(missing.ecog, stream) ? ['ecog'] : []),
    ...(bernoulli(missing.ldh, stream) ? ['ldh'] : []),
    ...(bernoulli(missing.blasts, stream) ? ['bm_blasts'] : []),
    ...(bernoulli(missing.blasts, stream) ? ['pb_blasts'] : []),
    ...(bernoulli(missing.extramedullary, stream) ? ['extramedullary'] : []),
    ...(bernoulli(missing.karyotype, stream) ? ['normal_karyotype', ...CYTOGENETIC] : []),
  ];
  return { ...patient, ...Object.fromEntries(lost.map((name) => [name, null])) };
}

function flag(present: boolean): '0' | '1' {
  return present ? '1' : '0';
}
