import { describeEngine } from '../testing/engine-contract.ts';
import type { EngineName } from './engine.ts';
import { selectEngine } from './select-engine.ts';

const { COHORTLOOM_ENGINE: name, COHORTLOOM_PROVIDER: provider } = process.env;

describeEngine(`${name} on ${provider}`, () => selectEngine({ name: name as EngineName, provider }));
