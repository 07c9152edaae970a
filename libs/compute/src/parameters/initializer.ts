import type { RandomStream } from '#random/random-stream';

/** How a parameter starts. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  /** N(0, deviation²). */
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** Uniform in ±1/√fanIn, as torch's Linear, Conv2d and their biases do (He et al. 2015 with a = √5). */
  | { readonly kind: 'uniformFanIn'; readonly fanIn: number };

export const ZEROS: Initializer = { kind: 'constant', value: 0 };
export const ONES: Initializer = { kind: 'constant', value: 1 };

/** Overwrites `values`. */
export function fillInitial(values: Float32Array, initializer: Initializer, random: RandomStream): Float32Array {
  switch (initializer.kind) {
    case 'constant':
      return values.fill(initializer.value);
    case 'normal':
      return overwrite(random.fillNormal(values), (draw) => draw * initializer.deviation);
    case 'uniform': {
      const { low, high } = initializer;
      return overwrite(random.fillUniform(values), (draw) => low + (high - low) * draw);
    }
    case 'uniformFanIn':
      return overwrite(random.fillUniform(values), (draw) => (2 * draw - 1) / Math.sqrt(initializer.fanIn));
  }
}

function overwrite(values: Float32Array, change: (value: number) => number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = change(values[i]);
  return values;
}
