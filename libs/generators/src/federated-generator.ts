import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { Seed } from '#random/random-stream';
import type { Contribution, Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';
import type { Table } from '#tabular/table';
import type { PairTables } from './calibration/pair-tables.ts';
import type { Given } from './conditions/given.ts';

/**
 * A generator, whatever its kind, as the round engine knows it. `State` is what the coordinator holds and broadcasts;
 * every function is pure: the same arguments give the same result.
 */
export interface FederatedGenerator<State> {
  readonly name: string;
  /** Coordinator. */
  init(seed: Seed): Promise<State>;
  /** Bytes for the wire and for the store; `decode(encode(s))` equals s. */
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
  /** What sites need in order to contribute: `encode` without what only the coordinator needs. `decode` reads it too. */
  broadcast(state: State): Uint8Array;
  /** What a contribution to the current round (or exchange) must look like. */
  layout(state: State): SumLayout;
  /**
   * Site: the local table in, vectors to be summed out. Stops soon after `signal` aborts. Where it takes long it saves and
   * goes on from checkpoints, with the same result; its first progress report tells where it goes on.
   */
  contribute(
    state: State,
    table: Table,
    seed: Seed,
    progress: (done: number, total: number) => void,
    signal: AbortSignal,
    checkpoint?: CheckpointPort,
  ): Promise<Contribution>;
  /** Coordinator. */
  reduce(state: State, sum: Sum): State;
  isDone(state: State): boolean;
  /** Done and total in rounds (or exchanges), for an estimate. */
  progress(state: State): { readonly done: number; readonly total: number };
  /** Rows in the dictionary's columns, unconstrained: constraints and calibration come after. */
  sample(state: State, n: number, seed: Seed): Promise<Table>;
  /** Rows under conditions on some columns, the rest sampled. Constraints come after. Throws CL-CONF-001, CL-MODEL-005. */
  sampleGiven?(state: State, n: number, seed: Seed, given: Given): Promise<Table>;
  /** Two-way tables of the real cohort that training has told the coordinator, for calibration. */
  pairTables?(state: State): PairTables | undefined;
  /** What holds of everything that the trained model releases (its least leaf, say), as plain JSON, for disclosures.json. */
  discloses?(state: State): unknown;
  /** The model itself in a form that a person can check, as plain JSON. */
  describeModel?(state: State): unknown;
  /** The trained generator as an ONNX model (noise and condition in, encoded row out), where it can be one. */
  toOnnx?(state: State): Uint8Array | undefined;
  /** How a row that the ONNX model makes is turned into the dictionary's columns, or what else it takes to sample, as plain JSON. */
  describeOutput?(state: State): unknown;
}
