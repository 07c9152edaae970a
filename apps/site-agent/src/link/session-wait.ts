import { slotWords } from '#protocol/messages/slot';
import type { Desk } from '../work/desk.ts';
import type { AgentWait } from './wait-watch.ts';

export interface WaitingSession {
  /** HOST:PORT */
  readonly address: string;
  readonly isWelcome: boolean;
  readonly current: Desk | undefined;
  /** See `ContributionSender`. */
  readonly passedOn: number | 'waits' | undefined;
}

/** What a session waits for; it always waits for something. `isWork` if it is for the site's own computation. */
export function waitOfSession(
  session: WaitingSession,
): Pick<AgentWait, 'what' | 'mark'> & { readonly isWork?: boolean } {
  const { address, isWelcome, current } = session;
  if (!isWelcome) return { what: `the coordinator at ${address} to answer`, mark: 0 };
  if (current?.state === 'receiving' && !current.broadcast.isComplete) {
    return { what: `the broadcast of ${slotWords(current.slot)}`, mark: current.broadcast.received };
  }
  if (current?.state === 'computing') {
    return { what: `the computation of ${slotWords(current.slot)}`, mark: current.done, isWork: true };
  }
  if (current?.state === 'ready' && session.passedOn !== undefined)
    return waitOfContribution(current, session.passedOn);
  return { what: 'the study to ask for something', mark: 0 };
}

function waitOfContribution({ slot, contribution }: Desk, passedOn: number | 'waits') {
  const what = `the contribution of ${slotWords(slot)}`;
  if (passedOn === 'waits') return { what: `the coordinator to have room for ${what}`, mark: 0 };
  if (passedOn < (contribution?.bytes.length ?? 0)) return { what: `the network to take ${what}`, mark: passedOn };
  return { what: `the receipt for ${what}`, mark: 0 };
}
