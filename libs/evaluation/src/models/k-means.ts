import type { RandomStream } from '#random/random-stream';
import type { InSteps } from '../steps.ts';

/** Points in several dimensions, one after the other: value d of point i is at i × dimensions + d. */
export interface Points {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float64Array;
}

export interface KMeansOptions {
  /** Runs from other first centres, of which the one with the least sum of squares counts; default 4. */
  readonly starts?: number;
  /** At most, in each run; default 100. */
  readonly iterations?: number;
}

/**
 * k-means by Lloyd's iterations from k-means++ centres (Arthur & Vassilvitskii 2007). A centre that loses all its points
 * stays where it was. A step per iteration.
 * @returns k centres one after the other; fewer where the points are fewer different ones, none for no point
 */
export function* kMeans(points: Points, k: number, stream: RandomStream, options: KMeansOptions = {}): InSteps<Points> {
  const { starts = 4, iterations = 100 } = options;
  let best = yield* lloyd(points, firstCentres(points, k, stream), iterations);
  for (let start = 1; start < starts; start++) {
    const next = yield* lloyd(points, firstCentres(points, k, stream), iterations);
    if (next.squares < best.squares) best = next;
  }
  return best.centres;
}

/** The nearest centre of each point by Euclidean distance; the first of several. There is a centre at least. */
export function nearestCentres(points: Points, centres: Points): Int32Array {
  return assign(points, centres).labels;
}

interface Assignment {
  readonly labels: Int32Array;
  /** Σ of squared distances to the centres. */
  readonly squares: number;
}

function* lloyd(points: Points, first: Points, iterations: number): InSteps<{ centres: Points; squares: number }> {
  let centres = first;
  let assigned = assign(points, centres);
  for (let iteration = 0; iteration < iterations; iteration++) {
    yield;
    centres = means(points, assigned.labels, centres);
    const next = assign(points, centres);
    const isSettled = next.labels.every((label, i) => label === assigned.labels[i]);
    assigned = next;
    if (isSettled) break;
  }
  return { centres, squares: assigned.squares };
}

/** Points drawn one by one, each with a chance in proportion to its squared distance from the centres before it. */
function firstCentres(points: Points, k: number, stream: RandomStream): Points {
  const { count, dimensions, values } = points;
  const chosen: number[] = [];
  const nearest = new Float64Array(count).fill(1);
  while (chosen.length < k && nearest.some((square) => square > 0)) {
    const next = stream.categorical(nearest);
    for (let i = 0; i < count; i++) {
      const square = squaredDistance(values, i * dimensions, values, next * dimensions, dimensions);
      nearest[i] = chosen.length === 0 ? square : Math.min(nearest[i], square);
    }
    chosen.push(next);
  }
  const centres = new Float64Array(chosen.length * dimensions);
  chosen.forEach((i, c) => centres.set(values.subarray(i * dimensions, (i + 1) * dimensions), c * dimensions));
  return { count: chosen.length, dimensions, values: centres };
}

function assign({ count, dimensions, values }: Points, centres: Points): Assignment {
  const labels = new Int32Array(count);
  let squares = 0;
  for (let i = 0; i < count; i++) {
    let least = Number.POSITIVE_INFINITY;
    for (let c = 0; c < centres.count; c++) {
      const square = squaredDistance(values, i * dimensions, centres.values, c * dimensions, dimensions, least);
      if (square >= least) continue;
      least = square;
      labels[i] = c;
    }
    squares += least;
  }
  return { labels, squares };
}

function means({ count, dimensions, values }: Points, labels: Int32Array, previous: Points): Points {
  const sums = new Float64Array(previous.values.length);
  const sizes = new Int32Array(previous.count);
  for (let i = 0; i < count; i++) {
    sizes[labels[i]]++;
    const target = labels[i] * dimensions;
    for (let d = 0; d < dimensions; d++) sums[target + d] += values[i * dimensions + d];
  }
  const centres = sums.map((sum, place) => {
    const size = sizes[Math.floor(place / dimensions)];
    return size > 0 ? sum / size : previous.values[place];
  });
  return { count: previous.count, dimensions, values: centres };
}

/** Or something not below `enough`, as soon as the distance is known to reach it. */
function squaredDistance(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  dimensions: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (let d = 0; d < dimensions && sum < enough; d++) {
    const difference = a[aStart + d] - b[bStart + d];
    sum += difference * difference;
  }
  return sum;
}
