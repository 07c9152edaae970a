import type { RandomStream } from '#random/random-stream';

/** 0 with probability p, else 1/(1 − p). */
export function fillDropout(target: Float32Array, p: number, stream: RandomStream): void {
  const threshold = p * 2 ** 32;
  const kept = 1 / (1 - p);
  for (let i = 0; i < target.length; i++) target[i] = stream.nextUint32() < threshold ? 0 : kept;
}
