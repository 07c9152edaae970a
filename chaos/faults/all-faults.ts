import type { FaultKind } from '../plan/fault.ts';
import { KILL_AGENTS, KILL_ALL, KILL_COORDINATOR } from './kill.ts';
import { CORRUPT, CUT, DELAY, DUPLICATE, REORDER, STALL } from './network.ts';

/** Everything that can go wrong. */
export const ALL_FAULTS: readonly FaultKind[] = [
  KILL_COORDINATOR,
  KILL_AGENTS,
  KILL_ALL,
  CUT,
  DELAY,
  STALL,
  DUPLICATE,
  REORDER,
  CORRUPT,
];
