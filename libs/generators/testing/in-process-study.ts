import type { Engine } from '#compute/engine/engine';
import { createCtabganPlus } from '#generators/ctabgan-plus/ctabgan-plus';
import type { Hyperparameters } from '#generators/ctabgan-plus/hyperparameters';
import type { CtabganPlusState } from '#generators/ctabgan-plus/state';
import type { FederatedGenerator } from '#generators/federated-generator';
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

export interface TrainedInProcess<State> {
  readonly state: State;
  readonly sample: (n: number, seed: Seed) => Promise<Table>;
  /** Bytes that a site sends in training, before they are packed. */
  readonly bytesUp: number;
  readonly rounds: number;
}

export interface StudyOutput extends TrainedInProcess<CtabganPlusState> {
  readonly profile: Profile;
}

/** Profile and training rounds of a CTAB-GAN+ study whose sites are tables in this process; sums as over the wire. */
export async function runInProcess(input: StudyInput): Promise<StudyOutput> {
  const { dictionary, engine, hyperparameters, seed, sites } = input;
  const profile = summedProfile(dictionary, sites);
  const generator = createCtabganPlus({ dictionary, engine, setup: { profile, hyperparameters } });
  return { profile, ...(await trainInProcess(generator, sites, seed, input.onExchange)) };
}

/** The training rounds of any generator that has its setup. */
export async function trainInProcess<State>(
  generator: FederatedGenerator<State>,
  sites: ReadonlyMap<string, Table>,
  seed: Seed,
  onExchange?: (state: State) => Promise<void> | void,
): Promise<TrainedInProcess<State>> {
  let state = (await generator.init(seed)) as State;
  let bytesUp = 0;
  let rounds = 0;
  while (!generator.isDone(state)) {
    const received = generator.decode(generator.broadcast(state));
    const contributions = new Map<string, Contribution>();
    for (const [site, table] of sites) {
      const siteSeed = deriveSeed(seed, 'round', rounds, site);
      contributions.set(site, await generator.contribute(received, table, siteSeed, ignore, NEVER));
    }
    bytesUp += bytesOf([...contributions.values()][0]);
    state = generator.reduce(state, exactSum(generator.layout(state), contributions));
    rounds++;
    await onExchange?.(state);
  }
  const final = state;
  return { state, sample: (n, sampleSeed) => generator.sample(final, n, sampleSeed), bytesUp, rounds };
}

const NEVER = new AbortController().signal;
const ignore = (): void => {};

export function summedProfile(dictionary: DataDictionary, sites: ReadonlyMap<string, Table>): Profile {
  const contributions = new Map([...sites].map(([site, table]) => [site, contributeProfile(dictionary, table)]));
  return readProfile(dictionary, exactSum(profileLayout(dictionary), contributions));
}

function bytesOf({ vectors }: Contribution): number {
  return [...vectors.values()].reduce((bytes, { values }) => bytes + values.byteLength, 0);
}
