import { setImmediate as nextTurn } from 'node:timers/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { FederatedGenerator } from '#generators/federated-generator';
import { generatorKind } from '#generators/generator-registry';
import { deriveSeed, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { StudyObserver } from '../observer.ts';
import type { StudyDeclaration } from '../study-declaration.ts';
import type { StudyModel } from '../study-models.ts';
import { type SampledCohort, sampleCohort } from './sample.ts';
import type { ConfiguredModel, FailedModel, TrainedModel } from './study-candidate.ts';
import type { StudyPorts } from './study-ports.ts';
import { trainGenerator } from './train.ts';
import type { TrainedGenerator } from './trained-generator.ts';

export interface TrainedModels {
  /** In the order of the study; at least one. */
  readonly trained: readonly TrainedModel[];
  readonly failed: readonly FailedModel[];
}

/** What the study has before any model is trained. */
export interface TrainingGround {
  readonly declaration: StudyDeclaration;
  readonly dictionary: DataDictionary;
  readonly profile: Profile;
}

/** Of these a model is the reason and not the study: sites were there, and could not do what it asks. */
const MODEL_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'CL-MODEL-001',
  'CL-MODEL-002',
  'CL-MODEL-003',
  'CL-ROUND-004',
  'CL-ROUND-005',
]);

/**
 * Trains the models one after the other and draws a cohort from each. One that can't be made is left out as long as another
 * can; the last of them ends the study with its error, and so does everything that isn't the model's fault.
 */
export async function trainModels(ground: TrainingGround, ports: StudyPorts): Promise<TrainedModels> {
  const { models } = ground.declaration;
  const trained: TrainedModel[] = [];
  const failed: FailedModel[] = [];
  for (const [place, model] of models.entries()) {
    const isLast = place === models.length - 1 && trained.length === 0;
    const isSpared = ({ code }: CohortloomError) => !isLast && MODEL_FAILURES.has(code);
    const { name } = model;
    const { hyperparameters, strategy, contributes } = generatorKind(name).configure(model.hyperparameters);
    const configured: ConfiguredModel = { name, hyperparameters, strategy, contributes };
    const observer = observerOf(ports.observer, models, place);
    try {
      const made = await trainOne(ground, { ...ports, observer }, { model, place, isSpared });
      trained.push({ ...configured, ...made });
    } catch (error) {
      const failure = CohortloomError.from(error);
      if (!isSpared(failure)) throw error;
      failed.push({ ...configured, failure });
      observer.noted(`left out, the study goes on without it. ${failure.message}`);
    }
  }
  return { trained, failed };
}

interface ModelInStudy {
  readonly model: StudyModel;
  readonly place: number;
  readonly isSpared: (error: CohortloomError) => boolean;
}

async function trainOne(
  { declaration, dictionary, profile }: TrainingGround,
  { rounds, engine, observer, signal }: StudyPorts,
  { model, place, isSpared }: ModelInStudy,
): Promise<Pick<TrainedModel, 'generator' | 'cohort'>> {
  const configured = generatorKind(model.name).configure(model.hyperparameters);
  const seed = seedOf(declaration.seed, model.name, place);
  const generator = configured.create(dictionary, profile, engine);
  const state = await trainGenerator(
    generator,
    {
      setup: { seed: declaration.seed, holdOut: declaration.holdOut },
      seed: deriveSeed(seed, 'generator'),
      task: model.name,
      manyExchanges: configured.manyExchanges,
      isSpared,
    },
    rounds,
    observer,
  );
  const sample = async (n: number, sampleSeed: string) => {
    if (signal?.aborted) throw interrupted(declaration.name);
    const rows = await generator.sample(state, n, sampleSeed);
    // Sampling is one long chain of promises; Ctrl-C is heard only where the event loop gets a turn.
    await nextTurn();
    return rows;
  };
  const cohort: SampledCohort = await sampleCohort(
    sample,
    dictionary,
    profile,
    declaration.synthetic,
    deriveSeed(seed, 'sample'),
    observer,
    generator.pairTables?.(state),
  );
  for (const warning of cohort.calibration?.warnings ?? []) observer.noted(warning);
  return { generator: trainedGenerator(generator, state), cohort };
}

/** The first model draws as in a study of its own, so that it gives the same cohort; each further one from its own seeds. */
function seedOf(studySeed: Seed, model: string, place: number): Seed {
  return place === 0 ? studySeed : deriveSeed(studySeed, 'model', model);
}

/** In a study of several models, tells which one it is about. */
function observerOf(observer: StudyObserver, models: readonly StudyModel[], place: number): StudyObserver {
  const { name } = models[place];
  if (models.length === 1) return observer;
  return {
    stageStarted: (stage, total) => observer.stageStarted(stage, total, `${name}, ${place + 1} of ${models.length}`),
    stageAdvanced: (stage, done, total) => observer.stageAdvanced(stage, done, total),
    noted: (what) => observer.noted(`${name}: ${what}`),
  };
}

function trainedGenerator<State>(generator: FederatedGenerator<State>, state: State): TrainedGenerator {
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
