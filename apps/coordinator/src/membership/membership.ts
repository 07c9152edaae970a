import { CohortloomError } from '#errors/cohortloom-error';

/** One agent's stream, as membership sees it. */
export interface Member {
  readonly site: string;
  /** Drawn once per agent process. */
  readonly instanceId: string;
  /** Drawn once per state folder of an agent; empty where it keeps none. */
  readonly stateId: string;
  /** Counts the starts on that folder. */
  readonly startNumber: number;
  /** Milliseconds since the epoch. */
  readonly lastHeard: number;
  /** Ends the stream because the same agent, or its successor, has another. */
  replace(): void;
}

/** Who is connected: at most one agent per site. */
export class Membership<M extends Member> {
  readonly #members = new Map<string, M>();
  readonly #silenceLimit: number;

  /** @param silenceLimit milliseconds after which an agent that says nothing counts as gone */
  constructor(silenceLimit: number) {
    this.#silenceLimit = silenceLimit;
  }

  get(site: string): M | undefined {
    return this.#members.get(site);
  }

  all(): readonly M[] {
    return [...this.#members.values()];
  }

  /** Those that have been silent for too long. */
  silent(now: number): readonly M[] {
    return this.all().filter(({ lastHeard }) => now - lastHeard > this.#silenceLimit);
  }

  /**
   * Takes the member in. The same agent dialling again, a later start on its state folder, or whoever comes after one that
   * has been silent, replaces it.
   * @throws CL-CONF-003 when another agent of this name is alive
   */
  join(member: M, now: number): void {
    const present = this.#members.get(member.site);
    if (present !== undefined) {
      const alive = now - present.lastHeard <= this.#silenceLimit;
      if (alive && !isSuccessor(member, present)) throw nameTaken(member.site, this.#silenceLimit);
      present.replace();
    }
    this.#members.set(member.site, member);
  }

  /** @returns whether it was still the site's member (false: it had been replaced) */
  leave(member: M): boolean {
    if (this.#members.get(member.site) !== member) return false;
    return this.#members.delete(member.site);
  }
}

/** One folder is used by one process at a time, so a later start on it means that the earlier one has ended. */
function isSuccessor(member: Member, present: Member): boolean {
  if (member.instanceId === present.instanceId) return true;
  return member.stateId !== '' && member.stateId === present.stateId && member.startNumber > present.startNumber;
}

function nameTaken(site: string, silenceLimit: number): CohortloomError {
  return new CohortloomError('CL-CONF-003', {
    what: `Another agent is connected as site ${site}.`,
    where: { site },
    todo: `Stop one of the two agents. If the other was lost with its machine, start this one again in ${Math.ceil(silenceLimit / 1000)} s.`,
  });
}
