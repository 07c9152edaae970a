import { CohortloomError } from '#errors/cohortloom-error';

/** Sides of the squares that rows can be folded into. */
export const SIDES = [4, 8, 16, 24, 32, 64] as const;

export type Side = (typeof SIDES)[number];

export interface ConvolutionStage {
  readonly channels: number;
  readonly side: number;
}

/**
 * The smallest square that holds `columns` values.
 * @throws CL-MODEL-002 above 4,096 columns
 */
export function sideFor(columns: number, network: 'generator' | 'critic'): Side {
  const side = SIDES.find((candidate) => candidate ** 2 >= columns);
  if (side !== undefined) return side;
  throw new CohortloomError('CL-MODEL-002', {
    what: `The convolutional ${network} folds rows into squares of at most 64 × 64, and this table needs ${columns} places.`,
    todo: 'Use body: mlp, or leave out columns or rarely used states of columns with many states.',
  });
}

/** Stages of halving sides and doubling channels, from just below the image to at least side 2 or 3 stages deep. */
export function convolutionPlan(side: number, channels: number): ConvolutionStage[] {
  const stages = [{ channels, side: Math.floor(side / 2) }];
  while (stages.at(-1)!.side > 3 && stages.length < 3) {
    const last = stages.at(-1)!;
    stages.push({ channels: 2 * last.channels, side: Math.floor(last.side / 2) });
  }
  return stages;
}
