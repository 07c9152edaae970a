/**
 * Seeded random streams. A stream is named by a seed and a path of labels ("study seed → round seed → site seed"), so
 * that every draw can be repeated alone. Generator: xoshiro128** (Blackman & Vigna 2021); the state comes from hashing
 * seed and labels with the 128-bit MurmurHash3 finaliser.
 */
export type Seed = string;

const TWO_PI = 2 * Math.PI;
const UNIT = 2 ** -32;

export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal = Number.NaN;

  constructor(seed: Seed) {
    [this.#a, this.#b, this.#c, this.#d] = hashToState(seed);
    for (let i = 0; i < 8; i++) this.nextUint32();
  }

  /** An independent stream for a part of the work; the same seed and labels give the same stream. */
  static derive(seed: Seed, ...labels: readonly (string | number)[]): RandomStream {
    return new RandomStream(deriveSeed(seed, ...labels));
  }

  /** A stream that goes on where the one stood whose `position` it is. */
  static at(position: ArrayLike<number>): RandomStream {
    const stream = new RandomStream('');
    [stream.#a, stream.#b, stream.#c, stream.#d, stream.#spareNormal] = Array.from(position);
    return stream;
  }

  /** Where the stream stands: five numbers, for `RandomStream.at`. */
  get position(): Float64Array<ArrayBuffer> {
    return Float64Array.of(this.#a, this.#b, this.#c, this.#d, this.#spareNormal);
  }

  /** Uniform integer in [0, 2³²). */
  nextUint32(): number {
    const b = this.#b;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = b << 9;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b = b ^ this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.nextUint32() >>> 5) * 67_108_864 + (this.nextUint32() >>> 6)) / 9_007_199_254_740_992;
  }

  /** Uniform integer in [0, n), n in 1 … 2³². Unbiased (rejection). */
  int(n: number): number {
    const limit = 4_294_967_296 - (4_294_967_296 % n);
    let draw = this.nextUint32();
    while (draw >= limit) draw = this.nextUint32();
    return draw % n;
  }

  /** Standard normal (Box–Muller, both values used). */
  normal(): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = TWO_PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Fills with uniforms in (0, 1), 32 random bits each, never 0 or 1 before rounding to float32. */
  fillUniform(target: Float32Array): Float32Array {
    for (let i = 0; i < target.length; i++) target[i] = (this.nextUint32() + 0.5) * UNIT;
    return target;
  }

  /** Fills with standard normals. */
  fillNormal(target: Float32Array): Float32Array {
    for (let i = 0; i < target.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log((this.nextUint32() + 0.5) * UNIT));
      const angle = TWO_PI * (this.nextUint32() * UNIT);
      target[i] = radius * Math.cos(angle);
      if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
    }
    return target;
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** The numbers 0 … n−1 in random order. */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }

  /** Index drawn with probability proportional to `weights` (non-negative, not all zero). */
  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i];
    let left = this.uniform() * total;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] <= 0) continue;
      last = i;
      left -= weights[i];
      if (left < 0) return i;
    }
    return last;
  }
}

/** The seed of a part of the work, itself a seed. */
export function deriveSeed(seed: Seed, ...labels: readonly (string | number)[]): Seed {
  return [seed, ...labels].join('/');
}

function hashToState(text: string): [number, number, number, number] {
  let h1 = 1_779_033_703;
  let h2 = 3_144_134_277;
  let h3 = 1_013_904_242;
  let h4 = 2_773_480_762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  const a = h1 ^ h2 ^ h3 ^ h4;
  return [a, h2 ^ a, h3 ^ a, (h4 ^ a) | 1];
}
