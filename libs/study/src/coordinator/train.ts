import type { CohortloomError } from '#errors/cohortloom-error';
import type { RoundRunner } from '#federation/rounds/round';
import type { FederatedGenerator } from '#generators/federated-generator';
import type { Seed } from '#random/random-stream';
import type { Sum } from '#sums/contribution';
import type { StudyObserver } from '../observer.ts';
import { encodeSiteTask, type StudySetup } from '../site-task.ts';

/**
 * Exchanges that share one round in the journal where an exchange is a single step. Their contributions aren't kept: after
 * a crash the sites compute them again, from the first such round.
 */
const EXCHANGES_PER_ROUND = 100;

export interface TrainingPlan {
  readonly setup: StudySetup;
  readonly seed: Seed;
  /** The site's handler, for the record. */
  readonly task: string;
  /** True where an exchange is one step (federated SGD), so that many share a round. */
  readonly manyExchanges: boolean;
  /** Whether the study goes on without this model where its training ends so. */
  readonly isSpared: (error: CohortloomError) => boolean;
}

/** Runs training rounds until the generator is done and returns its final state. */
export async function trainGenerator<State>(
  generator: FederatedGenerator<State>,
  plan: TrainingPlan,
  rounds: RoundRunner,
  observer: StudyObserver,
): Promise<State> {
  let state = (await generator.init(plan.seed)) as State;
  observer.stageStarted('training', generator.progress(state).total);

  const broadcast = () => encodeSiteTask({ setup: plan.setup, payload: generator.broadcast(state) });
  const absorb = (sum: Sum) => {
    state = generator.reduce(state, sum);
    const { done, total } = generator.progress(state);
    observer.stageAdvanced('training', done, total);
  };
  const next = async (sum: Sum, exchange: number) => {
    absorb(sum);
    return generator.isDone(state) || exchange + 1 >= EXCHANGES_PER_ROUND ? undefined : broadcast();
  };

  while (!generator.isDone(state)) {
    const request = {
      kind: 'train' as const,
      task: plan.task,
      broadcast: broadcast(),
      layout: generator.layout(state),
      isSpared: plan.isSpared,
    };
    if (plan.manyExchanges) await rounds.run({ ...request, next });
    else absorb((await rounds.run(request)).sum);
  }
  return state;
}
