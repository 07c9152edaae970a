import { existsSync, readFileSync } from 'node:fs';

/**
 * Loaded into a process before its program: its wall clock is off by the milliseconds in the file CHAOS_CLOCK_FILE, looked
 * at now and then. The monotonic clock and timers go on as they are, as when an operator sets a machine's time.
 */
const file = process.env.CHAOS_CLOCK_FILE;
const LOOK_INTERVAL = 50;
const RealDate = Date;
let offset = 0;

function readOffset(): void {
  if (file !== undefined && existsSync(file)) offset = Number(readFileSync(file, 'utf8')) || 0;
}

class JumpingDate extends RealDate {
  constructor(...args: []) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }

  static override now(): number {
    return RealDate.now() + offset;
  }
}

readOffset();
setInterval(readOffset, LOOK_INTERVAL).unref();
globalThis.Date = JumpingDate as DateConstructor;
