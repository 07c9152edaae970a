/**
 * Settings of CTAB-GAN+ (Zhao et al. 2022) and of its federated training. `correct` is the method as its paper means it;
 * `reference` repeats what the authors' code computes, for comparison with published figures.
 */
import { z } from 'zod';
import { parseSettings } from '../training/parse-settings.ts';
import { STRATEGY_NAMES } from '../training/strategy-of.ts';

const widths = z.array(z.int().min(1).max(4096)).max(4);
const positive = z.number().positive();

const fields = {
  mode: z.enum(['correct', 'reference']).default('correct'),
  /** `mlp`: dense layers on encoded rows; `convolutional`: the published layers on rows folded into squares. */
  body: z.enum(['mlp', 'convolutional']).default('mlp'),
  generatorWidths: widths.min(1).default([256, 256]),
  criticWidths: widths.min(1).default([256, 256]),
  /** Channels of the first convolution; doubled at every further one. */
  channels: z.int().min(1).max(256).default(64),
  /** Standard normals per row that go into the generator. */
  noiseWidth: z.int().min(1).max(1024).default(100),
  /** Field that the auxiliary classifier learns to predict; null for no classifier, absent for the first target. */
  auxiliaryTarget: z.string().nullable().optional(),
  classifierWidths: widths.default([64, 64]),
  classifierDropout: z.number().min(0).max(0.9).default(0.5),
  /** Rows per local step. A site with fewer rows draws with replacement, as every site does. */
  batchSize: z.int().min(2).max(10_000).default(128),
  learningRate: positive.max(1).default(1e-3),
  /** Share of the learning rate that is left at the last exchange; it falls linearly. 1 keeps it. */
  finalLearningRate: z.number().min(0).max(1).default(0.4),
  beta1: z.number().min(0).max(0.999).default(0.5),
  beta2: z.number().min(0).max(0.9999).default(0.9),
  epsilon: positive.default(1e-3),
  weightDecay: z.number().min(0).max(1).default(1e-5),
  /** λ of the gradient penalty. */
  gradientPenalty: z.number().min(0).default(10),
  /** Critic updates per generator update; federated SGD has one. */
  criticSteps: z.int().min(1).max(10).default(2),
  /** Temperature τ of the Gumbel-softmax. */
  temperature: positive.max(10).default(0.2),
  strategy: z.enum(STRATEGY_NAMES).default('fed-avg'),
  /** Exchanges of parameters (of gradients for `fed-sgd`, where every exchange is one step). */
  rounds: z.int().min(1).max(100_000).default(40),
  /** Training steps at each site between two exchanges; 1 for `fed-sgd`. */
  localSteps: z.int().min(1).max(10_000).default(100),
  /** Decay per training step of the moving average of the generator; 0 keeps none. */
  averageDecay: z.number().min(0).max(0.99999).default(0.998),
  /** Which generator samples: the moving average or the last one. */
  release: z.enum(['average', 'last']).default('average'),
  /** How rows between real and synthetic ones are formed for the penalty; absent: linear (`reference`: spherical). */
  interpolation: z.enum(['linear', 'spherical']).optional(),
};

export const hyperparametersSchema = z.strictObject(fields);

export type Hyperparameters = z.output<typeof hyperparametersSchema>;
export type HyperparametersInput = z.input<typeof hyperparametersSchema>;

/**
 * Checks settings and fills in the defaults.
 * @throws CL-CONF-001 naming each setting that is wrong
 */
export function parseHyperparameters(input: unknown): Hyperparameters {
  return withOneCriticStep(parseSettings(hyperparametersSchema, input, 'ctabgan-plus.md'));
}

/** An exchange of federated SGD takes the gradients of one batch, so it has one critic update whatever is asked for. */
function withOneCriticStep(settings: Hyperparameters): Hyperparameters {
  return settings.strategy === 'fed-sgd' ? { ...settings, criticSteps: 1 } : settings;
}
