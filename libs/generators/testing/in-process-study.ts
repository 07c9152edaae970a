import type { Engine } from '#compute/engine/engine';
import { createCtabganPlus } from '#generators/ctabgan-plus/ctabgan-plus';
import type { Hyperparameters } from '#generators/ctabgan-plus/hyperparameters';
import type { CtabganPlusState } from '#generators/ctabgan-plus/state';
import { deriveSeed, type Seed } from '#random/random-stream';
import type { Contribution } from '#sums/contribution';
import { exactSum } from '#sums/exact-sum';
import type { DataDictionary } from '#tabular/dictionary';
import { contributeProfile, type Profile, profileLayout, readProfile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';

export interface StudyInput {
  readonly dictionary: DataDictionary;
  /** The local tables by site. */
  readonly sites: ReadonlyMap<string, Table>;
  readonly hyperparameters: Hyperparameters;
  readonly engine: Engine;
  readonly seed: Seed;
  /** Told the state after each exchange. */
  readonly onExchange?: (state: CtabganPlusState) => Promise<void> | void;
}

export interface StudyOutput {
  readonly profile: Profile;
  readonly state: CtabganPlusState;
  readonly sample: (n: number, seed: Seed) => Promise<Table>;
  /** Bytes that a site sends in training. */
  readonly bytesUp: number;
}

/** Profile and training rounds of a study whose sites are tables in this process; sums as over the wire. */
export async function runInProcess(input: StudyInput): Promise<StudyOutput> {
  const { dictionary, engine, hyperparameters, seed, sites } = input;
  const profile = summedProfile(dictionary, sites);
  const generator = createCtabganPlus({ dictionary, engine, setup: { profile, hyperparameters } });
  let state = await generator.init(seed);
  let bytesUp = 0;
  while (!generator.isDone(state)) {
    const received = generator.decode(generator.broadcast(state));
    const contributions = new Map<string, Contribution>();
    for (const [site, table] of sites) {
      const siteSeed = deriveSeed(seed, 'round', state.round, site);
      contributions.set(site, await generator.contribute(received, table, siteSeed, ignore, NEVER));
    }
    state = generator.reduce(state, exactSum(generator.layout(state), contributions));
    bytesUp += [...state.parameters.values()].reduce((bytes, values) => bytes + values.byteLength, 0);
    await input.onExchange?.(state);
  }
  const final = state;
  return { profile, state, sample: (n, sampleSeed) => generator.sample(final, n, sampleSeed), bytesUp };
}

const NEVER = new AbortController().signal;
const ignore = (): void => {};

export function summedProfile(dictionary: DataDictionary, sites: ReadonlyMap<string, Table>): Profile {
  const contributions = new Map([...sites].map(([site, table]) => [site, contributeProfile(dictionary, table)]));
  return readProfile(dictionary, exactSum(profileLayout(dictionary), contributions));
}
