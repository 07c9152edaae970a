import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import type { RandomForest } from '../models/forest.ts';
import { decodeForest, encodeForest } from '../models/forest-codec.ts';
import { predictorFields } from '../models/prediction-task.ts';
import { TREES } from '../models/random-forest.ts';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { MOST_ROWS } from '../summaries/thin-rows.ts';
import { BROADCAST_COHORTS, type BroadcastCohort, type BroadcastForests } from './broadcast-forests.ts';
import type { UtilityPlan } from './utility-plan.ts';

/**
 * The forests that sites ask, encoded, each by its name, as they are grown; none of a horizon that nobody is followed to.
 * The same plan and cohorts give the same bytes.
 * @param scope `candidate`: those of the synthetic cohort alone
 */
export function* encodeForests(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  forests: BroadcastForests,
  scope: MeasuredScope = 'whole',
): Generator<[name: string, bytes: Uint8Array]> {
  for (const [cohort, target] of askedForests(plan, dictionary)) {
    if (scope === 'candidate' && cohort !== 'synthetic') continue;
    const forest = forests.of(cohort, target);
    if (forest !== undefined) yield [nameOf(cohort, target), encodeForest(forest)];
  }
}

/**
 * What `encodeForests` gave, as a site receives it.
 * @throws CL-NET-003 for forests that the plan doesn't know, and for damaged ones
 */
export function readForests(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  sent: ReadonlyMap<string, Uint8Array>,
): BroadcastForests {
  const asked = new Map(askedForests(plan, dictionary).map(([cohort, target]) => [nameOf(cohort, target), target]));
  const forests = new Map<string, RandomForest>();
  for (const [name, bytes] of sent) {
    const target = asked.get(name);
    if (target === undefined) throw unknownForest();
    const features = predictorFields(dictionary, target).length;
    forests.set(name, decodeForest(bytes, { features, trees: TREES, leaves: MOST_ROWS.synthetic }));
  }
  return { of: (cohort, target) => forests.get(nameOf(cohort, target)) };
}

function askedForests(plan: UtilityPlan, { targets }: DataDictionary): [BroadcastCohort, PredictionTarget][] {
  const asked = targets.filter(({ name }) => plan.horizons[name] !== null);
  return BROADCAST_COHORTS.flatMap((cohort) =>
    asked.map((target): [BroadcastCohort, PredictionTarget] => [cohort, target]),
  );
}

function nameOf(cohort: BroadcastCohort, { name }: PredictionTarget): string {
  return `${cohort}/${name}`;
}

function unknownForest(): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: "An assignment can't be read: it holds a random forest that its plan doesn't name.",
    todo: 'Check that coordinator and site have the same data dictionary and version.',
  });
}
