import type { CountVector } from '#sums/contribution';
import type { VectorLayout } from '#sums/layout';
import { CLUSTERS, type ClusterPlan, countClusters } from './cluster-plan.ts';
import type { UtilityCohorts } from './utility-cohorts.ts';

/** Sets of real rows that are counted apart. */
export const CLUSTERED = ['half-a', 'half-b', 'held-out'] as const;
export type Clustered = (typeof CLUSTERED)[number];

export function clusterLayout(): [string, VectorLayout][] {
  return CLUSTERED.map((set) => [clusterVector(set), { kind: 'count', length: CLUSTERS }]);
}

export function clusterVector(set: Clustered): string {
  return `utility/clusters/${set}`;
}

/** Rows of each set in each agreed cluster. */
export function sumClusters(plan: ClusterPlan, { halfA, halfB, heldOut }: UtilityCohorts): [string, CountVector][] {
  const tables = { 'half-a': halfA, 'half-b': halfB, 'held-out': heldOut };
  return CLUSTERED.map((set) => [clusterVector(set), { kind: 'count', values: countClusters(plan, tables[set]) }]);
}
