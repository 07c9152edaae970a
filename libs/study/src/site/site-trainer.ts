import type { Engine } from '#compute/engine/engine';
import type { ReportProgress, SiteAssignment } from '#federation/rounds/round';
import { createCtabganPlus } from '#generators/ctabgan-plus/ctabgan-plus';
import type { CtabganPlusState } from '#generators/ctabgan-plus/state';
import type { FederatedGenerator } from '#generators/federated-generator';
import type { Contribution } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** Answers training rounds. Keeps the generator (its compiled graphs) from one round to the next, and nothing else. */
export class SiteTrainer {
  readonly #dictionary: DataDictionary;
  readonly #engine: () => Promise<Engine>;
  #generator: FederatedGenerator<CtabganPlusState> | undefined;

  constructor(dictionary: DataDictionary, engine: () => Promise<Engine>) {
    this.#dictionary = dictionary;
    this.#engine = engine;
  }

  async contribute(
    assignment: SiteAssignment,
    state: Uint8Array,
    table: Table,
    progress: ReportProgress,
    signal: AbortSignal,
  ): Promise<Contribution> {
    this.#generator ??= createCtabganPlus({ dictionary: this.#dictionary, engine: await this.#engine() });
    const decoded = this.#generator.decode(state);
    return this.#generator.contribute(decoded, table, assignment.seed, progress, signal);
  }
}
