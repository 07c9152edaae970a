import { CohortloomError } from '#errors/cohortloom-error';
import { RandomStream, type Seed } from '#random/random-stream';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { batchGradients } from '../../training/batch-gradients.ts';
import { learningRateAt } from '../../training/learning-rate.ts';
import type { LoadGraph } from '../../training/load-graph.ts';
import { strategyOf } from '../../training/strategy-of.ts';
import {
  type LocalTraining,
  type OnDiverged,
  trainLocally,
  type TrainingControl,
} from '../../training/train-locally.ts';
import type { FlowModel } from '../flow-model.ts';
import type { SurvivalNflowState } from '../state.ts';
import { buildHeldOutGraph, heldOutLoss, type SplitRows, splitRows } from './held-out.ts';
import { RowSource } from './row-source.ts';
import { adamSettings, buildGradientStep, buildTrainingStep, FLOW, lossCount } from './training-step.ts';

export interface TrainedAtSite {
  /** Parameters after local training, or the gradient of a batch. */
  readonly flow: Float32Array;
  /** Mean −ln p of a row over the steps that counted. */
  readonly loss: number;
  readonly skipped: number;
}

/** A site's rows as the flow sees them, and what a site does with them in an exchange. */
export class SiteTraining {
  readonly #model: FlowModel;
  readonly #split: SplitRows;
  readonly #heldOut: Float32Array;
  readonly #source: RowSource;
  readonly #load: LoadGraph;

  /** `places` draws where in their unit values lie. */
  constructor(model: FlowModel, state: SurvivalNflowState, table: Table, places: Seed, load: LoadGraph) {
    this.#model = model;
    this.#load = load;
    const { heldOutShare } = model.settings;
    this.#split = splitRows(table, heldOutShare, state.seed, Math.max(1, model.dictionary.minimumCellSize));
    const encoded = model.encode(state.counts, table, new RandomStream(places));
    this.#source = new RowSource(model, encoded, this.#split.training);
    // Always at the same places, so that exchanges are compared on the same points.
    const heldOut = selectRows(table, this.#split.heldOut);
    this.#heldOut = model.encode(state.counts, heldOut, RandomStream.derive(state.seed, 'held-out places'));
  }

  get trainingRows(): number {
    return this.#split.training.length;
  }

  get heldOutRows(): number {
    return this.#split.heldOut.length;
  }

  /** Σ −ln p of the held-out rows. */
  async heldOutLoss(parameters: Float32Array): Promise<number> {
    const graph = await this.#load('held out', () => buildHeldOutGraph(this.#model));
    return heldOutLoss(graph, parameters, this.#heldOut, this.#model.inputWidth);
  }

  /** Throws CL-MODEL-001 when most steps diverge. */
  async train(
    state: SurvivalNflowState,
    options: TrainingControl & { readonly stream: RandomStream },
  ): Promise<TrainedAtSite> {
    const { settings } = this.#model;
    const strategy = strategyOf({ ...settings, ...adamSettings(this.#model) });
    if (strategy.contributes === 'gradients') {
      const graph = await this.#load('gradients', () => buildGradientStep(this.#model));
      return this.#trained(
        await batchGradients(graph, state.parameters, this.#source, options.stream, this.#diverged(1)),
        1,
      );
    }
    const proximal = strategy.localProximalCoefficient;
    const graph = await this.#load('train', () => buildTrainingStep(this.#model, { proximal }));
    const local = await trainLocally(graph, state.parameters, this.#source, {
      ...options,
      steps: settings.localSteps,
      adam: adamSettings(this.#model),
      learningRate: learningRateAt(settings, state.round),
      proximal,
      lossCount: lossCount(this.#model),
      updatesOf: () => 1,
      onDiverged: this.#diverged(settings.localSteps),
    });
    return this.#trained(local, settings.localSteps);
  }

  #trained({ parameters, lossSums, skipped }: LocalTraining, steps: number): TrainedAtSite {
    const sum = lossSums.subarray(0, -1).reduce((total, loss) => total + loss, 0);
    return { flow: parameters.get(FLOW)!, loss: sum / (steps - skipped), skipped };
  }

  /** Steps that diverge are left out, as long as most don't. */
  #diverged(steps: number): OnDiverged {
    return (losses, step, skipped) => {
      if (2 * skipped > steps) throw this.#divergence(losses, step);
    };
  }

  #divergence(losses: Float32Array, step: number): CohortloomError {
    const place = losses.findIndex((loss) => !Number.isFinite(loss));
    const cause = this.#model.lossNames.at(place);
    const isColumn = cause !== undefined && this.#model.dictionary.fields.some(({ name }) => name === cause);
    const subject = cause === undefined ? 'The gradient of the flow' : `The likelihood of ${cause}`;
    return new CohortloomError('CL-MODEL-001', {
      what: `${subject} stopped being finite at local step ${step + 1}, as in most steps before.`,
      ...(isColumn && { where: { column: cause } }),
      todo: 'Lower learningRate, or gradientLimit, and start again from the last round.',
    });
  }
}
