import type { RandomStream } from '#random/random-stream';

export function bernoulli(probability: number, stream: RandomStream): boolean {
  return stream.uniform() < probability;
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

export function clip(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}

/** A probability whose odds are multiplied by `factor`. */
export function scaleOdds(probability: number, factor: number): number {
  return (probability * factor) / (1 - probability + probability * factor);
}
