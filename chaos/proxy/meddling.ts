import { flipped, type Forwarded, type Passage } from './passage.ts';

type MessageCase = Passage['message']['case'];

/** What is done to messages for a while, or to the next ones of a kind. */
export type Meddling =
  | { readonly type: 'delay'; readonly site?: string; readonly until: number; readonly delay: () => number }
  | { readonly type: 'duplicate'; readonly cases: readonly MessageCase[]; count: number }
  | { readonly type: 'hold-back'; readonly cases: readonly MessageCase[]; count: number; readonly delay: number }
  | { readonly type: 'flip'; readonly direction: 'up' | 'down'; count: number; readonly at: number };

/** Applies what is set up to messages as they pass. */
export class Meddler {
  #active: Meddling[] = [];
  readonly #watchers = new Set<(passage: Passage) => void>();
  /** Times that something was done to a message. */
  done = 0;

  add(meddling: Meddling): void {
    this.#active.push(meddling);
  }

  /** Everything passes as it is from now on. */
  clear(): void {
    this.#active = [];
  }

  /** @returns what ends the watching */
  watch(watcher: (passage: Passage) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  readonly meddle = (passage: Passage): readonly Forwarded[] => {
    for (const watcher of this.#watchers) watcher(passage);
    let forwarded: readonly Forwarded[] = [{ bytes: passage.bytes, delay: 0 }];
    for (const meddling of this.#active) {
      const altered = alter(passage, meddling, forwarded);
      if (altered !== forwarded) this.done++;
      forwarded = altered;
    }
    this.#active = this.#active.filter(isLasting);
    return forwarded;
  };
}

function alter(passage: Passage, meddling: Meddling, forwarded: readonly Forwarded[]): readonly Forwarded[] {
  switch (meddling.type) {
    case 'delay': {
      if (meddling.site !== undefined && meddling.site !== passage.site) return forwarded;
      const delay = meddling.delay();
      return forwarded.map((one) => ({ ...one, delay: one.delay + delay }));
    }
    case 'duplicate':
      if (!takes(meddling, passage)) return forwarded;
      return [...forwarded, ...forwarded];
    case 'hold-back':
      if (!takes(meddling, passage)) return forwarded;
      return forwarded.map((one) => ({ ...one, delay: one.delay + meddling.delay, isOvertaken: true }));
    case 'flip': {
      if (passage.direction !== meddling.direction || meddling.count === 0) return forwarded;
      const bytes = flipped(passage, meddling.at);
      if (bytes === undefined) return forwarded;
      meddling.count--;
      return forwarded.map((one) => ({ ...one, bytes }));
    }
  }
}

function takes(meddling: { readonly cases: readonly MessageCase[]; count: number }, { message }: Passage): boolean {
  if (meddling.count === 0 || !meddling.cases.includes(message.case)) return false;
  meddling.count--;
  return true;
}

function isLasting(meddling: Meddling): boolean {
  return meddling.type === 'delay' ? performance.now() < meddling.until : meddling.count > 0;
}
