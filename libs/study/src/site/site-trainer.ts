import type { Engine } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { ReportProgress, SiteAssignment } from '#federation/rounds/round';
import type { FederatedGenerator } from '#generators/federated-generator';
import { isGeneratorName } from '#generators/generator-names';
import { generatorKind } from '#generators/generator-registry';
import type { Contribution } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** Answers training rounds. Keeps the generator (its compiled graphs) from one round to the next, and nothing else. */
export class SiteTrainer {
  readonly #dictionary: DataDictionary;
  readonly #engine: () => Promise<Engine>;
  #generator: FederatedGenerator<unknown> | undefined;

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
    checkpoint?: CheckpointPort,
  ): Promise<Contribution> {
    if (this.#generator?.name !== assignment.task) this.#generator = await this.#create(assignment.task);
    const generator = this.#generator;
    return generator.contribute(generator.decode(state), table, assignment.seed, progress, signal, checkpoint);
  }

  async #create(name: string): Promise<FederatedGenerator<unknown>> {
    if (!isGeneratorName(name)) throw unknownGenerator(name);
    const kind = generatorKind(name);
    return kind.atSite(this.#dictionary, kind.needsEngine ? await this.#engine() : undefined);
  }
}

function unknownGenerator(name: string): CohortloomError {
  return new CohortloomError('CL-NET-001', {
    what: `The coordinator trains a generator ${name}, which this version does not know.`,
    todo: 'Install the same version at coordinator and sites.',
  });
}
