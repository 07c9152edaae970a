import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Assessment } from '#evaluation/assessment';
import { roundReferences } from '#evaluation/scoring/round-references';
import { scoreAssessment } from '#evaluation/scoring/score-assessment';
import { type AssessOptions, type AssessPlan, assessPlan } from '#evaluation/summaries/assess-plan';
import type { MeasuredScope } from '#evaluation/summaries/measured-scope';
import { broadcastCohorts } from '#evaluation/summaries/prepared-broadcast';
import { candidatesLayout, sumOfCandidate } from '#evaluation/summaries/several-candidates';
import { GrownForests } from '#evaluation/utility/broadcast-forests';
import { encodeForests } from '#evaluation/utility/sent-forests';
import type { RoundRunner } from '#federation/rounds/round';
import { deriveSeed } from '#random/random-stream';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { StudyObserver } from '../observer.ts';
import { encodeSiteTask, type StudySetup } from '../site-task.ts';
import { encodeTables, type SentTable } from '../table-codec.ts';
import { inTurns } from './in-turns.ts';

/** A cohort as sites get it, with its plan. */
interface PlannedCohort extends SentTable {
  readonly beside: AssessPlan;
}

/**
 * The one round in which sites compare the synthetic candidates with their rows, and what its sums say of each. One round
 * for all, so that all are read between the same references, and the sums of real rows are disclosed once.
 * @param cohorts by model, at least one
 */
export async function assessCohorts(
  dictionary: DataDictionary,
  profile: Profile,
  setup: StudySetup,
  cohorts: ReadonlyMap<string, Table>,
  rounds: RoundRunner,
  observer: StudyObserver,
): Promise<Assessment[]> {
  observer.stageStarted('assessing', 1);
  const options = { seed: deriveSeed(setup.seed, 'assess'), holdOut: setup.holdOut };
  const planned = new Map<string, PlannedCohort>();
  for (const [name, table] of cohorts) {
    const scope = planned.size === 0 ? 'whole' : 'candidate';
    planned.set(name, await planCohort(dictionary, profile, table, options, scope));
  }
  const names = [...planned.keys()];
  const { sum } = await rounds.run({
    kind: 'assess',
    task: 'assess',
    broadcast: encodeSiteTask({ setup, payload: encodeTables(planned) }),
    layout: candidatesLayout(dictionary, names),
  });
  const assessments = await scoreCohorts(dictionary, planned, sum);
  observer.stageAdvanced('assessing', 1, 1);
  return assessments;
}

/** Takes seconds of wide tables: longer than the lease of a coordinator, which is to be renewed meanwhile. */
async function scoreCohorts(
  dictionary: DataDictionary,
  planned: ReadonlyMap<string, PlannedCohort>,
  sum: Sum,
): Promise<Assessment[]> {
  const names = [...planned.keys()];
  const [{ table: first, beside: plan }] = planned.values();
  const references = await inTurns(roundReferences(plan, dictionary, sum, first.rowCount));
  const assessments: Assessment[] = [];
  for (const [name, { table, beside }] of planned) {
    const own = sumOfCandidate(sum, dictionary, names, name);
    assessments.push(await inTurns(scoreAssessment(beside, dictionary, own, table, references)));
    await nextTurn();
  }
  return assessments;
}

/** Models and forests take a second or two each of large cohorts, and sites are to be heard meanwhile. */
async function planCohort(
  dictionary: DataDictionary,
  profile: Profile,
  table: Table,
  options: AssessOptions,
  scope: MeasuredScope,
): Promise<PlannedCohort> {
  const beside = await inTurns(assessPlan(dictionary, profile, table, options));
  await nextTurn();
  const forests = new GrownForests(beside.utility, dictionary, broadcastCohorts(beside, dictionary, table));
  const pieces = new Map<string, Uint8Array>();
  for (const [name, bytes] of encodeForests(beside.utility, dictionary, forests, scope)) {
    pieces.set(name, bytes);
    await nextTurn();
  }
  return { table, beside, pieces };
}
