import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Lease } from '#storage/ports/lease-store';
import { LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.ts';
import { StoreQuestions } from './store-questions.ts';

export interface LeadershipOptions extends LeaseKeeperOptions {
  readonly study: string;
  /** Another one for each process. */
  readonly holder: string;
  /** Since when the present holder leads, if that is known; milliseconds since the epoch. */
  readonly leadsSince: (holder: string) => Promise<number | undefined>;
  readonly signal: AbortSignal;
}

/** How often a process that stands by asks for the lease, as a share of its ttl. */
const ASK_SHARE = 1 / 9;

const DRAWN = randomBytes(4).toString('hex');

/**
 * This process among the others that may use a store. Containers may share the host's name and each have process 1: of two
 * with one name each would take the other's lease for its own.
 */
export function processName(): string {
  return `${hostname()}:${process.pid}:${DRAWN}`;
}

/**
 * Stands by until the study's lease is free, however long the store is away meanwhile, then runs `lead`; when the lease is
 * lost on the way, stands by again.
 * @param lead must end soon after its signal aborts; it is told whether another process led before it
 * @throws CL-ROUND-006 stopped by `signal` while it stood by, and whatever `lead` throws
 */
export async function whileLeading<Result>(
  options: LeadershipOptions,
  lead: (lease: Lease, signal: AbortSignal, succeeds: boolean) => Promise<Result>,
): Promise<Result> {
  for (let isFirst = true; ; isFirst = false) {
    const { keeper, waited } = await takeLease(options);
    try {
      return await lead(keeper.lease, AbortSignal.any([options.signal, keeper.signal]), waited || !isFirst);
    } catch (reason) {
      const isLost = keeper.signal.aborted || CohortloomError.from(reason).code === 'CL-ROUND-007';
      if (!isLost || options.signal.aborted) throw reason;
      options.log('Another coordinator leads the study now; nothing more is written here.');
    } finally {
      await keeper.stop();
    }
  }
}

async function takeLease(
  options: LeadershipOptions,
): Promise<{ readonly keeper: LeaseKeeper; readonly waited: boolean }> {
  const { leases, study, holder, ttl, clock, signal } = options;
  const store = new StoreQuestions(`to say who leads the study ${study}`, clock, options.log);
  let told: string | undefined;
  for (;;) {
    if (signal.aborted) throw stoodDown(study);
    const said = await store.ask(async () => {
      const lease = await leases.acquire(study, holder, ttl);
      if (lease === undefined) told = await sayWhoLeads(options, told);
      return lease;
    });
    if (said?.answer !== undefined)
      return { keeper: new LeaseKeeper(said.answer, options), waited: told !== undefined };
    await pause(clock, ttl * ASK_SHARE, signal);
  }
}

/** Shorter when `signal` aborts. */
function pause(clock: LeadershipOptions['clock'], delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delay, done);
    signal.addEventListener('abort', done);
  });
}

/** @returns the holder that was told, so that it is told once */
async function sayWhoLeads(
  { leases, study, leadsSince, log }: LeadershipOptions,
  told: string | undefined,
): Promise<string | undefined> {
  const holder = (await leases.current(study))?.holder;
  if (holder === undefined || holder === told) return told;
  const since = await leadsSince(holder);
  const words = since === undefined ? '' : ` since ${new Date(since).toISOString().slice(0, 19)}Z`;
  log(`${holder} leads the study ${study}${words}; this one takes over when its lease runs out.`);
  return holder;
}

function stoodDown(study: string): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: 'The coordinator was stopped while it stood by.',
    where: { study },
    todo: 'Nothing: another coordinator leads the study.',
  });
}
