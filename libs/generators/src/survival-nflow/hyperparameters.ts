/** Settings of the survival flow and of its federated training. */
import { z } from 'zod';
import { parseSettings } from '../training/parse-settings.ts';
import { STRATEGY_NAMES } from '../training/strategy-of.ts';

export const LINEAR_LAYERS = ['permutation', 'lu', 'svd'] as const;
export const BASE_LAYERS = [
  'rq-autoregressive',
  'affine-autoregressive',
  'quadratic-autoregressive',
  'rq-coupling',
  'affine-coupling',
  'quadratic-coupling',
] as const;

const positive = z.number().positive();

const fields = {
  /**
   * How discrete columns become part of a flow: told by a softmax, column after column; or spread over a stretch of the line
   * each, so that a stack of transforms takes whole records.
   */
  discrete: z.enum(['categorical', 'dequantised']).default('categorical'),
  /** How times of endpoints are told: by a spline as all numbers are, or by discrete-time hazards. */
  survival: z.enum(['flow', 'hazard-head']).default('flow'),
  /** Stretches of a time's scale that hazards tell apart. */
  hazardIntervals: z.int().min(2).max(200).default(20),
  /** Of the stack: layers, what is between them, and what a layer does to each column. */
  layers: z.int().min(1).max(16).default(1),
  linear: z.enum(LINEAR_LAYERS).default('permutation'),
  base: z.enum(BASE_LAYERS).default('rq-autoregressive'),
  /** Columns that come first, in this order: the rest can be sampled exactly given them. The others follow a patient's course. */
  condition: z.array(z.string()).default([]),
  /** Hidden units of the masked network that tells a column from those before it. */
  hidden: z.int().min(1).max(4096).default(128),
  /** Residual blocks of two layers each. */
  blocks: z.int().min(0).max(8).default(1),
  /** Bins of each rational-quadratic spline. */
  bins: z.int().min(2).max(64).default(8),
  /** Splines map [−bound, bound] of normal scores and leave the rest as it is. */
  bound: positive.max(8).default(3),
  /** Share of hidden units dropped in each block in training. */
  dropout: z.number().min(0).max(0.9).default(0.1),
  /** Share of earlier columns that a row in training doesn't see. */
  columnDropout: z.number().min(0).max(0.9).default(0.3),
  /** λ of λ/2 · Σw² over the masked network's weights (not biases), in the loss per row. */
  weightDecay: z.number().min(0).max(1).default(0.01),
  /** The same for the direct connections of columns with later ones. */
  directDecay: z.number().min(0).max(1).default(0.002),
  /** Gradients longer than this are shortened to it. */
  gradientLimit: positive.default(5),
  /** Rows per local step. A site with fewer rows draws with replacement, as every site does. */
  batchSize: z.int().min(1).max(10_000).default(128),
  learningRate: positive.max(1).default(0.002),
  /** Share of the learning rate that is left at the last exchange; it falls linearly. 1 keeps it. */
  finalLearningRate: z.number().min(0).max(1).default(0.1),
  beta1: z.number().min(0).max(0.999).default(0.9),
  beta2: z.number().min(0).max(0.9999).default(0.99),
  epsilon: positive.default(1e-6),
  strategy: z.enum(STRATEGY_NAMES).default('fed-avg'),
  /** Most exchanges of parameters (of gradients for `fed-sgd`, where every exchange is one step). */
  rounds: z.int().min(1).max(100_000).default(40),
  /** Training steps at each site between two exchanges; 1 for `fed-sgd`. */
  localSteps: z.int().min(1).max(10_000).default(50),
  /** Decay per training step of the moving average of the parameters; 0 keeps none. */
  averageDecay: z.number().min(0).max(0.99999).default(0.995),
  /** Which parameters are chosen from and sample: the moving average or the last ones. */
  release: z.enum(['average', 'last']).default('average'),
  /** Share of its rows that a site doesn't train on, but tells the summed log-likelihood of. */
  heldOutShare: z.number().min(0).max(0.5).default(0.1),
  /** Exchanges without a better held-out likelihood after which training stops. */
  patience: z.int().min(1).max(100_000).default(10),
  /** Whether rows are drawn so that they have the margins of the profile round. */
  matchMargins: z.boolean().default(true),
};

export const flowSettingsSchema = z.strictObject(fields);

export type FlowSettings = z.output<typeof flowSettingsSchema>;
export type FlowSettingsInput = z.input<typeof flowSettingsSchema>;

/**
 * Checks settings and fills in the defaults.
 * @throws CL-CONF-001 naming each setting that is wrong
 */
export function parseFlowSettings(input: unknown): FlowSettings {
  return parseSettings(flowSettingsSchema, input, 'survival-nflow.md');
}
