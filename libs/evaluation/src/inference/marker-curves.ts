import { kaplanMeierFromCounts } from '#statistics/kaplan-meier';
import { type DataDictionary, fieldNamed } from '#tabular/dictionary';
import type { GroupedSurvival } from '../effects/effect-evidence.ts';
import type { StateTerm } from '../effects/terms.ts';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import type { DescribedSet } from '../scoring/described-set.ts';
import { releasedCurve } from '../scoring/endpoint-survival.ts';
import { isSmallCount } from '#privacy/small-cells';
import { noSuppression, Suppression } from '../scoring/suppression.ts';
import { unknownOf } from '../scoring/unknown-rows.ts';
import type { EffectTable, MarkerCurve, MarkerCurves } from './inference-figures.ts';

/** Markers drawn for each endpoint: those that tell most among the training patients. */
const DRAWN_MARKERS = 6;
/** Fewer patients on either side make no curve. */
const LEAST_PATIENTS = 20;

/** Survival with and without a state, of training and synthetic patients, for the markers with the strongest effects. */
export function markerCurves(
  dictionary: DataDictionary,
  sets: AssessedSets,
  effects: readonly EffectTable[],
): MarkerCurves[] {
  return dictionary.endpoints.flatMap(({ name, time }) => {
    const table = effects.find(({ outcome, kind }) => outcome === name && kind === 'hazard-ratio');
    const field = fieldNamed(dictionary, time);
    const unit = (field.kind === 'numeric' && field.unit) || '';
    return strongestTerms(dictionary, table, sets, name).map((term) => ({
      endpoint: name,
      field: term.field.name,
      ...(term.field.title !== undefined && { title: term.field.title }),
      state: term.field.states[term.state],
      unit,
      curves: curvesOf(sets, name, term, dictionary.minimumCellSize),
    }));
  });
}

function strongestTerms(
  dictionary: DataDictionary,
  table: EffectTable | undefined,
  sets: AssessedSets,
  endpoint: string,
): StateTerm[] {
  const candidates = (table?.terms ?? []).flatMap(({ field: name, state, training }) => {
    const field = fieldNamed(dictionary, name);
    if (!training || state === undefined || field.kind !== 'categorical') return [];
    const term: StateTerm = { kind: 'state', field, state: field.states.indexOf(state) };
    return [{ term, p: training.p ?? 1 }];
  });
  return candidates
    .toSorted((a, b) => a.p - b.p)
    .map(({ term }) => term)
    .filter((term) => {
      const groups = sets.training.effects.survival(endpoint, term);
      return [0, 1].every((value) => patientsWith(groups, value) >= LEAST_PATIENTS);
    })
    .slice(0, DRAWN_MARKERS);
}

function curvesOf(sets: AssessedSets, endpoint: string, term: StateTerm, minimum: number): MarkerCurve[] {
  return (['training', 'synthetic'] as const).flatMap((cohort) => {
    const suppression = cohort === 'training' ? new Suppression(minimum) : noSuppression();
    const groups = sets[cohort].effects.survival(endpoint, term);
    const isTelling = tellsOthers(sets[cohort], term, groups, suppression);
    return [1, 0].map((value): MarkerCurve => {
      const { patients, points } = releasedCurve(curveOf(groups, value), suppression, isTelling);
      return {
        cohort,
        withState: value === 1,
        patients,
        points: points.map(({ time, survival, atRisk }) => ({ time, survival, atRisk })),
      };
    });
  });
}

/** Patients of both curves would tell how few others there are, or how few with a known state. */
function tellsOthers(
  set: DescribedSet,
  term: StateTerm,
  groups: GroupedSurvival,
  { minimumCellSize }: Suppression,
): boolean {
  const others = set.sums.gram.rowCount - patientsWith(groups, 0) - patientsWith(groups, 1);
  const missing = unknownOf(set, term.field.name);
  return [others, missing, others - missing].some((count) => isSmallCount(count, minimumCellSize));
}

function curveOf(groups: GroupedSurvival, value: number) {
  const times = [...new Set(groups.times)].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const counts = [new Float64Array(times.length), new Float64Array(times.length)];
  groups.times.forEach((time, i) => {
    if (groups.values[i] === value) counts[groups.isEvent[i]][place.get(time) ?? 0] += groups.counts[i];
  });
  return kaplanMeierFromCounts(times, counts[1], counts[0]);
}

function patientsWith({ values, counts }: GroupedSurvival, value: number): number {
  return counts.reduce((sum, count, i) => sum + (values[i] === value ? count : 0), 0);
}
