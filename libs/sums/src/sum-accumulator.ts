import { CohortloomError } from '#errors/cohortloom-error';
import type { Contribution, Sum, SumVector } from './contribution.ts';
import { decodeContribution } from './contribution-codec.ts';
import { addCounts, addMeasures, addWeighted, WEIGHTED_SCALE } from './fixed-point.ts';
import type { SumLayout, VectorLayout } from './layout.ts';
import { checkContribution } from './check-contribution.ts';

interface Running {
  readonly layout: VectorLayout;
  readonly values: Float64Array;
  weight: number;
}

/**
 * Adds contributions up, exactly and in any order: values become integers (counts are, measures at their scale, weighted
 * parameters at 2⁻²⁴) and integer-valued float64 below 2⁵³ add without rounding. Memory is one float64 per value of the
 * layout, however many sites contribute.
 */
export class SumAccumulator {
  readonly #layout: SumLayout;
  readonly #running: Map<string, Running>;
  #siteCount = 0;
  #rowCount = 0;
  #finished = false;

  constructor(layout: SumLayout) {
    this.#layout = layout;
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
   * @throws CL-ROUND-002 when it doesn't fit the layout or holds NaN, infinities or counts that are no counts;
   * CL-ROUND-004 when a sum would leave ±2⁵³ in fixed point
   */
  add(site: string, contribution: Contribution): void {
    this.#requireOpen();
    checkContribution(site, contribution, this.#layout);
    const added: string[] = [];
    try {
      for (const name of this.#layout.keys()) {
        this.#addVector(name, contribution, 1);
        added.push(name);
      }
    } catch (error) {
      for (const name of added) this.#addVector(name, contribution, -1);
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

  /** The sum so far, scaled back to the units of the contributions. Hands its memory over: nothing can be added afterwards. */
  finish(): Sum {
    this.#requireOpen();
    this.#finished = true;
    return {
      siteCount: this.#siteCount,
      rowCount: this.#rowCount,
      vectors: new Map([...this.#running].map(([name, running]) => [name, scaledBack(running)])),
    };
  }

  #addVector(name: string, contribution: Contribution, sign: 1 | -1): void {
    const running = this.#running.get(name);
    const vector = contribution.vectors.get(name);
    if (running === undefined || vector === undefined) return;
    if (vector.kind === 'count') addCounts(name, running.values, vector.values, sign);
    else if (vector.kind === 'measure') addMeasures(name, running.values, vector.values, sign * vector.scale);
    else {
      addWeighted(name, running.values, vector.values, sign * vector.weight * WEIGHTED_SCALE);
      running.weight += sign * vector.weight;
    }
  }

  #requireOpen(): void {
    if (!this.#finished) return;
    throw new CohortloomError('CL-INT-001', {
      what: 'A sum that is finished was used again.',
      todo: 'Report this: it is a defect of the program.',
    });
  }
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
