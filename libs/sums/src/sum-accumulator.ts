import { CohortloomError } from '#errors/cohortloom-error';
import type { Contribution, ContributionVector, Sum, SumVector } from './contribution.ts';
import { decodeContribution } from './contribution-codec.ts';
import { addCounts, addMeasures, addWeighted, EXACT_LIMIT, subtract, WEIGHTED_SCALE } from './fixed-point.ts';
import type { SumLayout, VectorLayout } from './layout.ts';
import { checkContribution } from './check-contribution.ts';

interface Running {
  readonly layout: VectorLayout;
  readonly values: Float64Array;
  weight: number;
}

interface Addend {
  readonly name: string;
  readonly running: Running;
  readonly vector: ContributionVector;
}

/**
 * Adds contributions up, exactly and in any order: values become integers (counts are, measures at their scale, weighted
 * parameters at 2⁻²⁴) and integer-valued float64 below 2⁵³ add without rounding. Memory is one float64 per value of the
 * layout, however many sites contribute.
 */
export class SumAccumulator {
  readonly #layout: SumLayout;
  readonly #running: Map<string, Running>;
  readonly #limit: number;
  #siteCount = 0;
  #rowCount = 0;
  #finished = false;

  /**
   * @param sites that may contribute: each has its share of the exact range, so that no site alone can drive the sum out
   * of it. By default one contribution may fill the range.
   */
  constructor(layout: SumLayout, sites = 1) {
    this.#layout = layout;
    this.#limit = EXACT_LIMIT / sites;
    this.#running = new Map(
      [...layout].map(([name, vector]) => [
        name,
        { layout: vector, values: new Float64Array(vector.length), weight: 0 },
      ]),
    );
  }

  get siteCount(): number {
    return this.#siteCount;
  }

  /**
   * Adds one site's contribution, wholly or not at all.
   * @throws CL-ROUND-002 when it doesn't fit the layout or holds NaN, infinities, counts that are no counts or a value
   * beyond the site's share of ±2⁵³ in fixed point; CL-ROUND-004 when a sum would leave ±2⁵³ in fixed point
   */
  add(site: string, contribution: Contribution): void {
    this.#requireOpen();
    checkContribution(site, contribution, this.#layout);
    const added: Addend[] = [];
    try {
      for (const addend of this.#addends(contribution)) {
        addTo(addend, this.#limit);
        added.push(addend);
      }
    } catch (error) {
      added.forEach(takeBack);
      throw CohortloomError.from(error).at({ site });
    }
    this.#siteCount++;
    this.#rowCount += contribution.rowCount;
  }

  /** Decodes and adds; parameters are read where they lie. Returns the contribution's row count. Throws as `add`, and CL-NET-003. */
  addEncoded(site: string, bytes: Uint8Array): { readonly rowCount: number } {
    const contribution = decodeContribution(bytes, site);
    this.add(site, contribution);
    return { rowCount: contribution.rowCount };
  }

  /**
   * The sum so far, scaled back to the units of the contributions. Hands its memory over: nothing can be added afterwards,
   * unless `restart` takes it back.
   */
  finish(): Sum {
    this.#requireOpen();
    this.#finished = true;
    return {
      siteCount: this.#siteCount,
      rowCount: this.#rowCount,
      vectors: new Map([...this.#running].map(([name, running]) => [name, scaledBack(running)])),
    };
  }

  /** Begins anew in the same memory. The sum that `finish` gave is no longer one. */
  restart(): void {
    for (const running of this.#running.values()) {
      running.values.fill(0);
      running.weight = 0;
    }
    this.#siteCount = 0;
    this.#rowCount = 0;
    this.#finished = false;
  }

  #addends(contribution: Contribution): Addend[] {
    return [...contribution.vectors].flatMap(([name, vector]) => {
      const running = this.#running.get(name);
      return running === undefined ? [] : [{ name, running, vector }];
    });
  }

  #requireOpen(): void {
    if (!this.#finished) return;
    throw new CohortloomError('CL-INT-001', {
      what: 'A sum that is finished was used again.',
      todo: 'Report this: it is a defect of the program.',
    });
  }
}

function addTo({ name, running, vector }: Addend, limit: number): void {
  if (vector.kind === 'count') addCounts(name, running.values, vector.values, limit);
  else if (vector.kind === 'measure') addMeasures(name, running.values, vector.values, vector.scale, limit);
  else {
    addWeighted(name, running.values, vector.values, factorOf(vector), limit);
    running.weight += vector.weight;
  }
}

function takeBack({ running, vector }: Addend): void {
  subtract(running.values, vector.values, factorOf(vector));
  if (vector.kind === 'weighted') running.weight -= vector.weight;
}

/** Fixed-point units per 1 of the contributed values. */
function factorOf(vector: ContributionVector): number {
  if (vector.kind === 'weighted') return vector.weight * WEIGHTED_SCALE;
  return vector.kind === 'measure' ? vector.scale : 1;
}

function scaledBack({ layout, values, weight }: Running): SumVector {
  const unit = unitOf(layout);
  if (unit !== 1) for (let i = 0; i < values.length; i++) values[i] *= unit;
  return { kind: layout.kind, values, weight };
}

/** Powers of two, so scaling back is exact. */
function unitOf(layout: VectorLayout): number {
  if (layout.kind === 'weighted') return 1 / WEIGHTED_SCALE;
  return 1 / (layout.scale ?? 1);
}
