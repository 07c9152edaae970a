import type { Passage } from './passage.ts';

/** Messages of one stream that are kept at most. */
const LONGEST = 500;

/** What each agent has said on its latest stream, from its Hello on: for those who say it again. */
export class Recorder {
  readonly #said = new Map<string, Buffer[]>();

  readonly look = ({ direction, site, bytes, message }: Passage): void => {
    if (direction !== 'up') return;
    if (message.case === 'hello') this.#said.set(site, []);
    const said = this.#said.get(site);
    if (said !== undefined && said.length < LONGEST) said.push(Buffer.from(bytes));
  };

  of(site: string): readonly Buffer[] {
    return [...(this.#said.get(site) ?? [])];
  }
}
