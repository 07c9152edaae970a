import type { Clock } from './ports.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';

const STARTED_AT = Date.now() - performance.now();

/**
 * The machine's time when this process started, and how long that is ago: an operator who sets the clock of the machine
 * neither ends a wait nor prolongs it.
 */
export const STEADY_CLOCK: Clock = { ...SYSTEM_CLOCK, now: () => Math.floor(STARTED_AT + performance.now()) };
