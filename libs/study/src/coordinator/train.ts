import type { CohortloomError } from '#errors/cohortloom-error';
import type { RoundRunner } from '#federation/rounds/round';
import type { FederatedGenerator } from '#generators/federated-generator';
import type { Seed } from '#random/random-stream';
import type { Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';
import type { StudyObserver } from '../observer.ts';
import { encodeSiteTask, type StudySetup } from '../site-task.ts';

/**
 * Exchanges that share one round in the journal where an exchange is a single step, as long as all ask for the same. Their
 * contributions aren't kept: after a crash the sites compute those of the open round again.
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

/**
 * Runs training rounds until the generator is done and returns its final state. Each round leaves the state behind as a
 * checkpoint; a training that the store knows goes on after the latest.
 */
export async function trainGenerator<State>(
  generator: FederatedGenerator<State>,
  plan: TrainingPlan,
  rounds: RoundRunner,
  observer: StudyObserver,
): Promise<State> {
  const exchangesPerRound = plan.manyExchanges ? EXCHANGES_PER_ROUND : 1;
  let state = (await generator.init(plan.seed)) as State;
  const broadcast = () => encodeSiteTask({ setup: plan.setup, payload: generator.broadcast(state) });
  const advance = (sum: Sum) => {
    state = generator.reduce(state, sum);
    const { done, total } = generator.progress(state);
    observer.stageAdvanced('training', done, total);
  };
  const layout = () => byName(generator.layout(state));
  const request = () => {
    const asked = layout();
    return {
      kind: 'train' as const,
      task: plan.task,
      broadcast: broadcast(),
      layout: asked,
      manyExchanges: plan.manyExchanges,
      isSpared: plan.isSpared,
      next: async (sum: Sum, exchange: number) => {
        advance(sum);
        const isOver = generator.isDone(state) || exchange + 1 >= exchangesPerRound || !isSame(layout(), asked);
        return isOver ? undefined : broadcast();
      },
      checkpoint: () => generator.encode(state),
    };
  };

  const kept = generator.isDone(state) ? undefined : await rounds.resume(request());
  if (kept !== undefined) state = generator.decode(kept) as State;
  const { done, total } = generator.progress(state);
  observer.stageStarted('training', total);
  if (done > 0) observer.stageAdvanced('training', done, total);
  while (!generator.isDone(state)) await rounds.run(request());
  return state;
}

/** A state that was kept and read again may name its parameters in another order; what is told of a round doesn't depend on it. */
function byName(layout: SumLayout): SumLayout {
  return new Map([...layout].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isSame(a: SumLayout, b: SumLayout): boolean {
  return JSON.stringify([...a]) === JSON.stringify([...b]);
}
