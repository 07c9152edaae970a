import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Assessment } from '#evaluation/assessment';
import type { RoundRunner } from '#federation/rounds/round';
import type { FederatedGenerator } from '#generators/federated-generator';
import { generatorKind } from '#generators/generator-registry';
import { deriveSeed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { StudyObserver } from '../observer.ts';
import type { StudySetup } from '../site-task.ts';
import type { StudyDeclaration } from '../study-declaration.ts';
import { assessCohort } from './assess.ts';
import { profileCohort } from './profile.ts';
import { type SampledCohort, sampleCohort } from './sample.ts';
import { trainGenerator } from './train.ts';
import type { TrainedGenerator } from './trained-generator.ts';

/** Below this many training rows over all sites, neither a model nor its assessment means anything. */
export const MINIMUM_TRAINING_ROWS = 20;

export interface StudyPorts {
  readonly rounds: RoundRunner;
  /** For sampling at the coordinator, where the generator needs one; sites have their own. */
  readonly engine?: Engine;
  readonly observer: StudyObserver;
  /** Ends sampling between two batches; rounds have their own. */
  readonly signal?: AbortSignal;
}

export interface StudyResult {
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** How sites' contributions became the model, in words. */
  readonly strategy: string;
  /** What sites contributed to training, in words. */
  readonly contributes: string;
  readonly profile: Profile;
  readonly generator: TrainedGenerator;
  readonly cohort: SampledCohort;
  readonly assessment: Assessment;
}

/**
 * A whole study: profile, train, sample, assess.
 * @throws CL-CONF-001 hyperparameters invalid, CL-DATA-006 too few rows in all, CL-MODEL-001 to 003, and whatever a
 * round ends with (CL-ROUND-…)
 */
export async function runStudy(
  declaration: StudyDeclaration,
  dictionary: DataDictionary,
  ports: StudyPorts,
): Promise<StudyResult> {
  const { rounds, engine, observer } = ports;
  const { seed } = declaration;
  const setup: StudySetup = { seed, holdOut: declaration.holdOut };
  const configured = generatorKind(declaration.model.name).configure(declaration.model.hyperparameters);

  const profile = await profileCohort(dictionary, setup, rounds, observer);
  requireEnoughRows(profile);
  const generator = configured.create(dictionary, profile, engine);
  const plan = {
    setup,
    seed: deriveSeed(seed, 'generator'),
    task: declaration.model.name,
    manyExchanges: configured.manyExchanges,
  };
  const state = await trainGenerator(generator, plan, rounds, observer);
  const sample = async (n: number, sampleSeed: string) => {
    if (ports.signal?.aborted) throw interrupted(declaration.name);
    const rows = await generator.sample(state, n, sampleSeed);
    // Sampling is one long chain of promises; Ctrl-C is heard only where the event loop gets a turn.
    await nextTurn();
    return rows;
  };
  const cohort = await sampleCohort(
    sample,
    dictionary,
    profile,
    declaration.synthetic,
    deriveSeed(seed, 'sample'),
    observer,
    generator.pairTables?.(state),
  );
  for (const warning of cohort.calibration?.warnings ?? []) observer.noted(warning);
  const assessment = await assessCohort(dictionary, profile, setup, cohort.table, rounds, observer);
  const { hyperparameters, strategy, contributes } = configured;
  return { hyperparameters, strategy, contributes, profile, generator: trained(generator, state), cohort, assessment };
}

function trained<State>(generator: FederatedGenerator<State>, state: State): TrainedGenerator {
  return {
    checkpoint: generator.encode(state),
    disclosed: generator.discloses?.(state),
    description: generator.describeModel?.(state),
    onnx: generator.toOnnx?.(state),
    encoding: generator.describeOutput?.(state),
  };
}

function interrupted(study: string): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: 'The study was interrupted while it sampled the cohort.',
    where: { study },
    todo: 'Start it again.',
  });
}

function requireEnoughRows(profile: Profile): void {
  if (profile.rowCount >= MINIMUM_TRAINING_ROWS) return;
  throw new CohortloomError('CL-DATA-006', {
    what: `The sites have ${profile.rowCount} training rows in all; a study needs at least ${MINIMUM_TRAINING_ROWS}.`,
    todo: 'Add sites or rows, or lower the hold-out share.',
  });
}
