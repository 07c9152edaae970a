import type { ContributionVector } from './contribution.ts';

/** What a round expects in each contribution: agreed before any site computes, checked when it arrives. */
export type SumLayout = ReadonlyMap<string, VectorLayout>;

export interface VectorLayout {
  readonly kind: ContributionVector['kind'];
  readonly length: number;
  /** Units per 1, a power of two; for measures only. */
  readonly scale?: number;
}
