import type { FaultKind } from '../plan/fault.ts';
import { CLOCK_JUMP } from './clock-jump.ts';
import { DAMAGE_BLOB } from './damage-blob.ts';
import { FULL_DISK } from './full-disk.ts';
import { KILL_DATABASE } from './kill-database.ts';
import { KILL_AGENTS, KILL_ALL, KILL_COORDINATOR } from './kill.ts';
import { CORRUPT, CUT, DELAY, DUPLICATE, REORDER, STALL } from './network.ts';
import { REPLAY } from './replay.ts';

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
  REPLAY,
  CLOCK_JUMP,
  DAMAGE_BLOB,
  FULL_DISK,
  KILL_DATABASE,
];
