import { parseArgs } from 'node:util';
import { ALL_FAULTS } from './faults/all-faults.ts';
import type { FaultKind } from './plan/fault.ts';
import { EMBEDDED } from './stores/embedded-under-test.ts';
import { MongodbUnderTest } from './stores/mongodb-under-test.ts';
import type { StoreUnderTest } from './stores/store-under-test.ts';

export interface ChaosOptions {
  /** How many processes are killed, over as many studies as that takes. */
  readonly kills: number;
  readonly store: StoreUnderTest;
  readonly seed: string;
  /** Only this study, as it was drawn. */
  readonly study: number | undefined;
  readonly faults: readonly FaultKind[];
  /** Seconds that a study may go without getting further. */
  readonly patience: number;
}

const STORES: Readonly<Record<string, StoreUnderTest>> = { embedded: EMBEDDED, mongodb: new MongodbUnderTest() };

export const USAGE = `npm run chaos -- [--kills 200] [--store ${Object.keys(STORES).join('|')}] [--seed 1] [--study K] [--faults ${ALL_FAULTS.map(({ name }) => name).join(',')}] [--patience 60]`;

/** Throws with words for the user. */
export function parseOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      kills: { type: 'string', default: '200' },
      store: { type: 'string', default: 'embedded' },
      seed: { type: 'string', default: '1' },
      study: { type: 'string' },
      faults: { type: 'string' },
      patience: { type: 'string', default: '60' },
    },
  });
  const store = STORES[values.store];
  if (store === undefined) throw new Error(`There is no store ${values.store}.`);
  return {
    kills: wholeNumber('kills', values.kills),
    store,
    seed: values.seed,
    study: values.study === undefined ? undefined : wholeNumber('study', values.study),
    faults: values.faults === undefined ? ALL_FAULTS : values.faults.split(',').map(faultNamed),
    patience: wholeNumber('patience', values.patience),
  };
}

function faultNamed(name: string): FaultKind {
  const found = ALL_FAULTS.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`There is no fault ${name}.`);
  return found;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}.`);
  return Number(text);
}
