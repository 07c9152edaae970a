import { CohortloomError } from '#errors/cohortloom-error';
import type { NamedParameters, ServerState, StrategyStep } from './strategy.ts';

/** One parameter vector's way through a server optimizer. All arrays have the same length. */
export interface VectorUpdate {
  /** w, the global parameters that were broadcast. */
  readonly parameters: Float32Array;
  /** Σ n_k·v_k / Σ n_k. */
  readonly mean: Float32Array;
  /** The optimizer's memory of this vector by slot: a copy, to be changed in place. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** 1 at the first update. */
  readonly step: number;
}

/** Changes the slots in place and returns the new parameters. */
export type UpdateRule = (update: VectorUpdate) => Float32Array;

export const EMPTY_STATE: ServerState = { steps: new Map(), slots: new Map() };

/** A state whose slots hold `fill` for each parameter. */
export function initialState(parameters: NamedParameters, slots: Readonly<Record<string, number>>): ServerState {
  const names = [...parameters.keys()];
  return {
    steps: new Map(names.map((name) => [name, 0])),
    slots: new Map(
      Object.entries(slots).flatMap(([slot, fill]) =>
        [...parameters].map(([name, values]) => [`${slot}/${name}`, new Float32Array(values.length).fill(fill)]),
      ),
    ),
  };
}

/** Applies a rule to every vector of the mean; the others stay as they are. Nothing passed in is changed. */
export function updateEach(
  state: ServerState,
  parameters: NamedParameters,
  mean: NamedParameters,
  slotNames: readonly string[],
  rule: UpdateRule,
): StrategyStep {
  const steps = new Map(state.steps);
  const slots = new Map(state.slots);
  const updated = new Map(parameters);
  for (const [name, values] of mean) {
    const current = requireMatching(name, parameters.get(name), values);
    const step = (steps.get(name) ?? 0) + 1;
    const memory = Object.fromEntries(slotNames.map((slot) => [slot, copyOf(slots.get(`${slot}/${name}`), current)]));
    updated.set(name, rule({ parameters: current, mean: values, slots: memory, step }));
    steps.set(name, step);
    for (const [slot, memories] of Object.entries(memory)) slots.set(`${slot}/${name}`, memories);
  }
  return { state: { steps, slots }, parameters: updated };
}

function copyOf(slot: Float32Array | undefined, parameters: Float32Array): Float32Array {
  return slot === undefined ? new Float32Array(parameters.length) : new Float32Array(slot);
}

function requireMatching(name: string, parameters: Float32Array | undefined, mean: Float32Array): Float32Array {
  if (parameters?.length === mean.length) return parameters;
  throw new CohortloomError('CL-ROUND-002', {
    what: `The mean of ${name} has ${mean.length} values, its parameters ${parameters?.length ?? 'none'}.`,
    todo: 'Check that every site and the coordinator run the same version.',
  });
}
